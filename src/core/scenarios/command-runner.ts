import type { Call } from '../../providers/provider.ts'

/** Runs a program of the operator, without a shell. */
export interface CommandRunner {
  /** Never rejects for what the program does. */
  run(argv: readonly string[], timeoutMs: number, call: Call): Promise<Ran>
}

export interface Ran {
  readonly result: 'exited' | 'timed-out' | 'not-started'
  readonly exitCode?: number
  /** The end of what it printed, secrets taken out. */
  readonly tail: string
}
