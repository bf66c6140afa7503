import type { Cloud } from '../../config/clouds.ts'
import type { Call } from '../../providers/provider.ts'

/** Moves the DNS records that follow a database; core/traffic stands behind it. */
export interface Repointer {
  /** Names of the records that follow the database. */
  records(database: string): readonly string[]
  /** Does everything that changes no answer, so that `commit` has only the changes themselves to send. */
  prepare(database: string, primary: Cloud, call: Call): Promise<PreparedRepoint>
}

export interface PreparedRepoint {
  /** Sends all changes to all providers at once and waits until each says it is in sync. */
  commit(call: Call): Promise<RepointResult>
}

export interface RepointResult {
  readonly changes: readonly RepointChange[]
}

export interface RepointChange {
  readonly record: string
  readonly provider: Cloud
  /** `pending`: accepted and not in sync before the deadline. */
  readonly result: 'in-sync' | 'unchanged' | 'pending' | 'unknown' | 'failed'
  readonly message?: string
}
