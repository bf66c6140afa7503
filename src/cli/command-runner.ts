import type { CommandRunner } from '../core/scenarios/command-runner.ts'
import { makeRedaction } from './io/redaction.ts'

/** How much of what a program printed is kept, in characters. */
const TAIL = 2_000

/** Runs programs by execa, without a shell and without input. */
export function makeCommandRunner(
  environment: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): CommandRunner {
  const redact = makeRedaction(environment)
  return {
    run: async ([program = '', ...rest], timeoutMs, call) => {
      const { execa } = await import('execa')
      const ran = await execa(program, rest, {
        reject: false,
        all: true,
        stdin: 'ignore',
        cwd: workingFolder,
        maxBuffer: 10_000_000,
        timeout: Math.max(1, Math.min(timeoutMs, call.deadlineMs - Date.now())),
        cancelSignal: call.signal,
        forceKillAfterDelay: 2_000,
      })
      // first taken out, then cut: half a secret would not be known as one
      const tail = redact(ran.all ?? '').slice(-TAIL)
      if (ran.timedOut || ran.isCanceled) return { result: 'timed-out', tail }
      return ran.exitCode === undefined
        ? { result: 'not-started', tail: redact(ran.shortMessage ?? '') }
        : { result: 'exited', exitCode: ran.exitCode, tail }
    },
  }
}
