import type { FailoverPorts } from '../failover/failover-ports.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { HealthProber } from '../ports.ts'
import type { Boundary } from '../runs/journal.ts'
import type { SyncStores } from '../sync/sync-ports.ts'
import type { CommandRunner } from './command-runner.ts'

/** What the commands of scenarios are given. */
export interface ScenarioPorts extends FailoverPorts {
  health(): Promise<HealthProber>
  notifier(): Promise<Notifier>
  commands(): Promise<CommandRunner>
  syncStores(): Promise<SyncStores>
  /** See the run engine; tests make a process die there. */
  readonly boundary?: Boundary
}
