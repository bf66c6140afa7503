import { Readable } from 'node:stream'
import type { LabHost, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import { AzureFault } from './wire.ts'

/** Reads a blob of this cloud for a request made from a copy's source. */
export type OwnSource = (head: LabRequestHead) => LabStreamResponse

const CONTENT_HEADERS = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
]

/**
 * The write that a copy from a URL comes to: the same request with the bytes of the source for a body. The lab reads
 * from its own clouds alone. https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url
 * @throws AzureFault CannotVerifyCopySource, InvalidHeaderValue
 */
export async function requestFromSource(
  host: LabHost,
  own: OwnSource,
  request: LabStreamRequest,
): Promise<LabStreamRequest> {
  const { 'x-ms-copy-source': url = '', 'x-ms-source-content-md5': md5, ...headers } = request.headers
  if (url.length > 2_048)
    throw new AzureFault(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
    )
  const range = headers['x-ms-source-range']
  const authorization = headers['x-ms-copy-source-authorization']
  const source = await readSource(host, own, url, {
    ...(range === undefined ? {} : { range }),
    ...(authorization === undefined ? {} : { authorization }),
  })
  const kept =
    headers['x-ms-copy-source-blob-properties'] === 'false'
      ? {}
      : Object.fromEntries(CONTENT_HEADERS.map((name) => [`x-ms-blob-${name}`, source.headers[name]]))
  return {
    method: request.method,
    url: request.url,
    headers: { ...kept, ...headers, 'content-md5': md5 },
    body: source.body,
  }
}

interface Source {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: AsyncIterable<Buffer>
}

async function readSource(
  host: LabHost,
  own: OwnSource,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Source> {
  const base = host.baseUrl()
  if (url.startsWith(`${base}/`)) {
    const answer = own({ method: 'GET', url: url.slice(base.length), headers })
    const body = Buffer.isBuffer(answer.body) ? Readable.from([answer.body]) : answer.body
    if (!(body instanceof Readable)) throw new Error('a blob is read as bytes')
    return { headers: answer.headers, body: body as Readable & AsyncIterable<Buffer> }
  }
  const peers = (['aws', 'gcp'] as const).map((cloud) => host.peer?.(cloud))
  if (!peers.some((peer) => peer !== undefined && url.startsWith(`${peer}/`))) throw unverified(400)
  const answer = await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' } })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw unverified(answer.status)
  }
  return {
    headers: Object.fromEntries(answer.headers),
    body:
      answer.body === null
        ? Readable.from([])
        : (Readable.fromWeb(answer.body as never) as Readable & AsyncIterable<Buffer>),
  }
}

/** The source's own status is passed on. */
function unverified(status: number): AzureFault {
  return new AzureFault(
    status,
    'CannotVerifyCopySource',
    'Could not verify the copy source within the specified time.',
  )
}
