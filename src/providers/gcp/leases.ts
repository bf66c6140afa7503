import { HttpRefusal } from '../calls/http-json.ts'
import { makeLeases } from '../calls/leases.ts'
import type { LeaseRef, Leases } from '../provider.ts'
import type { GcpContext } from './context.ts'
import { sortGcpFailure } from './failure.ts'
import { gcpBaseUrl } from './rest.ts'

/** Documents in Cloud Storage, written with `ifGenerationMatch`. */
export function makeStorageLeases({ authorized, endpoints }: GcpContext): Leases {
  const urlOf = (prefix: string, ref: LeaseRef, key: string, query: Readonly<Record<string, string>>) =>
    `${gcpBaseUrl('storage', endpoints)}${prefix}/storage/v1/b/${encodeURIComponent(ref.bucket)}/o${key}?${new URLSearchParams(query)}`
  return makeLeases({
    cloud: 'gcp',
    names: { read: 'storage.objects.get', write: 'storage.objects.insert', list: 'storage.objects.list' },
    sort: sortGcpFailure,
    async get(ref, signal) {
      try {
        const url = urlOf('', ref, `/${encodeURIComponent(ref.key)}`, { alt: 'media' })
        const { text, headers } = await authorized({ method: 'GET', url, signal })
        return { text, version: String(headers['x-goog-generation'] ?? '') }
      } catch (error) {
        if (isAbsent(error)) return undefined
        throw error
      }
    },
    async put(ref, text, over, signal) {
      const query = {
        uploadType: 'media',
        name: ref.key,
        ifGenerationMatch: over ?? '0',
        fields: 'generation',
      }
      try {
        const { json } = await authorized({
          method: 'POST',
          url: urlOf('/upload', ref, '', query),
          headers: { 'content-type': 'application/json' },
          body: text,
          signal,
        })
        return { version: String((json as { generation?: string } | undefined)?.generation ?? '') }
      } catch (error) {
        if (error instanceof HttpRefusal && error.answer.status === 412) return 'conflict'
        throw error
      }
    },
    async page(ref, token, signal) {
      const query = {
        prefix: ref.key,
        fields: 'items(name),nextPageToken',
        ...(token === undefined ? {} : { pageToken: token }),
      }
      const { json } = await authorized({ method: 'GET', url: urlOf('', ref, '', query), signal })
      const { items = [], nextPageToken } = (json ?? {}) as Listing
      const keys = items.map(({ name }) => name)
      return nextPageToken === undefined ? { keys } : { keys, next: nextPageToken }
    },
  })
}

interface Listing {
  readonly items?: readonly { readonly name: string }[]
  readonly nextPageToken?: string
}

/** A bucket that is not there is answered with the same status, and is no absence of the object. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof HttpRefusal &&
    error.answer.status === 404 &&
    !/bucket does not exist/i.test(error.answer.text)
  )
}
