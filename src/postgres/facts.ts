import type {
  PublicationFacts,
  ServerFacts,
  ServerLimits,
  SlotFacts,
  SubscriptionFacts,
  UserTable,
  WriterFacts,
} from '../core/databases/facts.ts'
import type { Call } from '../providers/provider.ts'
import { readAccess, readForeignGrants } from './access.ts'
import { publisherOf } from './address.ts'
import { hashCatalog, readCatalog } from './catalog.ts'
import {
  LIMITS,
  PUBLICATIONS,
  RISKS,
  rolesQuery,
  SEQUENCE_NAMES,
  SLOTS,
  subscriptionsQuery,
  TABLES,
} from './facts-queries.ts'
import type { Session } from './session.ts'
import { namePrepared } from './sessions.ts'

/** Everything a promotion decides on, read from one server. */
export async function readFacts(session: Session, call: Call): Promise<ServerFacts> {
  const { main, writers } = session
  const shape = await session.shape(call)
  const state = await session.inspect(call)
  const [limits] = await main.query<LimitsRow>(LIMITS, [], call)
  const hasOrigin = (limits as LimitsRow).facts.versionNumber >= 160_000
  const tables = await main.query<UserTable>(TABLES, [writers], call)
  const [roles] = await main.query<RolesRow>(rolesQuery(shape.versionNumber), [writers], call)
  const [risks] = await main.query<RisksRow>(RISKS, [], call)
  const subscriptions = await main.query<SubscriptionRow>(
    subscriptionsQuery(shape.mayReadConninfo, hasOrigin),
    [],
    call,
  )
  const slots = await main.query<{ name: string; plugin: string; lsn: string | null }>(SLOTS, [], call)
  const sequences = await main.query<{ name: string }>(SEQUENCE_NAMES, [], call)
  const catalog = await readCatalog(main, call)
  return {
    cloud: session.cloud,
    instance: session.member.instance,
    state,
    ...(limits as LimitsRow).facts,
    tables,
    publications: await main.query<PublicationFacts>(PUBLICATIONS, [], call),
    subscriptions: subscriptions.map(({ conninfo, slot, origin, ...rest }) => ({
      ...rest,
      slot: slot ?? undefined,
      origin: origin ?? undefined,
      publisher: conninfo === null ? undefined : publisherOf(conninfo),
    })),
    slots: state.slots.map((slot): SlotFacts => {
      const more = slots.find(({ name }) => name === slot.name)
      return { ...slot, plugin: more?.plugin ?? '', confirmedLsn: more?.lsn ?? undefined }
    }),
    sequences: sequences.map(({ name }) => name),
    catalog,
    catalogHash: hashCatalog(catalog),
    access: await readAccess(main, writers, call),
    writers: (roles as RolesRow).writers,
    strangers: (roles as RolesRow).strangers,
    writersElsewhere: (roles as RolesRow).writersElsewhere,
    foreignGrants: await readForeignGrants(main, writers, call),
    preparedTransactions: await namePrepared(main, call),
    ...(risks as RisksRow).risks,
    hasSchema: shape.hasSchema,
  }
}

interface LimitsRow {
  readonly facts: Pick<
    ServerFacts,
    | 'versionNumber'
    | 'startMark'
    | 'databaseName'
    | 'administrator'
    | 'collation'
    | 'extensions'
    | 'slotsElsewhere'
    | 'readOnlyByDefault'
  > & {
    readonly limits: ServerLimits
  }
}

interface RolesRow {
  readonly writers: readonly WriterFacts[]
  readonly strangers: ServerFacts['strangers']
  readonly writersElsewhere: ServerFacts['writersElsewhere']
}

interface RisksRow {
  readonly risks: Pick<
    ServerFacts,
    'largeObjects' | 'notReplicated' | 'definerFunctions' | 'longTransactions'
  >
}

type SubscriptionRow = Omit<SubscriptionFacts, 'slot' | 'publisher' | 'origin'> & {
  readonly slot: string | null
  readonly conninfo: string | null
  readonly origin: string | null
}
