import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/cli/system-clock.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import type { Cloud } from '../../src/config/clouds.ts'
import type { Platform } from '../../src/config/platform.ts'
import { openFileStore } from '../../src/coordination/file-store.ts'
import { loadPlan, savePlan } from '../../src/coordination/plan-file.ts'
import { makeRowFiles } from '../../src/coordination/row-files.ts'
import type { FailoverPorts } from '../../src/core/failover/failover-ports.ts'
import { type FailoverInput, plan, promote } from '../../src/core/failover/promote.ts'
import type { Repointer } from '../../src/core/failover/repointer.ts'
import type { PromotionReport } from '../../src/core/failover/report.ts'
import type { ProgressEvent, ProviderSet } from '../../src/core/ports.ts'
import type { Boundary } from '../../src/core/runs/journal.ts'
import { makeDatabaseServers } from '../../src/postgres/servers.ts'
import type { Trio } from './postgres-platform.ts'

/** A trio of servers with a coordination store of its own and a double in place of the DNS providers. */
export interface FailoverBench {
  readonly events: ProgressEvent[]
  /** Where the double's one record points. */
  readonly traffic: { at: Cloud; commits: number; failNext: number }
  input(boundary?: Boundary): FailoverInput
  promote(to: Cloud): Promise<PromotionReport>
  /** What the commands are given, with no DNS provider: the double platform has no records. */
  ports(): FailoverPorts
  close(): void
}

/** Test double of all DNS providers: one record that is in sync as soon as it was sent. */
export function doubleOfTraffic(traffic: FailoverBench['traffic']): Repointer {
  return {
    plan: (database, primary) => ({
      texts: [`db.shop.test of ${database} at double: ${primary}`],
      detail: primary,
    }),
    split: (intent) => [intent],
    prepare: async (intent) => ({
      refused: [],
      commit: async () => {
        if (traffic.failNext > 0) {
          traffic.failNext--
          return { kind: 'failed', reasons: ['the double was told to fail'] }
        }
        traffic.at = intent.detail as Cloud
        traffic.commits++
        return {
          kind: 'done',
          reasons: [],
          requests: [{ cloud: traffic.at, what: 'db.shop.test', requestId: `double-${traffic.commits}` }],
        }
      },
    }),
    verify: async (intent) =>
      traffic.at === intent.detail
        ? { kind: 'yes' }
        : { kind: 'no', reason: 'the double answers the old cloud' },
  }
}

const NO_CLOUD: ProviderSet = { get: () => Promise.reject(new Error('There is no cloud here.')) }

export function openBench(trio: Trio, providers: ProviderSet = NO_CLOUD): FailoverBench {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-store-'))
  const events: ProgressEvent[] = []
  const traffic: FailoverBench['traffic'] = { at: trio.database.primary, commits: 0, failNext: 0 }
  const host = thisProcess()
  const bench: FailoverBench = {
    events,
    traffic,
    input: (boundary) => ({
      platform: 'shop',
      database: trio.database,
      servers: makeDatabaseServers(),
      providers,
      repointer: doubleOfTraffic(traffic),
      store: openFileStore(folder),
      host,
      clock: systemClock,
      progress: { emit: (event) => void events.push(event) },
      call: { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000 },
      ...(boundary === undefined ? {} : { boundary }),
    }),
    promote: async (to) => {
      const approved = await plan(bench.input(), to)
      if (approved === undefined) throw new Error('It is there already.')
      return promote(bench.input(), approved)
    },
    ports: () => {
      const { servers, store, clock, progress, call } = bench.input()
      const none = () => Promise.reject(new Error('There is no cloud here.'))
      return {
        clock,
        progress,
        global: { dryRun: false },
        call: () => call,
        platform: async () => platformOf(trio),
        databases: async () => servers,
        providers: async () => providers,
        nameServers: async () => ({ ask: none }),
        store: async () => store,
        planFiles: async () => ({ load: loadPlan, save: savePlan }),
        rowFiles: async () => makeRowFiles(),
        runHost: async () => host,
        confirm: async () => {},
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
  return bench
}

/** The platform around the database; it routes no name. */
export function platformOf(trio: Trio): Platform {
  const clouds = [...trio.clusters.keys()]
  return {
    name: 'shop',
    strategy: 'active-passive',
    clouds: Object.fromEntries(clouds.map((cloud) => [cloud, { region: 'here', endpoints: {} }])),
    databases: { orders: trio.database },
    workloads: {},
    objectives: { rpoMs: {} },
    scenarios: {},
    notifications: {},
    later: {},
  }
}
