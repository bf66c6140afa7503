import type { Cloud } from '../../config/clouds.ts'
import type { Database, DatabaseMember, Platform, TrafficRecord } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Provider } from '../../providers/provider.ts'
import type { SpendCache } from '../cost/spend-cache.ts'
import type { DatabaseServers } from '../databases/server.ts'
import { deployLane } from '../deploy/deploy-lane.ts'
import { readUnitRecords } from '../deploy/unit-records.ts'
import type { Clock, HealthProber, NameServers, ProviderSet } from '../ports.ts'
import { readControl } from '../runs/control.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import { listDebts } from '../runs/debts.ts'
import { unfinishedRun } from '../runs/list-runs.ts'
import type { RunHost } from '../runs/run-owner.ts'
import type { PairStatus } from '../sync/pair-status.ts'
import type { SyncStores } from '../sync/sync-ports.ts'
import { wantedRecord, zoneRefOf } from '../traffic/wanted-record.ts'
import { type Asker, makeAsker } from './ask.ts'
import { readPairs, shownPairs } from './assess-syncs.ts'
import type {
  CloudObservation,
  DatabaseObservation,
  Observation,
  ProviderRecordObservation,
  RecordObservation,
  StoreObservation,
  WorkloadObservation,
} from './observation.ts'
import {
  readDnsAnswer,
  readHeldRecord,
  readIdentity,
  readNameServers,
  readObservedDatabase,
  readProbe,
  readServerState,
  readTargetHealth,
} from './read-answer.ts'

/** Where answers come from, each made on first use: what cannot be made is unknown, and the rest is shown. */
export interface StatusSources {
  readonly clock: Clock
  providers(): Promise<ProviderSet>
  databases(): Promise<DatabaseServers>
  nameServers(): Promise<NameServers>
  health(): Promise<HealthProber>
  store(): Promise<CoordinationStore>
  runHost(): Promise<RunHost>
  /** Where the state of pairs of buckets is kept. */
  syncStores?(): Promise<Pick<SyncStores, 'history'>>
  /** Where the last measurement of the budgets is kept. */
  spendCache?(): Promise<SpendCache>
}

export interface StatusScope {
  /** What bounds each single question, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Only these clouds; all of the platform where absent or empty. */
  readonly clouds?: readonly Cloud[]
}

/** Asks everything at once; a slow or dead cloud delays nothing but its own answers. Never rejects. */
export async function observePlatform(
  platform: Platform,
  sources: StatusSources,
  scope: StatusScope,
): Promise<Observation> {
  const { clock } = sources
  const startedMs = clock.now()
  const asker = makeAsker(clock, scope.signal, scope.timeoutMs)
  const wanted = (cloud: Cloud) =>
    scope.clouds === undefined || scope.clouds.length === 0 || scope.clouds.includes(cloud)
  const input: Questions = { platform, sources, asker, wanted }
  const hasPairs = sources.syncStores !== undefined && Object.keys(platform.storage ?? {}).length > 0
  const [clouds, databases, workloads, records, store, syncs] = await Promise.all([
    observeClouds(input),
    Promise.all(Object.values(platform.databases).map((database) => observeDatabase(input, database))),
    observeWorkloads(input),
    observeRecords(input),
    asker.ask(
      () => observeStore(input),
      (answer) => answer as StoreObservation,
    ),
    !hasPairs
      ? undefined
      : asker.ask(
          // A bucket whose variable is not set is a reason not to know, and none to say nothing of the rest.
          async () => {
            const pairs = shownPairs(platform, wanted)
            return pairs.length === 0 ? [] : readPairs(pairs, await syncStoresOf(sources), clock.now())
          },
          (answer) => answer as readonly PairStatus[],
        ),
  ])
  asker.close()
  const at = new Date(startedMs).toISOString()
  const shown = cloudsOf(platform.clouds)
    .map(([cloud]) => cloud)
    .filter(wanted)
  return {
    at,
    elapsedMs: clock.now() - startedMs,
    platform,
    shown,
    clouds,
    databases,
    workloads,
    records,
    store,
    ...(syncs === undefined ? {} : { syncs }),
  }
}

async function syncStoresOf({ syncStores }: StatusSources): Promise<Pick<SyncStores, 'history'>> {
  if (syncStores !== undefined) return syncStores()
  throw new McloudError({ code: 'INTERNAL', message: 'Nothing keeps the state of pairs here.' })
}

interface Questions {
  readonly platform: Platform
  readonly sources: StatusSources
  readonly asker: Asker
  readonly wanted: (cloud: Cloud) => boolean
}

function cloudsOf<T>(named: Readonly<Partial<Record<Cloud, T>>>): [Cloud, T][] {
  return Object.entries(named) as [Cloud, T][]
}

function observeClouds({ platform, sources, asker, wanted }: Questions): Promise<CloudObservation[]> {
  return Promise.all(
    cloudsOf(platform.clouds)
      .filter(([cloud]) => wanted(cloud))
      .map(async ([cloud, { region }]) => ({
        cloud,
        region,
        identity: await asker.ask(async (call) => {
          const provider = await providerOf(sources, cloud)
          return (provider.can.identity ?? missing(provider, 'identity')).whoAmI(call)
        }, readIdentity),
      })),
  )
}

/** All members are asked whatever clouds are wanted: who the primary is can only be told from all of them. */
async function observeDatabase(input: Questions, database: Database): Promise<DatabaseObservation> {
  const members = await Promise.all(
    Object.values(database.members).map(async (member) => {
      const [control, server] = await Promise.all([
        input.asker.ask((call) => askControl(input, member, call), readObservedDatabase),
        input.asker.ask((call) => askServer(input, database, member, call), readServerState),
      ])
      return { cloud: member.cloud, instance: member.instance, control, server }
    }),
  )
  return { database, members }
}

async function askControl({ sources }: Questions, member: DatabaseMember, call: Call): Promise<unknown> {
  const provider = await providerOf(sources, member.cloud)
  const { instance, region, resourceGroup } = member
  return (provider.can.databases ?? missing(provider, 'databases')).observe(
    {
      instance,
      ...(region === undefined ? {} : { region }),
      ...(resourceGroup === undefined ? {} : { resourceGroup }),
    },
    call,
  )
}

async function askServer(
  { sources }: Questions,
  database: Database,
  member: DatabaseMember,
  call: Call,
): Promise<unknown> {
  if (member.url === undefined) {
    const variable = member.urlFrom === undefined ? '' : `: set ${member.urlFrom}`
    throw new McloudError({
      code: 'AUTH_MISSING',
      message: `no connection string for ${member.instance}${variable}`,
    })
  }
  const server = await (await sources.databases()).open(database, member, call)
  try {
    return await server.inspect(call)
  } finally {
    // Nobody waits for a goodbye; a server that does not hear it drops the connection itself.
    Promise.resolve()
      .then(() => server.close())
      .catch(() => {})
  }
}

function observeWorkloads({ platform, sources, asker, wanted }: Questions): Promise<WorkloadObservation[]> {
  return Promise.all(
    Object.values(platform.workloads).flatMap((workload) =>
      cloudsOf(workload.health)
        .filter(([cloud]) => wanted(cloud))
        .map(async ([cloud, url]) => ({
          workload: workload.name,
          cloud,
          url,
          probe: await asker.ask(async (call) => (await sources.health()).probe(url, call), readProbe),
        })),
    ),
  )
}

function observeRecords(input: Questions): Promise<RecordObservation[]> {
  const { traffic } = input.platform
  if (traffic === undefined) return Promise.resolve([])
  const providers = cloudsOf(traffic.providers).filter(([cloud]) => input.wanted(cloud))
  // One question for the zone serves all of its records.
  const servers = new Map(
    providers.map(([cloud, { nameServers }]) => [
      cloud,
      input.asker.ask(async (call) => {
        if (nameServers !== undefined) return { nameServers }
        return (await dnsOf(input, cloud)).zone(zoneRefOf(traffic, cloud), call)
      }, readNameServers),
    ]),
  )
  return Promise.all(
    Object.values(traffic.records).map(async (record) => ({
      record,
      providers: await Promise.all(
        providers.map(async ([provider]): Promise<ProviderRecordObservation> => {
          const [probes, held, known] = await Promise.all([
            observeProbes(input, provider, record),
            input.asker.ask(
              async (call) =>
                (await dnsOf(input, provider)).read(zoneRefOf(traffic, provider), record.name, call),
              readHeldRecord,
            ),
            servers.get(provider)?.then(async (asked) => {
              if (asked.kind === 'unanswered') return asked
              const value = await Promise.all(
                asked.value.map((server) => askNameServer(input, server, record)),
              )
              return { ...asked, value }
            }),
          ])
          return {
            provider,
            held,
            nameServers: known ?? { kind: 'unanswered', reason: 'not asked', elapsedMs: 0 },
            ...(probes === undefined ? {} : { probes }),
          }
        }),
      ),
    })),
  )
}

/** Asks the provider's own checkers about a record whose targets are health-checked. */
async function observeProbes({ platform, sources, asker }: Questions, cloud: Cloud, record: TrafficRecord) {
  const { traffic } = platform
  // The only answer of a simple record is given whatever its health.
  if (traffic === undefined || record.health === undefined || record.policy === 'simple') return undefined
  const asked = await asker.ask(
    async (call) => {
      const { probes } = (await providerOf(sources, cloud)).can
      // Which of the targets comes first does not matter to who looks at them.
      const { cloud: first } = record.targets[0] ?? {}
      return probes === undefined
        ? undefined
        : probes.observe(zoneRefOf(traffic, cloud), wantedRecord(platform, record, first), call)
    },
    (answer) => (answer === undefined ? undefined : readTargetHealth(answer)),
  )
  if (asked.kind === 'unanswered') return asked
  return asked.value === undefined ? undefined : { ...asked, value: asked.value }
}

async function askNameServer({ sources, asker }: Questions, server: string, record: TrafficRecord) {
  const { name, type } = record
  const answer = await asker.ask(
    async (call) => (await sources.nameServers()).ask(server, { name, type }, call),
    readDnsAnswer,
  )
  return { server, answer }
}

async function observeStore({ platform, sources }: Questions): Promise<StoreObservation> {
  const [store, host] = await Promise.all([sources.store(), sources.runHost()])
  const reader = { store, platform: platform.name, clock: sources.clock, host }
  const hasUnits = Object.keys(platform.deploy?.units ?? {}).length > 0
  const lane = { ...reader, platform: deployLane(platform.name) }
  const [run, debts, deployment, units, { epochs }] = await Promise.all([
    unfinishedRun(reader),
    listDebts(store, platform.name),
    hasUnits ? unfinishedRun(lane) : undefined,
    hasUnits ? readUnitRecords(store, platform.name) : [],
    readControl(store, platform.name),
  ])
  return {
    describe: store.describe,
    epochs,
    debts,
    units,
    ...(run === undefined ? {} : { run }),
    ...(deployment === undefined ? {} : { deployment }),
  }
}

async function dnsOf({ sources }: Questions, cloud: Cloud) {
  const provider = await providerOf(sources, cloud)
  return provider.can.dns ?? missing(provider, 'dns')
}

async function providerOf(sources: StatusSources, cloud: Cloud): Promise<Provider> {
  return await (await sources.providers()).get(cloud)
}

function missing(provider: Provider, capability: keyof Provider['can']): never {
  const reason = provider.cannot[capability]?.reason ?? `this version does not speak to ${capability} of it`
  throw new McloudError({ code: 'UNSUPPORTED', message: reason, provider: provider.cloud })
}
