import type { Database, DatabaseMember } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { Access, ServerFacts } from './facts.ts'
import type { DatabaseServer, DatabaseServers, FenceRow, ServerState } from './server.ts'

/** By what authority a run changes a server: every fence row refuses one that is older than what it has seen. */
export interface Ticket {
  readonly runId: string
  readonly epoch: number
  /** Rises with every change of owner of the run lock. */
  readonly token: number
}

/** Opens servers to look at, and servers to change. */
export interface PromotableServers extends DatabaseServers {
  /** @throws McloudError CONFIG_INVALID, DATABASE_UNREACHABLE, AUTH_DENIED */
  openForPromotion(database: Database, member: DatabaseMember, call: Call): Promise<PromotableServer>
}

/** A server as promotions need it; every change of it is idempotent. */
export interface PromotableServer extends DatabaseServer {
  readonly instance: string
  facts(call: Call): Promise<ServerFacts>
  /** Opens the sessions that the write pause needs, before it begins. */
  warm(call: Call): Promise<void>
  /** `host:port` by which the other members reach it. */
  readonly address: string
  /** How the other members connect to this one; holds a secret, so it goes into no journal, plan or message. */
  conninfo(): string
  readonly fencing: Fencing
  readonly publisher: Publisher
  readonly subscriber: Subscriber
  readonly contents: Contents
}

export interface Fencing {
  /** Creates mcloud's schema where it is absent; the fence row starts as what the server is now. */
  prepare(call: Call): Promise<'done' | 'unchanged'>
  read(call: Call): Promise<HeldFence | undefined>
  /**
   * Marks the server as this run's without changing what it accepts; `present` is what it accepts as the run begins.
   * @throws McloudError STALE_EPOCH
   */
  claim(ticket: Ticket, present: 'open' | 'fenced', call: Call): Promise<void>
  /**
   * Shuts all writing roles out in one transaction, then ends their sessions until none is left. A transaction of
   * the application that holds its locks longer than `graceMs` is ended.
   * @throws McloudError STALE_EPOCH, LOCK_TIMEOUT naming who holds the locks, PREFLIGHT_FAILED for prepared transactions
   */
  fence(ticket: Ticket, limits: FenceLimits, call: Call): Promise<FenceResult>
  /** Lets in again exactly whom `fence` of the same run shut out. @throws McloudError STALE_EPOCH */
  restore(ticket: Ticket, call: Call): Promise<'done' | 'unchanged'>
  /** Lets the application's roles in with the given access. @throws McloudError STALE_EPOCH */
  open(ticket: Ticket, access: Access, call: Call): Promise<'done' | 'unchanged'>
  /** Whether the application can write, judged from what the server would do. */
  judge(call: Call): Promise<Pick<ServerState, 'acceptsApplicationWrites' | 'fenceEvidence'>>
  /** Ends every session of the writing roles; returns how many there were. */
  evict(call: Call): Promise<number>
}

export interface FenceLimits {
  readonly graceMs: number
  readonly lockTimeoutMs: number
}

export interface FenceResult {
  readonly access: Access
  /** Sessions of the application that were ended. */
  readonly ended: number
}

export interface HeldFence extends FenceRow {
  readonly token: number
  /** What the fencing run took away; absent on a server that is open or was fenced by other means. */
  readonly saved?: Access
}

export interface Publisher {
  /** Makes the publication hold exactly these tables with all operations. */
  publish(
    name: string,
    tables: readonly string[],
    viaRoot: boolean,
    ticket: Ticket,
    call: Call,
  ): Promise<void>
  unpublish(name: string, ticket: Ticket, call: Call): Promise<void>
  /** Adds mcloud's marker and heartbeat tables, and nothing else. */
  publishMarkers(name: string, ticket: Ticket, call: Call): Promise<void>
  createSlot(name: string, ticket: Ticket, call: Call): Promise<'done' | 'unchanged'>
  slot(name: string, call: Call): Promise<HeldSlot | undefined>
  /** Never moves a slot backwards. */
  advanceSlots(names: readonly string[], lsn: string, call: Call): Promise<void>
  /** Ends the slot's consumer first where there is one. */
  dropSlot(name: string, ticket: Ticket, call: Call): Promise<'done' | 'unchanged'>
  /** The end of the WAL that is on disk. */
  flushedLsn(call: Call): Promise<string>
  /** Writes one marker a subscription and returns the WAL position fixed before it. */
  mark(subscriptions: readonly string[], ticket: Ticket, call: Call): Promise<Mark>
  /** Whether the consumers of all these slots have confirmed everything up to that position. */
  hasConfirmed(slots: readonly string[], lsn: string, call: Call): Promise<boolean>
}

export interface HeldSlot {
  readonly name: string
  readonly active: boolean
  readonly confirmedLsn: string
}

export interface Mark {
  readonly nonce: string
  readonly lsn: string
}

export interface Subscriber {
  read(name: string, call: Call): Promise<HeldSubscription | undefined>
  /** Subscribes mcloud's own tables where they are published and not yet subscribed; copies nothing. */
  refreshMarkers(name: string, ticket: Ticket, call: Call): Promise<void>
  setSynchronousCommit(name: string, value: string, ticket: Ticket, call: Call): Promise<void>
  /** Returns when the apply worker has gone. */
  disable(name: string, ticket: Ticket, call: Call): Promise<void>
  enable(name: string, ticket: Ticket, call: Call): Promise<void>
  /** Follows `publisher` from the position of a slot that is there already; copies nothing. */
  follow(
    subscription: NewSubscription,
    publisher: PromotableServer,
    ticket: Ticket,
    call: Call,
  ): Promise<void>
  /** Drops it and leaves the publisher's slot alone. */
  drop(name: string, ticket: Ticket, call: Call): Promise<'done' | 'unchanged'>
  /** The marker of that subscription that stands here. */
  readMark(subscription: string, call: Call): Promise<string | undefined>
}

export interface NewSubscription {
  readonly name: string
  readonly slot: string
  readonly publications: readonly string[]
  /** Copies the tables first; the slot must have been made just before. */
  readonly copies?: boolean
}

export interface HeldSubscription {
  readonly name: string
  readonly enabled: boolean
  readonly workerAlive: boolean
  /** A worker applies, or waits for a lock to apply; true, too, where mcloud may not see what it does. */
  readonly applying: boolean
  readonly slot: string | undefined
  readonly synchronousCommit: string
  /** Position in the publisher's WAL up to which everything has been applied; dropping the subscription forgets it. */
  readonly remoteLsn: string | undefined
  /** Whether it follows that server rather than another. Absent where mcloud may not read it. */
  readonly publisher: string | undefined
}

export interface Contents {
  sequences(call: Call): Promise<readonly SequenceValue[]>
  /** Moves sequences forward, never backwards. */
  raiseSequences(values: readonly SequenceValue[], ticket: Ticket, call: Call): Promise<void>
  /** Names of sequences that would hand out a value again. */
  sequencesBehind(values: readonly SequenceValue[], call: Call): Promise<readonly string[]>
  /**
   * Commits a heartbeat with these sequences, and asks for each writing role's rights; no row of the application is
   * touched. @throws McloudError WRITE_PROBE_FAILED
   */
  probeWrite(access: Access, sequences: readonly SequenceValue[], ticket: Ticket, call: Call): Promise<void>
  /** The epoch at which this server last wrote a heartbeat of its own. */
  lastBeat(call: Call): Promise<number | undefined>
  /** Writes a heartbeat of its own where its fence row says that it is open; mcloud's schema must be there. */
  beat(call: Call): Promise<'done' | 'fenced'>
  /** All heartbeats that stand here, the highest epoch first; none where mcloud's schema is not there. */
  heartbeats(call: Call): Promise<readonly Heartbeat[]>
  /** Every sequence with its rules, and how far the columns that it fills have come here. */
  sequenceFacts(call: Call): Promise<readonly SequenceFacts[]>
  /** Holds on to the contents as they are now, for a comparison later. */
  freeze(call: Call): Promise<FrozenContents>
  /** Empties tables all at once, so that they can be copied anew; mcloud's replicated tables among them. */
  empty(tables: readonly string[], ticket: Ticket, call: Call): Promise<void>
  /** Which of these rows are missing here, or different, by their keys. */
  judgeRows(table: string, rows: readonly PrintedRow[], call: Call): Promise<readonly RowVerdict[]>
}

/** One consistent picture of a server's tables. */
export interface FrozenContents {
  /** Row count and order-free checksum over all columns of one table. */
  summarise(table: string, call: Call): Promise<TableSummary>
  /** All rows of one table, some at a time. */
  rows(table: string, call: Call): AsyncIterable<readonly PrintedRow[]>
  release(): Promise<void>
}

/** One row as text. */
export interface PrintedRow {
  /** The values of its key as a JSON array of texts: the primary key, or all columns where there is none. */
  readonly key: string
  readonly checksum: string
  /** The whole row as a JSON object; it holds what the application wrote, so it goes into files of 0600 only. */
  readonly json: string
}

export type RowVerdict = 'same' | 'different' | 'missing'

export interface TableSummary {
  readonly rows: number
  readonly checksum: string
}

export interface SequenceValue {
  readonly schema: string
  readonly name: string
  /** Decimal text: PostgreSQL's bigint does not fit a JavaScript number. */
  readonly lastValue: string
  readonly isCalled: boolean
}

/** A sequence in a heartbeat. */
export interface BeatSequence extends SequenceValue {
  /** How fast it lately moved at most, in values a second. */
  readonly perSecond: number
}

/** What a writer last said of itself, as it stands on the server that was asked. */
export interface Heartbeat {
  /** The cloud of the server that wrote it. */
  readonly writer: string
  readonly epoch: number
  /** By the writer's clock, RFC 3339. */
  readonly at: string
  /** By the clock of the server that was asked. */
  readonly ageMs: number
  /** Where the writer's WAL stood. */
  readonly lsn: string
  readonly sequences: readonly BeatSequence[]
  /** What let the application write there. */
  readonly access?: Access
}

/** A sequence with its rules; numbers are decimal text, as PostgreSQL's bigint does not fit a JavaScript number. */
export interface SequenceFacts extends SequenceValue {
  readonly increment: string
  readonly minimum: string
  readonly maximum: string
  readonly cycles: boolean
  readonly cache: string
  /** The furthest value, in its direction, of all columns that it fills by default; absent where there is none. */
  readonly furthest?: string
}
