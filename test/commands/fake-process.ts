import { EventEmitter } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import type { ProcessLike } from '../../src/cli/process-like.ts'

/** A process in memory: what a command line printed on each stream, and how it left. */
export interface FakeProcess extends ProcessLike {
  out(): string
  err(): string
  interrupt(): void
  /** What a library does with `process.emitWarning`. */
  warn(message: string): void
  readonly exits: readonly number[]
}

export interface FakeProcessInput {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly tty?: boolean
  readonly columns?: number
  readonly folder?: string
}

/** A process started as `mcloud <words>`. */
export function fakeProcess(words: readonly string[], input: FakeProcessInput = {}): FakeProcess {
  const { env = {}, tty = false, columns = 80, folder = '/' } = input
  const signals = new EventEmitter()
  const exits: number[] = []
  const stdout = new Sink(tty, columns)
  const stderr = new Sink(tty, columns)
  return {
    argv: ['node', 'mcloud', ...words],
    env,
    stdin: Object.assign(new PassThrough(), { isTTY: tty, setRawMode: () => {} }),
    stdout,
    stderr,
    cwd: () => folder,
    on: (event: string, listener: (...given: never[]) => void) => signals.on(event, listener as () => void),
    off: (event, listener) => signals.off(event, listener),
    removeAllListeners: (event) => signals.removeAllListeners(event),
    exit: (code) => exits.push(code),
    out: () => stdout.text,
    err: () => stderr.text,
    interrupt: () => void signals.emit('SIGINT'),
    warn: (message) => void signals.emit('warning', new Error(message)),
    exits,
  }
}

class Sink extends Writable {
  text = ''
  rows = 24
  readonly isTTY: boolean
  readonly columns: number

  constructor(isTTY: boolean, columns: number) {
    super()
    this.isTTY = isTTY
    this.columns = columns
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }

  getColorDepth(): number {
    return 8
  }

  // What node's own terminal streams have and ora and log-update call.
  clearLine(): boolean {
    return true
  }
  cursorTo(): boolean {
    return true
  }
  moveCursor(): boolean {
    return true
  }
}
