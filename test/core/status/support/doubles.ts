import type { Cloud } from '../../../../src/config/clouds.ts'
import type { Database, Platform } from '../../../../src/config/platform.ts'
import type { ServerState } from '../../../../src/core/databases/server.ts'
import type { Clock, DnsAnswer } from '../../../../src/core/ports.ts'
import type { CoordinationStore } from '../../../../src/core/runs/coordination-store.ts'
import type { StatusSources } from '../../../../src/core/status/observe-platform.ts'
import { wantedRecord } from '../../../../src/core/traffic/wanted-record.ts'
import type { Provider } from '../../../../src/providers/provider.ts'
import { hostOf } from '../../runs/support/rig.ts'

const CLOUDS = ['aws', 'gcp', 'azure'] as const
const ADDRESS = { aws: '127.9.1.1', gcp: '127.9.2.1', azure: '127.9.3.1' } as const

const ORDERS: Database = {
  name: 'orders',
  engine: 'postgres',
  primary: 'aws',
  writers: ['app'],
  lagThresholdMs: 5000,
  members: Object.fromEntries(
    CLOUDS.map((cloud) => [cloud, { cloud, instance: `orders-${cloud}`, url: `postgres://orders-${cloud}` }]),
  ),
}

/** The demo platform: three clouds, one database, a followed and a simple record, one workload. */
export const PLATFORM: Platform = {
  name: 'shop',
  strategy: 'active-passive',
  clouds: Object.fromEntries(CLOUDS.map((cloud) => [cloud, { region: `${cloud}-1`, endpoints: {} }])),
  databases: { orders: ORDERS },
  traffic: {
    zone: 'shop.test',
    providers: {
      aws: { nameServers: ['127.9.1.1:5300'] },
      gcp: {},
      azure: { nameServers: ['127.9.3.1:5300'] },
    },
    records: {
      app: {
        name: 'app.shop.test',
        type: 'A',
        policy: 'failover',
        ttlSeconds: 5,
        targets: [
          { cloud: 'aws', value: ADDRESS.aws },
          { cloud: 'gcp', value: ADDRESS.gcp },
        ],
        places: {},
        follows: 'orders',
        health: { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 10, threshold: 2 },
      },
      db: {
        name: 'db.shop.test',
        type: 'A',
        policy: 'simple',
        ttlSeconds: 1,
        targets: CLOUDS.map((cloud) => ({ cloud, value: ADDRESS[cloud] })),
        places: {},
        follows: 'orders',
      },
    },
  },
  workloads: {
    web: {
      name: 'web',
      kind: 'service',
      health: Object.fromEntries(CLOUDS.map((cloud) => [cloud, `http://${ADDRESS[cloud]}/healthz`])),
    },
  },
  objectives: { rpoMs: {} },
  scenarios: {},
  notifications: {},
  later: {},
}

/** What the world answers; every entry is what a double returns, or a function that does as it likes. */
export interface World {
  /** Which cloud writes and answers first. */
  primary: Cloud
  /** By question, e.g. `identity aws`, `control gcp`, `server azure`, `held aws`, `zone gcp`, `ask 127.9.1.1:5300`, `probe aws`. */
  readonly answers: Map<string, () => unknown>
  readonly asked: string[]
}

export function makeWorld(): World {
  return { primary: 'aws', answers: new Map(), asked: [] }
}

/** A server as it is when all is well. */
export function serverState(world: World, cloud: Cloud): ServerState {
  const isPrimary = world.primary === cloud
  const replicas = CLOUDS.filter((each) => each !== world.primary)
  return {
    cloud,
    version: '18.4',
    acceptsApplicationWrites: isPrimary,
    fenceEvidence: isPrimary ? 'app can log in and write' : 'app may not log in',
    publications: isPrimary ? ['mcloud'] : [],
    subscriptions: isPrimary
      ? []
      : [
          {
            name: `mcloud_${cloud}`,
            enabled: true,
            workerAlive: true,
            slot: `mcloud_${cloud}`,
            publications: ['mcloud'],
            publisher: `${ADDRESS[world.primary]}:5432`,
            tablesReady: 3,
            tablesTotal: 3,
            applyErrors: 0,
          },
        ],
    slots: isPrimary
      ? replicas.map((replica) => ({
          name: `mcloud_${replica}`,
          active: true,
          walStatus: 'reserved',
          lagBytes: 0,
          lagMs: 3,
        }))
      : [],
  }
}

/** Test doubles of all that status asks; they answer as the demo platform does when it is well. */
export function makeSources(world: World, store: CoordinationStore, clock: Clock = realClock): StatusSources {
  const answer = (question: string, usual: () => unknown): Promise<never> => {
    world.asked.push(question)
    // Typed as never: a double may answer anything, which is what is tested.
    return Promise.resolve((world.answers.get(question) ?? usual)()) as Promise<never>
  }
  const provider = (cloud: Cloud): Provider => ({
    cloud,
    cannot: {},
    can: {
      identity: {
        whoAmI: () => answer(`identity ${cloud}`, () => ({ account: `${cloud}-account`, principal: 'op' })),
      },
      databases: {
        observe: () =>
          answer(`control ${cloud}`, () => ({
            instance: `orders-${cloud}`,
            state: 'running',
            vendorState: 'available',
            role: world.primary === cloud ? 'primary' : 'replica',
            engine: 'postgres',
            engineVersion: '18',
          })),
        stop: () => Promise.reject(new Error('status stops nothing')),
        start: () => Promise.reject(new Error('status starts nothing')),
      },
      dns: {
        zone: () =>
          answer(`zone ${cloud}`, () => ({ id: 'z', domain: 'shop.test', nameServers: [`ns.${cloud}`] })),
        read: (_zone, name) =>
          answer(`held ${cloud} ${name}`, () => ({ record: held(name, world.primary), remarks: [] })),
        refusal: () => undefined,
        apply: () => Promise.reject(new Error('status applies nothing')),
        progress: () => Promise.reject(new Error('status applies nothing')),
      },
      // Only a cloud whose checkers a test has given something to say has any.
      ...(world.answers.has(`probes ${cloud}`)
        ? { probes: { observe: () => answer(`probes ${cloud}`, () => []) } }
        : {}),
    },
  })
  return {
    clock,
    providers: async () => ({ get: async (cloud) => provider(cloud) }),
    databases: async () => ({
      open: async (_database, member) => ({
        cloud: member.cloud,
        inspect: () => answer(`server ${member.cloud}`, () => serverState(world, member.cloud)),
        close: async () => {},
      }),
    }),
    nameServers: async () => ({
      ask: (server, { name, type }) =>
        answer(`ask ${server}`, () => dnsAnswer(server, name, type, world.primary)),
    }),
    health: async () => ({
      probe: (url) => {
        const cloud = CLOUDS.find((each) => url.includes(ADDRESS[each]))
        return answer(`probe ${cloud}`, () => ({ healthy: true, status: 200, elapsedMs: 1 }))
      },
    }),
    store: async () => store,
    runHost: async () => hostOf(1),
  }
}

export function held(name: string, primary: Cloud) {
  const record = Object.values(PLATFORM.traffic?.records ?? {}).find((each) => each.name === name)
  if (record === undefined) throw new Error(`no record ${name}`)
  // An azure primary has no target in the failover record of the demo platform.
  return wantedRecord(PLATFORM, record, record.policy === 'simple' || primary !== 'azure' ? primary : 'aws')
}

export function dnsAnswer(server: string, name: string, type: string, cloud: Cloud): DnsAnswer {
  return {
    server,
    code: 'NOERROR',
    authoritative: true,
    records: [{ name, type, ttlSeconds: 1, data: ADDRESS[cloud] }],
    elapsedMs: 1,
  }
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    }),
}

/** An answer that never comes. */
export const hang = () => new Promise(() => {})
