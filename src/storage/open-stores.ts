import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Cloud } from '../config/clouds.ts'
import type { RunHost } from '../core/runs/run-owner.ts'
import type { DataSyncAccess } from '../core/sync/engines/datasync.ts'
import type { ObjectStore } from '../core/sync/object-store.ts'
import type { PairSpec } from '../core/sync/pair-spec.ts'
import { addressOf, cloudOf, type Place } from '../core/sync/place.ts'
import type { StoreTraffic } from '../core/sync/store-traffic.ts'
import type { SyncStores } from '../core/sync/sync-ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { AzureBlobAccess } from './azure-blob/access.ts'
import type { GcsAccess } from './gcs/access.ts'
import type { S3Access } from './s3/access.ts'
import { beginRun, readHistory, readMeasurements, readUnfinished, writeHistory } from './state/pair-files.ts'
import { openPairState, pairFolder } from './state/pair-folder.ts'
import { syncPlanFiles } from './state/plan-files.ts'
import type { TransferServiceAccess } from './transfer-service/access.ts'

/** How each cloud's objects are reached; made when first needed. */
export interface CloudAccess {
  s3(): Promise<S3Access>
  gcs(): Promise<GcsAccess>
  azureBlob(account: string): Promise<AzureBlobAccess>
  transferService(): Promise<TransferServiceAccess>
  dataSync(): Promise<DataSyncAccess>
}

export interface StoresInput {
  readonly access: CloudAccess
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  readonly host: RunHost
  /** The endpoint that stands in for a cloud's own object storage; undefined: none does. */
  readonly endpointOf?: (cloud: Cloud) => Promise<string | undefined>
}

/** Connections of one store; how many are in use is decided by the run. */
const CONNECTIONS = 256

/** What sync works on, on this machine: stores of all kinds, and the state of pairs. */
export function makeSyncStores(input: StoresInput): SyncStores {
  const { access, environment, workingFolder, host, endpointOf } = input
  const root = stateFolder(environment)
  // A bucket of the same name behind another endpoint is another bucket: what is known of the one is not so of it.
  const identityOf = async (place: Place) => {
    const cloud = cloudOf(place)
    const endpoint = cloud === undefined ? undefined : await endpointOf?.(cloud)
    const address = absolute(place, workingFolder)
    return endpoint === undefined ? address : `${address} at ${endpoint}`
  }
  const folderOf = async ({ a, b, rules }: Pick<PairSpec, 'a' | 'b'> & { rules: { direction: string } }) =>
    pairFolder(root, await identityOf(a), await identityOf(b), rules.direction)
  const rcloneInput = async ({ a, b, rules }: PairSpec) => {
    const { remoteOf } = await import('./rclone/remote.ts')
    const common = { access, environment, folder: (path: string) => pathOf(path, workingFolder) }
    const { storageClass } = rules.copy
    const [from, to] = await Promise.all([
      remoteOf({ ...common, side: 'a', place: a }),
      remoteOf({ ...common, side: 'b', place: b, ...(storageClass === undefined ? {} : { storageClass }) }),
    ])
    return { a: from, b: to, environment, folder: await folderOf({ a, b, rules }) }
  }
  /** What is kept for later must mean the same folder wherever it is taken up. */
  const anchored = (place: Place): Place =>
    place.kind === 'folder' ? { ...place, path: pathOf(place.path, workingFolder) } : place
  return {
    async locate(place) {
      if (place.kind !== 'folder') return place
      const { realPathOf } = await import('./folder/real-path.ts')
      return { ...place, path: await realPathOf(pathOf(place.path, workingFolder)) }
    },
    open: (place, traffic) => openStore(place, access, traffic, workingFolder),
    state: async (a, b, direction) =>
      openPairState(
        await folderOf({ a, b, rules: { direction } }),
        { a: addressOf(a), b: addressOf(b) },
        host,
      ),
    history: async (spec) => readHistory(await folderOf(spec)),
    remember: async (spec, history) => writeHistory(await folderOf(spec), history),
    measurements: () => readMeasurements(join(root, 'sync')),
    begin: async (spec) =>
      beginRun(await folderOf(spec), { ...spec, a: anchored(spec.a), b: anchored(spec.b) }),
    async unfinished() {
      const found = await readUnfinished(join(root, 'sync'))
      const here = await Promise.all(
        found.map(async ({ folder, spec }) => (folder === (await folderOf(spec)) ? [spec] : [])),
      )
      return here.flat()
    },
    mover: async (spec, engine) => {
      if (engine === 'managed') {
        const { makeManagedMover } = await import('./managed-mover.ts')
        return makeManagedMover(spec, access, (traffic) => openStore(spec.a, access, traffic, workingFolder))
      }
      const { makeRcloneMover } = await import('./rclone/rclone.ts')
      return makeRcloneMover(await rcloneInput(spec))
    },
    wholeMover: async (spec) => {
      const { makeRcloneWhole } = await import('./rclone/rclone.ts')
      return makeRcloneWhole(await rcloneInput(spec))
    },
    plans: {
      create: (path, head) =>
        syncPlanFiles.create(path, { ...head, a: anchored(head.a), b: anchored(head.b) }),
      open: syncPlanFiles.open,
    },
  }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function stateFolder(environment: StoresInput['environment']): string {
  const named = environment.MCLOUD_STATE_DIR
  if (named) return resolve(named)
  return join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'mcloud')
}

function absolute(place: Place, workingFolder: string): string {
  return place.kind === 'folder' ? pathOf(place.path, workingFolder) : addressOf(place)
}

function pathOf(path: string, workingFolder: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(workingFolder, path)
}

async function openStore(
  place: Place,
  access: CloudAccess,
  traffic: StoreTraffic,
  workingFolder: string,
): Promise<ObjectStore> {
  const common = { connections: CONNECTIONS, traffic }
  switch (place.kind) {
    case 'rclone':
      throw new McloudError({
        code: 'UNSUPPORTED',
        message: `${addressOf(place)} is reached by rclone alone: only \`mcloud sync\` and \`sync plan\` without --out can use it.`,
      })
    case 'folder': {
      const { makeFolderStore } = await import('./folder/folder-store.ts')
      return makeFolderStore(pathOf(place.path, workingFolder))
    }
    case 's3': {
      const { makeS3Store } = await import('./s3/s3-store.ts')
      return makeS3Store({ access: await access.s3(), bucket: place.bucket, prefix: place.prefix, ...common })
    }
    case 'gcs': {
      const { makeGcsStore } = await import('./gcs/gcs-store.ts')
      return makeGcsStore({
        access: await access.gcs(),
        bucket: place.bucket,
        prefix: place.prefix,
        ...common,
      })
    }
    case 'azure-blob': {
      const { makeAzureBlobStore } = await import('./azure-blob/azure-blob-store.ts')
      return makeAzureBlobStore({
        access: await access.azureBlob(place.account),
        container: place.container,
        prefix: place.prefix,
        ...common,
      })
    }
  }
}
