import type { ObservedDatabase } from '../provider.ts'
import type { WireResource } from './resources.ts'

/** https://learn.microsoft.com/rest/api/postgresql/servers/get (ServerProperties) */
interface ServerProperties {
  readonly state?: string
  readonly version?: string
  readonly minorVersion?: string
  readonly fullyQualifiedDomainName?: string
  readonly replicationRole?: string
  readonly replica?: { readonly role?: string }
}

const POSTGRES_PORT = 5432

const STATES: Readonly<Record<string, ObservedDatabase['state']>> = {
  Ready: 'running',
  Stopped: 'stopped',
  Starting: 'starting',
  Restarting: 'starting',
  Provisioning: 'starting',
  Stopping: 'stopping',
  Updating: 'changing',
  Dropping: 'changing',
  Disabled: 'failed',
  Inaccessible: 'failed',
}

const ROLES: Readonly<Record<string, ObservedDatabase['role']>> = {
  None: 'standalone',
  Primary: 'primary',
  AsyncReplica: 'replica',
  GeoAsyncReplica: 'replica',
}

/** Reads a flexible server into the provider's words. */
export function readServer(instance: string, wire: WireResource): ObservedDatabase {
  const properties = (wire.properties ?? {}) as ServerProperties
  const { state = 'none', version, minorVersion } = properties
  const endpoint = endpointOf(properties.fullyQualifiedDomainName)
  return {
    instance: wire.name ?? instance,
    state: STATES[state] ?? 'unknown',
    vendorState: state,
    role: ROLES[properties.replica?.role ?? properties.replicationRole ?? ''] ?? 'unknown',
    engine: 'postgres',
    engineVersion: [version, minorVersion].filter((part) => part).join('.') || 'unknown',
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}

function endpointOf(name: string | undefined): ObservedDatabase['endpoint'] {
  if (!name) return undefined
  // The port is not told in the real cloud, where it is always the same.
  const [host = name, port] = name.split(':')
  return { host, port: port === undefined ? POSTGRES_PORT : Number(port) }
}
