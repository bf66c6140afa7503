import type { LabHost, LabObjectApi, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import { type ObjectStore, openObjectStore } from '../objects/object-store.ts'
import { queryOf } from '../wire/request-url.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { getBlockList, putBlock, putBlockList } from './blob-blocks.ts'
import {
  containerProperties,
  createContainer,
  deleteContainer,
  listBlobs,
  listContainers,
  storedName,
} from './blob-containers.ts'
import { type OwnSource, requestFromSource } from './blob-copy.ts'
import {
  deleteBlob,
  getBlob,
  getMetadata,
  getTags,
  putBlob,
  setMetadata,
  setProperties,
  setTags,
} from './blob-objects.ts'
import {
  type BlobTarget,
  blobAnswer,
  blobDocument,
  blobRefusal,
  blobTarget,
  notModelledBlob,
  requireAuthorization,
} from './blob-wire.ts'
import { AzureFault } from './wire.ts'

export interface BlobService extends LabObjectApi {
  readonly store: ObjectStore<BlobAttributes>
}

/** Blob Storage of the lab's storage accounts over real files. */
export function makeBlobService(host: LabHost, accounts: () => readonly string[]): BlobService {
  const store = openObjectStore<BlobAttributes>(host.objectFolder, () => host.now())
  const own: OwnSource = (head) => {
    const target = blobTarget(head, accounts())
    if (target?.container === undefined || target.blob === undefined) throw notModelledBlob(head)
    requireAuthorization(host, head, target.account)
    const container = store.get(storedName(target.account, target.container))
    if (container === undefined)
      throw new AzureFault(404, 'CannotVerifyCopySource', 'The specified container does not exist.')
    return getBlob(host, container, target.blob, head)
  }
  return {
    store,
    takes: (head) => blobTarget(head, accounts()) !== undefined,
    async handle(request): Promise<LabStreamResponse> {
      try {
        const target = blobTarget(request, accounts())
        if (target === undefined) throw notModelledBlob(request)
        requireAuthorization(host, request, target.account)
        return await route(store, host, target, own, request)
      } catch (error) {
        const fault =
          error instanceof AzureFault
            ? error
            : new AzureFault(500, 'InternalError', `The lab failed: ${String(error)}`)
        return blobRefusal(host, request, fault)
      }
    },
  }
}

/** Copy Blob names no type of blob; it is another operation. */
function isFromUrl({ headers, url }: LabStreamRequest): boolean {
  const isBlock = /[?&]comp=block(&|$)/.test(url)
  return headers['x-ms-copy-source'] !== undefined && (isBlock || headers['x-ms-blob-type'] !== undefined)
}

async function route(
  store: ObjectStore<BlobAttributes>,
  host: LabHost,
  { account, container: name, blob }: BlobTarget,
  own: OwnSource,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const { method } = request
  const query = queryOf(request)
  const operation = `${method} ${query.get('restype') ?? ''} ${query.get('comp') ?? ''}`
  if (name === undefined) {
    if (operation === 'GET  list') return listContainers(host, store, account, request)
    if (/^(GET|HEAD) account properties$/.test(operation))
      return blobAnswer(host, request, 200, {
        'x-ms-sku-name': 'Standard_LRS',
        'x-ms-account-kind': 'StorageV2',
        'x-ms-is-hns-enabled': 'false',
      })
    if (operation === 'GET service properties')
      return blobDocument(host, request, '<StorageServiceProperties></StorageServiceProperties>')
    throw notModelledBlob(request)
  }
  const place = { account, container: name }
  if (blob === undefined && operation === 'PUT container ')
    return createContainer(host, store, place, request)
  const container = store.get(storedName(account, name))
  if (container === undefined)
    throw new AzureFault(404, 'ContainerNotFound', 'The specified container does not exist.')
  if (blob === undefined) {
    if (/^(GET|HEAD) container (metadata)?$/.test(operation))
      return containerProperties(host, container, request)
    if (operation === 'GET container list') return listBlobs(host, container, place, request)
    if (operation === 'DELETE container ') return deleteContainer(host, store, container, request)
    throw notModelledBlob(request)
  }
  const fromUrl = (asked: LabStreamRequest) => requestFromSource(host, own, asked)
  switch (operation) {
    case 'GET  ':
    case 'HEAD  ':
      return getBlob(host, container, blob, request)
    case 'PUT  ':
      return putBlob(host, container, blob, isFromUrl(request) ? await fromUrl(request) : request)
    case 'DELETE  ':
      return deleteBlob(host, container, blob, request)
    case 'GET  metadata':
    case 'HEAD  metadata':
      return getMetadata(host, container, blob, request)
    case 'PUT  block':
      return putBlock(host, container, blob, isFromUrl(request) ? await fromUrl(request) : request)
    case 'PUT  blocklist':
      return putBlockList(host, container, blob, request)
    case 'GET  blocklist':
      return getBlockList(host, container, blob, request)
    case 'GET  tags':
      return getTags(host, container, blob, request)
    case 'PUT  tags':
      return setTags(host, container, blob, request)
    case 'PUT  metadata':
      return setMetadata(host, container, blob, request)
    case 'PUT  properties':
      return setProperties(host, container, blob, request)
    default:
      throw notModelledBlob(request)
  }
}
