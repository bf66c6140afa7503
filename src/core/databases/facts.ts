import type { Cloud } from '../../config/clouds.ts'
import type { ServerState, SlotState } from './server.ts'

/** Everything that a promotion decides on about one server; plain data, read in one go. */
export interface ServerFacts {
  readonly cloud: Cloud
  readonly instance: string
  readonly state: ServerState
  /** e.g. 180004. */
  readonly versionNumber: number
  /** When the server process started, to the microsecond: tells two servers apart even where one was copied. */
  readonly startMark: string
  readonly databaseName: string
  readonly administrator: {
    readonly name: string
    readonly superuser: boolean
    readonly mayReplicate: boolean
  }
  readonly limits: ServerLimits
  readonly tables: readonly UserTable[]
  readonly publications: readonly PublicationFacts[]
  readonly subscriptions: readonly SubscriptionFacts[]
  readonly slots: readonly SlotFacts[]
  /** Names of logical slots of the server's other databases. */
  readonly slotsElsewhere: readonly string[]
  readonly sequences: readonly string[]
  readonly catalog: readonly CatalogObject[]
  /** SHA-256 over `catalog`. */
  readonly catalogHash: string
  readonly access: Access
  readonly writers: readonly WriterFacts[]
  /** Roles that can log in and write although they are not named as writers. */
  readonly strangers: readonly {
    readonly name: string
    readonly superuser: boolean
    readonly tables: readonly string[]
  }[]
  /** `app in users`: other databases of the server in which writing roles have sessions. */
  readonly writersElsewhere: readonly string[]
  /** Whether sessions of this database begin read-only, whatever their role. */
  readonly readOnlyByDefault: boolean
  /** Write privileges that another than the table's owner granted: they could not be restored as they were. */
  readonly foreignGrants: readonly string[]
  readonly extensions: readonly string[]
  /** Encoding, locale provider and locale of the database. */
  readonly collation: string
  readonly preparedTransactions: readonly string[]
  readonly largeObjects: number
  /** Objects whose contents logical replication does not carry. */
  readonly notReplicated: readonly { readonly kind: string; readonly name: string }[]
  /** Functions that write with the rights of their owner. */
  readonly definerFunctions: readonly string[]
  /** Transactions older than a minute, in any database of the server: they delay slots and locks. */
  readonly longTransactions: readonly string[]
  /** Whether mcloud's own schema is there. */
  readonly hasSchema: boolean
}

export interface ServerLimits {
  readonly walLevel: string
  readonly freeSlots: number
  readonly freeSenders: number
  /** Logical replication workers that can still start. */
  readonly freeWorkers: number
}

export interface UserTable {
  readonly schema: string
  readonly name: string
  readonly owner: string
  /** A writing role owns it or may become its owner. */
  readonly ownedByWriter: boolean
  /** Whether UPDATE and DELETE can be replicated. */
  readonly hasReplicaIdentity: boolean
  /** Partitioned tables above it, the nearest first. */
  readonly ancestors: readonly string[]
}

export interface PublicationFacts {
  readonly name: string
  readonly allTables: boolean
  readonly viaRoot: boolean
  /** Of insert, update, delete, truncate. */
  readonly operations: readonly string[]
  /** Tables as subscribers see them, `schema.name`. */
  readonly tables: readonly string[]
  /** What was put into it: tables, or partitioned tables in place of their partitions. */
  readonly members: readonly string[]
  /** Tables with a row filter or a column list. */
  readonly partial: readonly string[]
}

export interface SubscriptionFacts {
  readonly name: string
  readonly enabled: boolean
  readonly slot: string | undefined
  readonly publications: readonly string[]
  /** `host:port` of the publisher where mcloud may read it. */
  readonly publisher: string | undefined
  readonly workerAlive: boolean
  readonly applyErrors: number
  readonly syncErrors: number
  readonly synchronousCommit: string
  /** `origin` of PostgreSQL 16 and later: `any` or `none`. */
  readonly origin: string | undefined
  readonly tables: readonly { readonly table: string; readonly state: string }[]
}

export interface SlotFacts extends SlotState {
  readonly plugin: string
  readonly confirmedLsn: string | undefined
}

export interface CatalogObject {
  readonly kind: string
  readonly name: string
  readonly definition: string
}

export interface WriterFacts {
  readonly name: string
  readonly exists: boolean
  readonly superuser: boolean
  /** Roles that it may act as and that write whatever is revoked: superusers, and `pg_write_all_data`. */
  readonly unstoppable: readonly string[]
  readonly canLogin: boolean
  /** What it may do apart from writing to tables, e.g. `SELECT on public.orders`. */
  readonly rights: readonly string[]
}

/** What lets the application's roles write: recorded when a server is fenced, given to the server that is opened. */
export interface Access {
  readonly roles: readonly RoleAccess[]
  readonly grants: readonly WriteGrant[]
}

export interface RoleAccess {
  readonly name: string
  readonly canLogin: boolean
  /** `default_transaction_read_only` as set for the role, everywhere or in this database. */
  readonly readOnlyDefaults: readonly { readonly inDatabase: boolean; readonly value: string }[]
}

export interface WriteGrant {
  readonly schema: string
  readonly table: string
  /** Only for privileges on single columns. */
  readonly column?: string
  /** A role's name or `PUBLIC`. */
  readonly grantee: string
  readonly privilege: string
  readonly grantable: boolean
}
