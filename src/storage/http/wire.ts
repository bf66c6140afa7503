import type { Agent, Dispatcher } from 'undici'

/** One request of the object path, its body in memory. */
export interface WireRequest {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** As it goes on the request line: encoded, and never normalised, because keys may hold `..` and `//`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** Where the body of a successful answer is to stand; a longer one fails. */
  readonly into?: Buffer
}

export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** Connections of the object path, kept open and shared by all requests of a store. */
export interface Wire {
  send(request: WireRequest, signal: AbortSignal): Promise<WireAnswer>
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
/** Without a byte for so long a request is given up and sent again. */
const SILENCE_MS = 30_000

/** Opens a wire over undici; `ca` is the PEM text of an authority of one's own. */
export function makeWire(options: { readonly ca?: string | undefined; readonly connections: number }): Wire {
  let agent: Promise<Agent> | undefined
  const open = async () => {
    const undici = await import('undici')
    return new undici.Agent({
      connections: options.connections,
      pipelining: 1,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      keepAliveTimeout: 20_000,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(options.ca === undefined ? {} : { ca: options.ca }) },
    })
  }
  let ready: Agent | undefined
  return {
    async send(request, signal) {
      if (ready === undefined) {
        agent ??= open()
        ready = await agent
      }
      return exchange(ready, request, signal)
    },
    async close() {
      await (await agent)?.destroy()
    },
  }
}

function exchange(agent: Agent, request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    let controller: Dispatcher.DispatchController | undefined
    const abort = () => {
      if (controller === undefined) reject(signal.reason)
      else controller.abort(signal.reason as Error)
    }
    const release = onAbort(signal, abort)
    let status = 0
    let headers: WireAnswer['headers'] = {}
    let chunks: Buffer[] = []
    let into: Buffer | undefined
    let length = 0
    agent.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        // Everything here may be sent again: what is written is the same, or refused by its condition.
        idempotent: true,
      },
      {
        onRequestStart(started) {
          controller = started
          chunks = []
          length = 0
        },
        onResponseStart(_, code, fields) {
          status = code
          headers = fields as WireAnswer['headers']
          into = code < 300 ? request.into : undefined
        },
        onResponseData(running, chunk) {
          if (into === undefined) chunks.push(chunk)
          else if (length + chunk.length <= into.length) chunk.copy(into, length)
          else running.abort(new Error('the body is longer than what was asked for'))
          length += chunk.length
        },
        onResponseEnd() {
          release()
          const only = chunks.length === 1 ? chunks[0] : undefined
          const body = into === undefined ? (only ?? Buffer.concat(chunks, length)) : into.subarray(0, length)
          resolve({ status, headers, body })
        },
        onResponseError(_, error) {
          release()
          reject(error)
        },
      },
    )
  })
}

const listening = new WeakMap<AbortSignal, Set<() => void>>()

/** Listens once for all requests that share a signal: a listener for each would cost more than the request. */
function onAbort(signal: AbortSignal, abort: () => void): () => void {
  let all = listening.get(signal)
  if (all === undefined) {
    const waiting = new Set<() => void>()
    all = waiting
    listening.set(signal, waiting)
    signal.addEventListener('abort', () => {
      for (const each of waiting) each()
    })
  }
  all.add(abort)
  return () => all.delete(abort)
}
