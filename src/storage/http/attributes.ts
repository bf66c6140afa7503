import type { ObjectAttributes } from '../../core/sync/object-store.ts'

type Headers = Readonly<Record<string, string | undefined>>

const FIELDS = [
  ['contentType', 'content-type'],
  ['cacheControl', 'cache-control'],
  ['contentEncoding', 'content-encoding'],
  ['contentLanguage', 'content-language'],
  ['contentDisposition', 'content-disposition'],
] as const

/** The attributes that stand in the headers of an answer, the user's own under a prefix. */
export function attributesFrom(headers: Headers, metadataPrefix: string): ObjectAttributes {
  const found: Record<string, unknown> = {}
  for (const [field, header] of FIELDS) {
    const value = headers[header]
    if (value !== undefined && value !== '') found[field] = value
  }
  const metadata: Record<string, string> = {}
  let any = false
  for (const name in headers) {
    if (!name.startsWith(metadataPrefix)) continue
    metadata[name.slice(metadataPrefix.length)] = decodeWords(headers[name] ?? '')
    any = true
  }
  if (any) found.metadata = metadata
  return found
}

/** The same as headers of a request; `prefixes` are the vendor's for the five fields and for the user's own. */
export function attributeHeaders(
  attributes: ObjectAttributes,
  prefixes: { readonly field: string; readonly metadata: string },
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [field, header] of FIELDS) {
    const value = attributes[field]
    if (value !== undefined) headers[`${prefixes.field}${header}`] = value
  }
  for (const [name, value] of Object.entries(attributes.metadata ?? {}))
    headers[`${prefixes.metadata}${name.toLowerCase()}`] = encodeWords(value)
  return headers
}

/** Headers hold ASCII; other values go as RFC 2047 words, as S3 itself writes them. */
function encodeWords(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value
  return `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`
}

function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  return value.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : Buffer.from(
          text
            .replaceAll('_', ' ')
            .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString('utf8'),
  )
}

/** Tags as a query, the form that S3 takes. */
export function encodeTags(tags: Readonly<Record<string, string>>): string {
  return new URLSearchParams(tags).toString()
}

export function decodeTags(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}
