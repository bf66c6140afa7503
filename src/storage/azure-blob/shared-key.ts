import { createHmac } from 'node:crypto'

export interface SharedKeyRequest {
  readonly method: string
  readonly account: string
  /** Encoded path as it goes on the request line. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Lower-case names, `x-ms-date` and `x-ms-version` among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly contentLength: number
}

const SIGNED_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
]

/** The Authorization header of a request signed with the key of a storage account. */
// https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
export function sharedKeyAuthorization(request: SharedKeyRequest, key: Buffer): string {
  const { method, account, path, query, headers, contentLength } = request
  const fixed = SIGNED_HEADERS.map((name) =>
    name === 'content-length' ? (contentLength === 0 ? '' : String(contentLength)) : (headers[name] ?? ''),
  )
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${headers[name]?.trim()}\n`)
    .join('')
  const parameters = Object.keys(query)
    .sort()
    .map((name) => `\n${name}:${query[name]}`)
    .join('')
  const text = `${method}\n${fixed.join('\n')}\n${own}/${account}${path}${parameters}`
  return `SharedKey ${account}:${createHmac('sha256', key).update(text, 'utf8').digest('base64')}`
}
