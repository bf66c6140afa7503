import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { TrafficCount } from '../../src/core/sync/store-traffic.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeToken } from '../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { makeAzureBlobStore } from '../../src/storage/azure-blob/azure-blob-store.ts'
import { makeFolderStore } from '../../src/storage/folder/folder-store.ts'
import { makeGcsStore } from '../../src/storage/gcs/gcs-store.ts'
import { makeS3Store } from '../../src/storage/s3/s3-store.ts'
import { type LabApi, startLabApi } from './lab-api.ts'

export type StoreName = 'aws' | 'gcp' | 'azure'

/** A maker of empty stores of one cloud of the lab, each in a bucket of its own. */
export interface StoreMaker {
  readonly name: StoreName
  readonly api: LabApi
  /** `through`: another URL by which the API is reached, such as a proxy that breaks things. */
  make(prefix?: string, through?: string): Promise<ObjectStore>
  close(): Promise<void>
}

const CONNECTIONS = 32

export async function startStores(
  name: StoreName,
  options: { readonly tls?: boolean } = {},
): Promise<StoreMaker> {
  if (name === 'aws') return awsStores()
  return name === 'gcp' ? gcpStores() : azureStores(options.tls ?? true)
}

async function awsStores(): Promise<StoreMaker> {
  const api = await startLabApi(makeAwsCloud)
  const keys = { accessKeyId: 'A', secretAccessKey: 'B' }
  const client = new S3Client({ endpoint: api.url, region: 'us-east-1', credentials: keys })
  let count = 0
  return {
    name: 'aws',
    api,
    async make(prefix = '', through = api.url) {
      count += 1
      const bucket = `bucket-${count}`
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
      return makeS3Store({
        access: { region: 'us-east-1', keys: async () => keys, endpoint: through, guard: () => {} },
        bucket,
        prefix,
        connections: CONNECTIONS,
        traffic: new TrafficCount(),
      })
    },
    close: () => api.close(),
  }
}

async function gcpStores(): Promise<StoreMaker> {
  const api = await startLabApi(makeGcpCloud)
  const token = 'ya29.test'
  let count = 0
  return {
    name: 'gcp',
    api,
    async make(prefix = '', through = api.url) {
      count += 1
      const bucket = `bucket-${count}`
      const made = await fetch(`${api.url}/storage/v1/b?project=shop-lab`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: bucket }),
      })
      if (!made.ok) throw new Error(await made.text())
      return makeGcsStore({
        access: { base: through, token: async () => token, guard: () => {} },
        bucket,
        prefix,
        connections: CONNECTIONS,
        traffic: new TrafficCount(),
      })
    },
    close: () => api.close(),
  }
}

/** Over plain HTTP a proxy of the tests can break what passes. */
async function azureStores(tls: boolean): Promise<StoreMaker> {
  const api = await startLabApi(makeAzureCloud, { tls })
  const ca = tls ? await readFile(api.caFile, 'utf8') : undefined
  const token = makeToken({
    issuer: api.url,
    nowMs: api.world.now(),
    lifetimeSeconds: 3_600,
    clientId: 'test',
    audience: 'https://storage.azure.com',
  })
  const { makeHttpJson } = await import('../../src/providers/calls/http-json.ts')
  const http = makeHttpJson(async () => ca)
  let count = 0
  return {
    name: 'azure',
    api,
    async make(prefix = '', through = api.url) {
      count += 1
      const container = `container-${count}`
      await http({
        method: 'PUT',
        url: `${api.url}/shopstorage/${container}?restype=container`,
        headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' },
        signal: AbortSignal.timeout(10_000),
      })
      return makeAzureBlobStore({
        access: {
          account: 'shopstorage',
          base: `${through}/shopstorage`,
          token: async () => token,
          ...(ca === undefined ? {} : { ca }),
          guard: () => {},
        },
        container,
        prefix,
        connections: CONNECTIONS,
        traffic: new TrafficCount(),
      })
    },
    close: () => api.close(),
  }
}

/** A folder as a store, made if it is not there. */
export function folderStore(path: string): ObjectStore {
  mkdirSync(path, { recursive: true })
  return makeFolderStore(path)
}
