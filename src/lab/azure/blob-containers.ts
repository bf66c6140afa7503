import type { LabHost, LabRequestHead, LabStreamResponse } from '../cloud.ts'
import type { Bucket, StoredObject } from '../objects/bucket.ts'
import { readMark, writeMark } from '../objects/list-page.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { queryOf } from '../wire/request-url.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { blobEtag } from './blob-conditions.ts'
import { blobAnswer, blobDocument, xmlText } from './blob-wire.ts'
import { AzureFault } from './wire.ts'

type Container = Bucket<BlobAttributes>

const MOST_ITEMS = 5_000

/** The name under which a container lies in the lab's store. */
export function storedName(account: string, container: string): string {
  return `${account}/${container}`
}

/** Create Container. */
export function createContainer(
  host: LabHost,
  store: ObjectStore<BlobAttributes>,
  place: { readonly account: string; readonly container: string },
  head: LabRequestHead,
): LabStreamResponse {
  // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
  if (!/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(place.container))
    throw new AzureFault(
      400,
      'InvalidResourceName',
      'The specified resource name contains invalid characters.',
    )
  const name = storedName(place.account, place.container)
  if (store.get(name) !== undefined)
    throw new AzureFault(409, 'ContainerAlreadyExists', 'The specified container already exists.')
  return blobAnswer(host, head, 201, containerHeaders(store.create(name, {})))
}

/** Get Container Properties. */
export function containerProperties(
  host: LabHost,
  container: Container,
  head: LabRequestHead,
): LabStreamResponse {
  return blobAnswer(host, head, 200, {
    ...containerHeaders(container),
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-has-immutability-policy': 'false',
    'x-ms-has-legal-hold': 'false',
  })
}

/** Delete Container. */
export function deleteContainer(
  host: LabHost,
  store: ObjectStore<BlobAttributes>,
  container: Container,
  head: LabRequestHead,
): LabStreamResponse {
  store.delete(container.name)
  return blobAnswer(host, head, 202)
}

/** List Containers of an account. */
export function listContainers(
  host: LabHost,
  store: ObjectStore<BlobAttributes>,
  account: string,
  head: LabRequestHead,
): LabStreamResponse {
  const prefix = queryOf(head).get('prefix') ?? ''
  const named = store
    .list()
    .filter((container) => container.name.startsWith(storedName(account, prefix)))
    .map((container) => {
      const { etag, 'last-modified': changed } = containerHeaders(container)
      const name = container.name.slice(account.length + 1)
      return `<Container><Name>${name}</Name><Properties><Last-Modified>${changed}</Last-Modified><Etag>${xmlText(etag)}</Etag><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties></Container>`
    })
  return blobDocument(
    host,
    head,
    `<EnumerationResults ServiceEndpoint="${host.baseUrl()}/${account}"><Prefix>${xmlText(prefix)}</Prefix><Containers>${named.join('')}</Containers><NextMarker/></EnumerationResults>`,
  )
}

/** List Blobs. */
export function listBlobs(
  host: LabHost,
  container: Container,
  place: { readonly account: string; readonly container: string },
  head: LabRequestHead,
): LabStreamResponse {
  const query = queryOf(head)
  const [prefix, delimiter, marker] = ['prefix', 'delimiter', 'marker'].map((name) => query.get(name) ?? '')
  const asked = Number(query.get('maxresults') ?? MOST_ITEMS)
  if (!Number.isInteger(asked) || asked < 1)
    throw new AzureFault(
      400,
      'OutOfRangeQueryParameterValue',
      'One of the query parameters specified in the request URI is outside the permissible range.',
    )
  const after = marker ? readMark(marker) : undefined
  if (marker && after === undefined)
    throw new AzureFault(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters is invalid.',
    )
  const page = container.list({
    prefix: prefix ?? '',
    delimiter: delimiter ?? '',
    most: Math.min(asked, MOST_ITEMS),
    ...(after === undefined ? {} : { after }),
  })
  const withMetadata = (query.get('include') ?? '').split(',').includes('metadata')
  const blobs = page.keys.flatMap((key) => {
    const blob = container.get(key)
    return blob === undefined ? [] : [blobElement(blob, withMetadata)]
  })
  const prefixes = page.prefixes.map((name) => `<BlobPrefix>${nameElement(name)}</BlobPrefix>`)
  return blobDocument(
    host,
    head,
    `<EnumerationResults ServiceEndpoint="${host.baseUrl()}/${place.account}" ContainerName="${place.container}">` +
      `<Prefix>${xmlText(prefix ?? '')}</Prefix><Marker>${marker}</Marker><MaxResults>${asked}</MaxResults>` +
      `${delimiter ? `<Delimiter>${xmlText(delimiter)}</Delimiter>` : ''}<Blobs>${blobs.join('')}${prefixes.join('')}</Blobs>` +
      `${page.next === undefined ? '<NextMarker/>' : `<NextMarker>${writeMark(page.next)}</NextMarker>`}</EnumerationResults>`,
  )
}

function blobElement(blob: StoredObject<BlobAttributes>, withMetadata: boolean): string {
  const { headers, metadata, tier = 'Hot' } = blob.attributes
  const content = (name: string, element: string) =>
    `<${element}>${xmlText(headers[name] ?? '')}</${element}>`
  const properties = [
    `<Creation-Time>${new Date(blob.createdAtMs).toUTCString()}</Creation-Time>`,
    `<Last-Modified>${new Date(blob.updatedAtMs).toUTCString()}</Last-Modified>`,
    `<Etag>${blobEtag(blob)}</Etag>`,
    `<Content-Length>${blob.size}</Content-Length>`,
    `<Content-Type>${xmlText(headers['content-type'] ?? 'application/octet-stream')}</Content-Type>`,
    content('content-encoding', 'Content-Encoding'),
    content('content-language', 'Content-Language'),
    content('content-disposition', 'Content-Disposition'),
    content('cache-control', 'Cache-Control'),
    `<Content-MD5>${blob.checksums.md5 ?? ''}</Content-MD5>`,
    '<BlobType>BlockBlob</BlobType>',
    `<AccessTier>${tier}</AccessTier>`,
    '<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>',
  ]
  const named = Object.entries(metadata).map(([name, value]) => `<${name}>${xmlText(value)}</${name}>`)
  const kept = withMetadata ? `<Metadata>${named.join('')}</Metadata>` : ''
  return `<Blob>${nameElement(blob.key)}<Properties>${properties.join('')}</Properties>${kept}</Blob>`
}

// What XML cannot hold is written percent-encoded, and said so.
function nameElement(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML has no way to write
  return /[\u0000-\u001f\ufffe\uffff]/.test(name)
    ? `<Name Encoded="true">${encodeURIComponent(name)}</Name>`
    : `<Name>${xmlText(name)}</Name>`
}

function containerHeaders(container: Container) {
  return {
    etag: `"0x${(container.createdAtMs * 1_000).toString(16).toUpperCase()}"`,
    'last-modified': new Date(container.createdAtMs).toUTCString(),
  }
}
