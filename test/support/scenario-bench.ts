import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCommandRunner } from '../../src/cli/command-runner.ts'
import type { Cloud } from '../../src/config/clouds.ts'
import type { Platform, Scenario } from '../../src/config/platform.ts'
import type { ScenarioPorts } from '../../src/core/scenarios/scenario-ports.ts'
import { wantedRecord } from '../../src/core/traffic/wanted-record.ts'
import { makeHealthProber } from '../../src/network/health-prober.ts'
import { makeNotifier } from '../../src/network/notifier.ts'
import { DnsWorld } from './dns-world.ts'
import { type ForcedBench, openForcedBench } from './failover-forced.ts'
import { platformOf } from './postgres-failover.ts'
import { SHOP } from './shop-platform.ts'

/** What somebody was told, at the loopback receiver. */
export interface Told {
  readonly path: string
  readonly body: Record<string, unknown>
}

/** Real servers, commands, health checks and messages; only the clouds' DNS and control planes are doubles. */
export interface ScenarioBench {
  readonly forced: ForcedBench
  readonly world: DnsWorld
  readonly told: Told[]
  /** What was asked of people; an answer that throws declines. */
  readonly asked: string[]
  /** Status that the application in the target cloud answers. */
  readonly application: { status: number }
  /** Lines that programs of the scenario have written. */
  ran(): string[]
  /** A program that writes a line. */
  program(line: string): string[]
  ports(steps: Scenario['steps'], change?: Partial<ScenarioPorts>): ScenarioPorts
  /** First target, or only one, of a name at every provider. */
  leads(name: string): (Cloud | undefined)[]
  /** Servers that take the application's writes. */
  writers(): Promise<Cloud[]>
  close(): Promise<void>
}

const CLOUDS = ['aws', 'gcp'] as const

export async function openScenarioBench(): Promise<ScenarioBench> {
  const forced = await openForcedBench(CLOUDS)
  const world = new DnsWorld()
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-scenario-'))
  const file = join(folder, 'ran')
  const told: Told[] = []
  const asked: string[] = []
  const application = { status: 200 }
  const server: Server = createServer(async (request, response) => {
    if (request.method === 'GET') return void response.writeHead(application.status).end()
    let text = ''
    for await (const chunk of request) text += chunk
    told.push({ path: request.url ?? '', body: JSON.parse(text) })
    response.writeHead(202).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const records = Object.fromEntries(
    Object.entries(SHOP.traffic.records).map(([key, record]) => [
      key,
      { ...record, targets: record.targets.filter(({ cloud }) => cloud !== 'azure') },
    ]),
  )
  const platform: Platform = {
    ...platformOf(forced.trio),
    traffic: { ...SHOP.traffic, providers: { aws: {}, gcp: {} }, records },
    objectives: { rtoMs: 60_000, rpoMs: { database: 60_000 } },
    workloads: { shop: { name: 'shop', kind: 'service', health: { gcp: `${base}/healthz` } } },
    notifications: {
      ops: { name: 'ops', kind: 'slack', settings: { url: `${base}/slack` } },
      hook: { name: 'hook', kind: 'webhook', settings: { url: `${base}/hook`, token: 'bearer-of-the-test' } },
      oncall: { name: 'oncall', kind: 'pagerduty', settings: { routingKey: 'routing-key' } },
      gone: { name: 'gone', kind: 'slack', settings: { url: 'http://127.0.0.1:1/gone' } },
    },
  }
  for (const cloud of CLOUDS)
    for (const record of Object.values(records)) world.dns[cloud].hold(wantedRecord(platform, record, 'aws'))
  return {
    forced,
    world,
    told,
    asked,
    application,
    program: (line) => [
      process.execPath,
      '-e',
      `require('node:fs').appendFileSync(${JSON.stringify(file)}, ${JSON.stringify(`${line}\n`)})`,
    ],
    ran: () => {
      try {
        return readFileSync(file, 'utf8').trim().split('\n')
      } catch {
        return []
      }
    },
    ports: (steps, change = {}) => ({
      ...forced.bench.ports(),
      platform: async () => ({ ...platform, scenarios: { away: { name: 'away', steps } } }),
      providers: async () => ({
        get: async (cloud) => {
          const [control, dns] = await Promise.all([
            forced.control.providers.get(cloud),
            world.ports.providers.get(cloud),
          ])
          return { cloud, cannot: {}, can: { ...control.can, ...dns.can } }
        },
      }),
      nameServers: async () => world.ports.nameServers,
      health: async () => makeHealthProber(),
      notifier: async () => makeNotifier(`${base}/v2/enqueue`),
      commands: async () => makeCommandRunner(process.env, folder),
      syncStores: async () => {
        throw new Error('not used here')
      },
      confirm: async ({ text }) => void asked.push(text),
      ...change,
    }),
    leads: (name) =>
      CLOUDS.map((cloud) => {
        const routing = world.dns[cloud].held(name)?.routing
        if (routing === undefined || routing.policy === 'geolocation') return undefined
        return (routing.policy === 'simple' ? routing.target : routing.targets[0])?.cloud
      }),
    writers: async () => {
      const asking = CLOUDS.filter((cloud) => !forced.control.stopped.has(cloud)).map(async (cloud) => {
        try {
          await forced.trio.of(cloud).sql(`SET ROLE app; INSERT INTO public.orders (note) VALUES ('asked')`)
          return [cloud]
        } catch {
          return []
        }
      })
      return (await Promise.all(asking)).flat()
    },
    close: async () => {
      server.close()
      rmSync(folder, { recursive: true, force: true })
      await forced.close()
    },
  }
}
