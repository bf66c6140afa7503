import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { thisProcess } from '../../src/cli/this-process.ts'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import type { PairSpec } from '../../src/core/sync/pair-spec.ts'
import { parsePlace } from '../../src/core/sync/place.ts'
import { runSync } from '../../src/core/sync/run-sync.ts'
import type { SyncPorts } from '../../src/core/sync/sync-ports.ts'
import type { SyncRequest } from '../../src/core/sync/sync-request.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import { awsDataSyncAccess } from '../../src/providers/aws/datasync-access.ts'
import { gcpTransferAccess } from '../../src/providers/gcp/transfer-access.ts'
import type { UrlSigner } from '../../src/storage/gcs/access.ts'
import { makeSyncStores } from '../../src/storage/open-stores.ts'
import { callOf, clock, listAll } from './sync-pair.ts'

export interface EngineWorld {
  readonly aws: string
  readonly gcp: string
  /** Folder for state, and for the places that are folders. */
  readonly folder: string
  readonly tokenFile: string
  /** Blob Storage over plain HTTP, and how it is signed in to. */
  readonly azure?: {
    readonly url: string
    readonly token: string
    readonly key?: string
    readonly ca?: string
  }
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly signer?: UrlSigner
  readonly signal?: AbortSignal
  readonly dryRun?: boolean
  readonly confirmed?: string[]
}

export function syncPortsOf(world: EngineWorld): SyncPorts {
  const environment = {
    ...process.env,
    MCLOUD_STATE_DIR: join(world.folder, 'state'),
    CLOUDSDK_CORE_PROJECT: 'shop-lab',
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: world.tokenFile,
    ...world.environment,
  }
  const stores = makeSyncStores({
    environment,
    workingFolder: world.folder,
    host: thisProcess(),
    access: {
      s3: async () => ({
        region: 'us-east-1',
        keys: async () => ({ accessKeyId: 'AKIDTEST', secretAccessKey: 'planted-secret' }),
        endpoint: world.aws,
        guard: () => {},
      }),
      gcs: async () => ({
        base: world.gcp,
        token: async () => 'planted-token',
        sign: async () => world.signer,
        guard: () => {},
      }),
      azureBlob: async (account) => {
        if (world.azure === undefined) throw new Error('not used here')
        const { url, token, key, ca } = world.azure
        return {
          account,
          base: `${url}/${account}`,
          token: async () => token,
          guard: () => {},
          ...(key === undefined ? {} : { key }),
          ...(ca === undefined ? {} : { ca }),
        }
      },
      dataSync: async () =>
        awsDataSyncAccess(
          { region: 'us-east-1', endpoints: { default: world.aws } },
          { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'planted-secret' },
        ),
      transferService: async () =>
        gcpTransferAccess({ region: 'us-central1', endpoints: { default: world.gcp } }, environment),
    },
  })
  return {
    clock,
    progress: { emit: () => {} },
    global: { dryRun: world.dryRun === true, json: false },
    signal: new AbortController().signal,
    terminal: { writeData: async () => {} },
    call: () => (world.signal === undefined ? callOf() : { ...callOf(), signal: world.signal }),
    platform: async () => {
      throw new McloudError({ code: 'CONFIG_NOT_FOUND', message: 'none here' })
    },
    syncStores: async () => stores,
    confirm: async ({ text }) => void world.confirmed?.push(text),
  }
}

/** Runs one sync and resolves to its report. */
export async function syncOnce(world: EngineWorld, request: SyncRequest) {
  const { data } = await runSync(request, syncPortsOf(world))
  const report = data?.pairs[0]?.report
  if (report === undefined) throw new Error('no report')
  return report
}

export function specOf(from: string, to: string, more: Partial<PairSpec> = {}): PairSpec {
  const [a, b] = [parsePlace('FROM', from), parsePlace('TO', to)]
  if ('problem' in a || 'problem' in b) throw new Error('no place')
  return {
    name: 'pair',
    a,
    b,
    rules: {
      direction: 'one-way',
      deletes: false,
      deleteLimit: { count: 100, share: 0.1 },
      conflicts: 'none',
      compare: 'proof',
      filters: { include: [], exclude: [] },
      copy: { attributes: true, tags: true },
    },
    ...more,
  }
}

/** Opens one place of the world. */
export async function openPlace(world: EngineWorld, address: string): Promise<ObjectStore> {
  const stores = await syncPortsOf(world).syncStores()
  return stores.open(specOf(address, './x').a, { throttled: () => {}, retried: () => {} })
}

/** Writes one object, its content as text or bytes. */
export async function putObject(
  store: ObjectStore,
  key: string,
  content: Buffer | string,
  attributes = {},
): Promise<void> {
  const bytes = Buffer.from(content)
  await store.write({ key, bytes, md5: md5Of(bytes), attributes, modifiedMs: 0 }, callOf())
}

/** Keys and proofs of all that a place holds. */
export const contentsOf = async (store: ObjectStore) =>
  (await listAll(store)).map(({ key, md5 }) => [key, md5])

export const md5Of = (bytes: Buffer | string) => createHash('md5').update(bytes).digest()
