import { HttpRefusal } from '../calls/http-json.ts'
import { makeLeases } from '../calls/leases.ts'
import type { LeaseRef, Leases } from '../provider.ts'
import type { AzureContext } from './context.ts'
import { sortAzureFailure } from './failure.ts'

/** The audience of the data of all storage accounts. */
const STORAGE_SCOPE = 'https://storage.azure.com/.default'
const VERSION = '2021-12-02'

/** Documents in Blob Storage, written with If-None-Match and If-Match; the bucket is `account/container`. */
export function makeBlobLeases({ http, credential, endpoints }: AzureContext): Leases {
  const containerUrl = ({ bucket }: LeaseRef) => {
    const [account = '', container = ''] = bucket.split('/')
    const override = endpoints.of('blob')
    const base =
      override === undefined ? `https://${account}.blob.core.windows.net` : `${override}/${account}`
    return `${base}/${container}`
  }
  const ask = async (
    method: 'GET' | 'PUT',
    url: string,
    signal: AbortSignal,
    more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  ) => {
    endpoints.guard(url)
    const token = await credential.getToken(STORAGE_SCOPE, { abortSignal: signal })
    const headers = { authorization: `Bearer ${token?.token}`, 'x-ms-version': VERSION, ...more.headers }
    return http({ method, url, headers, signal, ...(more.body === undefined ? {} : { body: more.body }) })
  }
  const blobUrl = (ref: LeaseRef) =>
    `${containerUrl(ref)}/${ref.key.split('/').map(encodeURIComponent).join('/')}`
  return makeLeases({
    cloud: 'azure',
    names: { read: 'GetBlob', write: 'PutBlob', list: 'ListBlobs' },
    sort: (error) => {
      const failure = sortAzureFailure(readable(error))
      return codeOf(error) === 'ServerBusy' ? { ...failure, kind: 'throttled' } : failure
    },
    async get(ref, signal) {
      try {
        const { text, headers } = await ask('GET', blobUrl(ref), signal)
        return { text, version: headers.etag ?? '' }
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined
        throw error
      }
    },
    async put(ref, text, over, signal) {
      const condition = over === undefined ? { 'if-none-match': '*' } : { 'if-match': over }
      try {
        const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/json', ...condition }
        const answer = await ask('PUT', blobUrl(ref), signal, { headers, body: text })
        return { version: answer.headers.etag ?? '' }
      } catch (error) {
        if (['BlobAlreadyExists', 'ConditionNotMet'].includes(codeOf(error) ?? '')) return 'conflict'
        throw error
      }
    },
    async page(ref, token, signal) {
      const query = new URLSearchParams({
        restype: 'container',
        comp: 'list',
        prefix: ref.key,
        ...(token === undefined ? {} : { marker: token }),
      })
      const { text } = await ask('GET', `${containerUrl(ref)}?${query}`, signal)
      const { readListing } = await import('./blob-listing.ts')
      return readListing(text)
    },
  })
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof HttpRefusal)) return undefined
  const { headers, text } = error.answer
  const header = headers['x-ms-error-code']
  return typeof header === 'string' ? header : /<Code>([^<]*)<\/Code>/.exec(text)?.[1]
}

/** Blob Storage words its errors in XML; Resource Manager's reader takes them as JSON. */
function readable(error: unknown): unknown {
  const code = codeOf(error)
  if (!(error instanceof HttpRefusal) || code === undefined) return error
  const message = /<Message>([^<\n]*)/.exec(error.answer.text)?.[1] ?? code
  return new HttpRefusal({ ...error.answer, json: { error: { code, message } } })
}
