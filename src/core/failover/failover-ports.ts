import type { Database, Platform } from '../../config/platform.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PromotableServers } from '../databases/promotable-server.ts'
import type { Clock, NameServers, Progress, ProviderSet } from '../ports.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import type { PlanFiles } from '../runs/plan-files.ts'
import type { RunHost } from '../runs/run-owner.ts'
import type { FailoverInput } from './promote.ts'
import type { RowFiles } from './rejoin/rejoining.ts'
import { trafficRepointer } from './traffic-repointer.ts'

/** What the commands of failover are given. */
export interface FailoverPorts {
  readonly clock: Clock
  readonly progress: Progress
  readonly global: { readonly dryRun: boolean; readonly confirm?: string }
  call(defaultTimeoutMs?: number): Call
  platform(): Promise<Platform>
  databases(): Promise<PromotableServers>
  providers(): Promise<ProviderSet>
  nameServers(): Promise<NameServers>
  store(): Promise<CoordinationStore>
  planFiles(): Promise<PlanFiles>
  rowFiles(): Promise<RowFiles>
  runHost(): Promise<RunHost>
  confirm(question: {
    readonly risk: 'severe'
    readonly text: string
    readonly platform: string
    readonly named?: string
  }): Promise<void>
}

/** Time limit of a run where --timeout gives none: long enough never to end one that goes well. */
const RUN_TIMEOUT_MS = 10 * 60_000

/** What a run on one database works with. */
export async function inputFor(ports: FailoverPorts, database: Database): Promise<FailoverInput> {
  const [platform, servers, providers, nameServers, store, host] = await Promise.all([
    ports.platform(),
    ports.databases(),
    ports.providers(),
    ports.nameServers(),
    ports.store(),
    ports.runHost(),
  ])
  const { clock, progress } = ports
  return {
    platform: platform.name,
    database,
    servers,
    providers,
    repointer: trafficRepointer(platform, { providers, nameServers, clock }),
    store,
    host,
    clock,
    progress,
    call: ports.call(RUN_TIMEOUT_MS),
  }
}

/**
 * The database that is meant: the named one, or the only one.
 * @throws McloudError USAGE with every mistake of the request
 */
export function chooseDatabase(
  platform: Platform,
  wanted: {
    readonly database: string | undefined
    readonly to?: string | undefined
    readonly cloud?: string | undefined
  },
): Database {
  const names = Object.keys(platform.databases)
  const problems: Problem[] = []
  const database =
    wanted.database === undefined ? onlyOne(platform, problems) : platform.databases[wanted.database]
  if (wanted.database !== undefined && database === undefined)
    problems.push({
      at: '--database',
      message: `there is no database ${wanted.database}`,
      expected: names.length === 0 ? 'the platform file names none' : `one of ${names.join(', ')}`,
    })
  const members = Object.keys(database?.members ?? platform.clouds)
  for (const option of ['to', 'cloud'] as const) {
    const cloud = wanted[option]
    if (cloud === undefined || members.includes(cloud)) continue
    problems.push({
      at: `--${option}`,
      message:
        database === undefined
          ? `the platform is not in ${cloud}`
          : `${database.name} has no member in ${cloud}`,
      expected: `one of ${members.join(', ')}`,
    })
  }
  if (database !== undefined && problems.length === 0) return database
  throw new McloudError({
    code: 'USAGE',
    message: `${problems.length === 1 ? 'A mistake' : `${problems.length} mistakes`} in what is asked for.`,
    hint: 'Compare with the databases of the platform file: `mcloud config show`.',
    problems,
  })
}

function onlyOne(platform: Platform, problems: Problem[]): Database | undefined {
  const all = Object.values(platform.databases)
  if (all.length === 1) return all[0]
  problems.push({
    at: '--database',
    message:
      all.length === 0 ? 'the platform file names no database' : 'the platform has more than one database',
    expected:
      all.length === 0 ? 'a database under `databases`' : `one of ${all.map(({ name }) => name).join(', ')}`,
  })
  return undefined
}
