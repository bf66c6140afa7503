import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Cloud } from '../config/clouds.ts'
import type { Coordination, Platform } from '../config/platform.ts'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Leases } from '../providers/provider.ts'
import { openFileStore } from './file-store.ts'
import { openLeaseStore } from './lease-store.ts'
import { refuseUnknownSettings, storePlatform } from './store-platform.ts'

export interface StoreInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** The documents of a cloud's object store, for a platform that names that cloud. */
  leases(cloud: Cloud, platform: Platform): Promise<Leases>
  /** The documents of a Kubernetes cluster, found as kubectl finds it where nothing is named. */
  kubernetes(named: { readonly kubeconfig?: string; readonly context?: string }): Promise<Leases>
}

const OBJECT_STORES = {
  s3: { cloud: 'aws', scheme: 's3' },
  gcs: { cloud: 'gcp', scheme: 'gs' },
  'azure-blob': { cloud: 'azure', scheme: 'az' },
} as const satisfies Partial<Record<Coordination['kind'], { cloud: Cloud; scheme: string }>>

/**
 * The coordination store that the platform file names; where it names none, a folder of this user, which holds
 * for one operator on one machine only.
 * @throws McloudError UNSUPPORTED for a kind that this version does not have
 */
export async function openStore(platform: Platform, input: StoreInput): Promise<CoordinationStore> {
  const named = platform.coordination
  if (named === undefined) return openFileStore(defaultPlace(platform.name, input.environment))
  if (named.kind === 'kubernetes') return kubernetesStore(named, input)
  if (named.kind !== 'file') return objectStore(platform, named, named.kind, input)
  const place = isAbsolute(named.place) ? named.place : resolve(input.workingFolder, named.place)
  return openFileStore(named.prefix === undefined ? place : join(place, named.prefix))
}

function objectStore(
  platform: Platform,
  named: Coordination,
  kind: keyof typeof OBJECT_STORES,
  input: StoreInput,
): CoordinationStore {
  const { cloud, scheme } = OBJECT_STORES[kind]
  if (kind === 'azure-blob' && !/^[a-z0-9]{3,24}\/[a-z0-9-]{3,63}$/.test(named.place))
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: 'coordination.place is not an account and a container',
      problems: [{ at: 'coordination.place', message: `"${named.place}"`, expected: 'account/container' }],
    })
  const prefix = named.prefix ?? ''
  const { region, endpoint } = named.settings
  // With an endpoint of its own, only the file can say whose machine stands behind it.
  const home = named.cloud ?? (endpoint === undefined ? cloud : undefined)
  const asked = storePlatform(platform, named, cloud)
  let leases: Promise<Leases> | undefined
  return openLeaseStore(
    {
      describe: `${scheme}://${[named.place, prefix].filter(Boolean).join('/')}`,
      bucket: named.place,
      prefix,
      ...(home === undefined ? {} : { cloud: home }),
      ...(region === undefined ? {} : { region }),
    },
    () => {
      leases ??= input.leases(cloud, asked)
      return leases
    },
  )
}

function kubernetesStore(named: Coordination, input: StoreInput): CoordinationStore {
  refuseUnknownSettings(named, ['kubeconfig', 'context'])
  const { kubeconfig, context } = named.settings
  const prefix = named.prefix ?? ''
  let documents: Promise<Leases> | undefined
  return openLeaseStore(
    {
      describe: `kubernetes namespace ${[named.place, prefix].filter(Boolean).join(', prefix ')}`,
      bucket: named.place,
      prefix,
      ...(named.cloud === undefined ? {} : { cloud: named.cloud }),
    },
    () => {
      documents ??= input.kubernetes({
        ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(input.workingFolder, kubeconfig) }),
        ...(context === undefined ? {} : { context }),
      })
      return documents
    },
  )
}

/** What an operator should know about the store of a platform before relying on it. */
export function storeWarning({ coordination }: Pick<Platform, 'coordination'>): string | undefined {
  if (coordination !== undefined) return undefined
  return 'The platform file names no coordination store: runs are locked and journalled on this machine only.'
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function defaultPlace(platform: string, environment: StoreInput['environment']): string {
  const state = environment.XDG_STATE_HOME
  const home = environment.HOME ?? homedir()
  const base = state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state')
  return join(base, 'mcloud', encodeURIComponent(platform))
}
