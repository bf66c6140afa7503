import type { IncomingHttpHeaders, RequestOptions } from 'node:http'

/** One HTTP exchange with JSON on both sides. */
export interface HttpExchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string goes out as it is. */
  readonly body?: unknown
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The parsed body; undefined where it is empty or no JSON. */
  readonly json: unknown
  /** The body as it came. */
  readonly text: string
}

/** An answer with a status of 400 or more; the cloud's own folder reads the vendor's words out of it. */
export class HttpRefusal extends Error {
  readonly answer: HttpAnswer

  constructor(answer: HttpAnswer) {
    super(`HTTP ${answer.status}`)
    this.name = 'HttpRefusal'
    this.answer = answer
  }
}

/** PEM texts by which a client says who it is. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
}

export type HttpJson = (exchange: HttpExchange) => Promise<HttpAnswer>

/**
 * Makes a JSON caller over Node's own http and https with kept connections. Node's fetch costs three times as
 * much on first use and takes no certificate authority.
 */
export function makeHttpJson(
  trustedAuthority: () => Promise<string | undefined>,
  clientCertificate: () => Promise<ClientCertificate | undefined> = async () => undefined,
): HttpJson {
  let secure: Promise<Sender> | undefined
  let plain: Promise<Sender> | undefined
  const senderFor = (protocol: string): Promise<Sender> => {
    if (protocol === 'https:') {
      secure ??= secureSender(trustedAuthority, clientCertificate)
      return secure
    }
    plain ??= plainSender()
    return plain
  }
  return async (exchange) => {
    const url = new URL(exchange.url)
    const sender = await senderFor(url.protocol)
    exchange.signal.throwIfAborted()
    const answer = await exchangeOver(sender, url, exchange)
    if (answer.status >= 400) throw new HttpRefusal(answer)
    return answer
  }
}

type Sender = (url: URL, options: RequestOptions) => import('node:http').ClientRequest

async function plainSender(): Promise<Sender> {
  const http = await import('node:http')
  const agent = new http.Agent({ keepAlive: true })
  return (url, options) => http.request(url, { ...options, agent })
}

async function secureSender(
  trustedAuthority: () => Promise<string | undefined>,
  clientCertificate: () => Promise<ClientCertificate | undefined>,
): Promise<Sender> {
  const [https, ca, identity] = await Promise.all([
    import('node:https'),
    trustedAuthority(),
    clientCertificate(),
  ])
  const agent = new https.Agent({ keepAlive: true, ...(ca === undefined ? {} : { ca }), ...identity })
  return (url, options) => https.request(url, { ...options, agent })
}

function exchangeOver(sender: Sender, url: URL, exchange: HttpExchange): Promise<HttpAnswer> {
  const text = typeof exchange.body === 'string' ? exchange.body : JSON.stringify(exchange.body)
  const headers: Record<string, string | number> = { accept: 'application/json', ...exchange.headers }
  if (text !== undefined) {
    headers['content-type'] ??= 'application/json'
    headers['content-length'] = Buffer.byteLength(text)
  }
  return new Promise((resolve, reject) => {
    const request = sender(url, { method: exchange.method, headers, signal: exchange.signal })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, json: parse(text), text })
      })
    })
    request.end(text)
  })
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
