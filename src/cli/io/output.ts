import type { OutputStream } from '../process-like.ts'
import type { Redact } from './redaction.ts'

/** One stream of the process, with secrets taken out and a broken pipe taken quietly. */
export interface Output {
  readonly stream: OutputStream
  /** Resolves when the text has left the process, or when nobody reads it any more. */
  write(text: string): Promise<void>
  /** Writes without redaction: only for what a command is there to reveal. */
  reveal(text: string): Promise<void>
  /** Resolves when everything written so far has left the process. */
  flush(): Promise<void>
  readonly closed: boolean
}

/** `onClosed` is called once, when the reader of a pipe has gone away. */
export function makeOutput(stream: OutputStream, redact: Redact, onClosed: () => void): Output {
  let closed = false
  let last = Promise.resolve()
  const close = () => {
    if (closed) return
    closed = true
    onClosed()
  }
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // EPIPE: `mcloud ... | head` has read enough. Any other fault of an output leaves nobody to tell either.
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') close()
    else closed = true
  })
  const send = (text: string) => {
    if (closed || text === '') return last
    last = new Promise((resolve) => {
      stream.write(text, () => resolve())
    })
    return last
  }
  return {
    stream,
    write: (text) => send(redact(text)),
    reveal: send,
    flush: () => last,
    get closed() {
      return closed
    },
  }
}
