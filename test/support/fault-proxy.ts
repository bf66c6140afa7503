import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of a request on its way. */
export type Fault =
  /** A 503 with the body of S3's throttling. */
  | 'throttle'
  | 'error-500'
  /** The connection breaks before the request has reached the other side. */
  | 'reset-before'
  /** The request takes effect, and the connection breaks before the answer. */
  | 'reset-after'
  /** The connection breaks in the middle of the body. */
  | 'truncate'
  /** One bit of the answer's body is another. */
  | 'flip'
  /** One bit of the request's body is another. */
  | 'flip-request'
  | 'slow'
  /** The answer to a delete without the permission; S3 gives it object by object. */
  | 'denied'
  /** The other side's answer to a write whose condition does not hold, although it may. */
  | 'precondition'

export interface FaultProxy {
  readonly url: string
  /** Counts by fault. */
  readonly injected: Partial<Record<Fault, number>>
  /** Requests that have arrived whole and are not answered yet. */
  inFlight(): number
  close(): Promise<void>
}

/** A plain HTTP proxy in front of one server that breaks what `choose` says. */
export async function startFaultProxy(
  target: string,
  choose: (request: IncomingMessage) => Fault | undefined,
): Promise<FaultProxy> {
  const injected: Partial<Record<Fault, number>> = {}
  const { hostname, port } = new URL(target)
  let inFlight = 0
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    inFlight += 1
    response.once('close', () => (inFlight -= 1))
    const fault = choose(request)
    if (fault !== undefined) injected[fault] = (injected[fault] ?? 0) + 1
    if (fault === 'reset-before') return void request.socket.destroy()
    if (fault === 'denied') {
      const keys = [...body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key)
      response.writeHead(keys.length > 0 ? 200 : 403, {
        'content-type': 'application/xml',
        'x-ms-error-code': 'AuthorizationPermissionMismatch',
      })
      return void response.end(
        keys.length > 0
          ? `<DeleteResult>${keys.map((key) => `<Error><Key>${key}</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`).join('')}</DeleteResult>`
          : '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      )
    }
    if (fault === 'precondition') {
      response.writeHead(412, { 'content-type': 'application/xml' })
      return void response.end(
        '<Error><Code>PreconditionFailed</Code><Message>At least one condition did not hold.</Message></Error>',
      )
    }
    if (fault === 'throttle' || fault === 'error-500') {
      response.writeHead(fault === 'throttle' ? 503 : 500, { 'content-type': 'application/xml' })
      return void response.end(
        '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
      )
    }
    if (fault === 'flip-request' && body.length > 0) flip(body)
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 300))
    const answer = await ask(request, body)
    if (fault === 'reset-after') return void request.socket.destroy()
    if (fault === 'flip' && answer.body.length > 0) flip(answer.body)
    response.writeHead(answer.status, answer.headers)
    if (fault !== 'truncate' || answer.body.length < 2) return void response.end(answer.body)
    response.write(answer.body.subarray(0, answer.body.length >> 1))
    setTimeout(() => request.socket.destroy(), 5)
  }
  const ask = (request: IncomingMessage, body: Buffer) =>
    new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = httpRequest(
        { hostname, port, method: request.method, path: request.url, headers: request.headers },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 502,
              headers: answer.headers,
              body: Buffer.concat(chunks),
            }),
          )
        },
      )
      onward.on('error', reject)
      onward.end(body)
    })
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    injected,
    inFlight: () => inFlight,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function flip(bytes: Buffer): void {
  const at = bytes.length >> 1
  bytes[at] = (bytes[at] ?? 0) ^ 1
}
