import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runCommandLine } from '../../../src/cli/run.ts'
import { type FakeProcess, fakeProcess } from '../../commands/fake-process.ts'

export interface Ran {
  readonly code: number
  /** The envelope where --json was given. */
  readonly json: Envelope
  readonly out: string
  readonly err: string
}

export interface Envelope {
  readonly ok: boolean
  readonly result?: string
  readonly changed?: boolean
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it looks at
  readonly data?: any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly error?: any
}

/** Command lines that are typed in one folder, about one platform file. */
export interface CommandLines {
  /** Runs a command line inside this process. */
  run(...words: string[]): Promise<Ran>
  /** The same, with the process in hand, e.g. to interrupt it. */
  start(...words: string[]): { readonly process: FakeProcess; readonly ended: Promise<Ran> }
  /** Starts the built program as a process of its own. */
  spawn(words: readonly string[]): ReturnType<typeof spawn>
}

const PROGRAM = join(import.meta.dirname, '../../../bin/mcloud.js')

export function commandLinesIn(
  folder: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): CommandLines {
  const start = (...words: string[]) => {
    const fake = fakeProcess([...words, '--config', file], { env: environment, folder })
    const ended = runCommandLine(fake, '0.0.0').then((code) => ({
      code,
      json: words.includes('--json') ? lastJson(fake.out()) : ({ ok: false } as Envelope),
      out: fake.out(),
      err: fake.err(),
    }))
    return { process: fake, ended }
  }
  return {
    start,
    run: (...words) => start(...words).ended,
    spawn: (words) =>
      spawn(process.execPath, [PROGRAM, ...words, '--config', file], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  }
}

function lastJson(text: string): Envelope {
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Envelope
}
