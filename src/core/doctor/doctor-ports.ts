import type { Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { DatabaseServers } from '../databases/server.ts'
import type { NameServers, ProviderSet, Tools } from '../ports.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'

/** What the doctor looks at; each port is made only when it is looked at. */
export interface DoctorPorts {
  readonly environment: Readonly<Record<string, string | undefined>>
  platform(): Promise<Platform>
  providers(): Promise<ProviderSet>
  nameServers(): Promise<NameServers>
  databases(): Promise<DatabaseServers>
  store(): Promise<CoordinationStore>
  tools(): Promise<Tools>
  call(defaultTimeoutMs?: number): Call
}
