import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { LabCloud, LabResponse } from '../cloud.ts'
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

/** The HTTP face of one cloud. */
export async function startApiServer(input: ApiServerInput): Promise<BreakableServer> {
  let outage: Outage | undefined

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const startedMs = performance.now()
    const body = await readBody(request)
    // A black hole: the connection stays open and nothing comes back.
    if (outage !== undefined) return
    const cloud = input.cloud()
    const asked = {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: headersOf(request),
      body,
    }
    const service = cloud.serviceOf(asked)
    const throttled = input.throttles(service)
    const answered = throttled ? cloud.throttled(service) : await cloud.handle(asked)
    send(request, response, answered)
    input.log({
      service,
      method: asked.method,
      path: asked.url.split('?')[0],
      status: answered.status,
      throttled: throttled || undefined,
      elapsedMs: Math.round((performance.now() - startedMs) * 10) / 10,
    })
  }
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy())
  }
  const server = input.tls
    ? createHttpsServer({ key: input.tls.key, cert: input.tls.certificate }, handler)
    : createHttpServer(handler)
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

function send(request: IncomingMessage, response: ServerResponse, answered: LabResponse): void {
  const body = typeof answered.body === 'string' ? Buffer.from(answered.body) : answered.body
  const sized =
    answered.status === 204 ? answered.headers : { ...answered.headers, 'content-length': `${body.length}` }
  response.writeHead(answered.status, sized)
  response.end(request.method === 'HEAD' || answered.status === 204 ? undefined : body)
}
