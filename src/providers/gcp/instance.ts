import type { ObservedDatabase } from '../provider.ts'

/** https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/instances */
export interface Instance {
  readonly name: string
  readonly state?: string
  readonly databaseVersion?: string
  readonly databaseInstalledVersion?: string
  readonly instanceType?: string
  readonly masterInstanceName?: string
  readonly replicaNames?: readonly string[]
  readonly settings?: { readonly activationPolicy?: string }
  readonly ipAddresses?: readonly { readonly type?: string; readonly ipAddress?: string }[]
  readonly dnsName?: string
  readonly port?: number
}

/** https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/operations */
export interface Operation {
  readonly name?: string
  readonly operationType?: string
  readonly status?: string
  readonly error?: { readonly errors?: readonly { readonly code?: string; readonly message?: string }[] }
}

const POSTGRES_PORT = 5432

/** Reads an instance, and what is being done to it, into the provider's words. */
export function readInstance(instance: Instance, newest: Operation | undefined): ObservedDatabase {
  const endpoint = endpointOf(instance)
  return {
    instance: instance.name,
    state: stateOf(instance, newest),
    vendorState: vendorState(instance),
    role: roleOf(instance),
    engine: engineOf(instance),
    engineVersion: versionOf(instance),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}

// RUNNABLE is said of running and of stopped instances; the activation policy tells them apart.
// https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/instances#SqlInstanceState
function stateOf(instance: Instance, newest: Operation | undefined): ObservedDatabase['state'] {
  const never = instance.settings?.activationPolicy === 'NEVER'
  const busy = newest?.status === 'PENDING' || newest?.status === 'RUNNING'
  switch (instance.state) {
    case 'RUNNABLE':
      if (never) return busy ? 'stopping' : 'stopped'
      return busy && newest?.operationType === 'UPDATE' ? 'changing' : 'running'
    case 'STOPPED':
      return 'stopped'
    case 'PENDING_CREATE':
      return 'starting'
    case 'MAINTENANCE':
    case 'ONLINE_MAINTENANCE':
    case 'PENDING_DELETE':
    case 'REPAIRING':
      return 'changing'
    case 'FAILED':
    case 'SUSPENDED':
      return 'failed'
    default:
      return 'unknown'
  }
}

function vendorState(instance: Instance): string {
  const policy = instance.settings?.activationPolicy
  return `${instance.state ?? 'none'}${policy === undefined ? '' : ` (activation policy ${policy})`}`
}

function roleOf(instance: Instance): ObservedDatabase['role'] {
  if (instance.instanceType === 'READ_REPLICA_INSTANCE' || instance.masterInstanceName) return 'replica'
  if (instance.instanceType !== 'CLOUD_SQL_INSTANCE') return 'unknown'
  return (instance.replicaNames ?? []).length > 0 ? 'primary' : 'standalone'
}

function engineOf({ databaseVersion = '' }: Instance): string {
  return databaseVersion.split('_')[0]?.toLowerCase() || 'unknown'
}

// POSTGRES_18, and in databaseInstalledVersion POSTGRES_18_4.
function versionOf(instance: Instance): string {
  const [, ...numbers] = (instance.databaseInstalledVersion ?? instance.databaseVersion ?? '').split('_')
  return numbers.join('.') || 'unknown'
}

function endpointOf(instance: Instance): ObservedDatabase['endpoint'] {
  const addresses = instance.ipAddresses ?? []
  const chosen =
    addresses.find(({ type }) => type === 'PRIMARY') ?? addresses.find((a) => a.type !== 'OUTGOING')
  const host = chosen?.ipAddress ?? instance.dnsName?.replace(/\.$/, '')
  return host === undefined || host === '' ? undefined : { host, port: instance.port ?? POSTGRES_PORT }
}
