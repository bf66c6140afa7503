import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { pipeline } from 'node:stream/promises'
import type { LabCloud, LabRequestHead, LabStreamResponse } from '../cloud.ts'
import { closeListener, listen } from './listener.ts'
import type { BreakableServer, Outage } from './outage.ts'

export interface ApiServerInput {
  readonly host: string
  readonly port: number
  /** https when given. */
  readonly tls?: { readonly key: string; readonly certificate: string }
  /** Absent until the world has made the cloud. */
  readonly cloud: () => LabCloud
  /** True when the request is to get the vendor's throttling answer. */
  readonly throttles: (service: string) => boolean
  readonly log: (entry: Readonly<Record<string, unknown>>) => void
}

const MAX_BODY_BYTES = 16 << 20
/** As long as the clouds leave an idle connection open: a client that is busy meanwhile does not meet its end. */
const IDLE_MS = 65_000

/** The HTTP face of one cloud. */
export async function startApiServer(input: ApiServerInput): Promise<BreakableServer> {
  let outage: Outage | undefined

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const startedMs = performance.now()
    const head = { method: request.method ?? 'GET', url: request.url ?? '/', headers: headersOf(request) }
    const reply = await ask(request, head)
    // A black hole: the connection stays open and nothing comes back.
    if (reply === undefined || outage !== undefined) return
    const { service, throttled, answered } = reply
    await send(request, response, answered)
    input.log({
      service,
      method: head.method,
      path: head.url.split('?')[0],
      status: answered.status,
      throttled: throttled || undefined,
      elapsedMs: Math.round((performance.now() - startedMs) * 10) / 10,
    })
  }
  const ask = async (request: IncomingMessage, head: LabRequestHead) => {
    const cloud = input.cloud()
    // What is stored is read while it arrives; everything else is a document.
    const objects = cloud.objects?.takes(head) ? cloud.objects : undefined
    const body = objects === undefined ? await readBody(request) : Buffer.alloc(0)
    if (outage !== undefined) return undefined
    const service = cloud.serviceOf({ ...head, body })
    const throttled = input.throttles(service)
    const answered: LabStreamResponse = throttled
      ? cloud.throttled(service)
      : objects === undefined
        ? await cloud.handle({ ...head, body })
        : await objects.handle({ ...head, body: request })
    return { service, throttled, answered }
  }
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy())
  }
  const server = input.tls
    ? createHttpsServer({ key: input.tls.key, cert: input.tls.certificate }, handler)
    : createHttpServer(handler)
  server.keepAliveTimeout = IDLE_MS
  await listen(server, input.host, input.port)

  return {
    async fail(wanted) {
      if (wanted === 'kill' && server.listening) {
        const closed = closeListener(server)
        server.closeAllConnections()
        await closed
      }
      if (wanted === 'blackhole' && !server.listening) await listen(server, input.host, input.port)
      outage = wanted
    },
    async heal() {
      outage = undefined
      if (server.listening) {
        // What was swallowed in the black hole is never answered; its connections end now.
        server.closeAllConnections()
      } else await listen(server, input.host, input.port)
    },
    async close() {
      const closed = closeListener(server)
      server.closeAllConnections()
      await closed
    },
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY_BYTES) throw new Error('the request is larger than the lab takes')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answered: LabStreamResponse,
): Promise<void> {
  const { status, headers, body = '' } = answered
  const hasNoBody = request.method === 'HEAD' || status === 204 || status === 304
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    response.writeHead(status, headers)
    if (!hasNoBody) return pipeline(body, response)
    body.destroy()
    response.end()
    return
  }
  const sized =
    status === 204 || status === 304 || 'content-length' in headers
      ? headers
      : { ...headers, 'content-length': `${Buffer.byteLength(body)}` }
  response.writeHead(status, sized)
  response.end(hasNoBody ? undefined : body)
}
