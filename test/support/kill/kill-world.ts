import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { stringify } from 'yaml'
import type { Cloud } from '../../../src/config/clouds.ts'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { startDnsServer } from '../../../src/lab/daemon/dns-server.ts'
import { FakeDatabase, FakeWorld } from '../../lab/wire/harness.ts'
import { ROOT } from '../documents.ts'
import { openPassage, type Passage } from '../failover-forced.ts'
import { freePort } from '../free-port.ts'
import { startLabApi } from '../lab-api.ts'
import type { Cluster } from '../postgres-cluster.ts'
import { openTrio, type Trio, until } from '../postgres-platform.ts'

/** How the program ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Where a program is to die: see `die-at-effect.mjs`. */
export type Death =
  | { readonly moment: 'gap' | 'sent'; readonly place: number }
  | { readonly moment: 'stop'; readonly before: string }

/** The program at work. */
export interface Launched {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** One line an effect, up to now. */
  effects(): readonly string[]
}

/** Working folders of two operators: nothing of the one is known to the other but what the store holds. */
export type Operator = 'first' | 'second'

/**
 * Two real servers, the lab's own AWS (control plane and DNS, on the wire) over them, and the built program as a
 * process. mcloud reaches the servers through passages that can be shut; applications and replication go past them.
 */
export interface KillWorld {
  readonly trio: Trio
  passage(cloud: Cloud): Passage
  launch(operator: Operator, words: readonly string[], death?: Death): Launched
  mcloud(operator: Operator, words: readonly string[], death?: Death): Promise<Ended>
  /** One heartbeat of the primary; a busy machine may need more than one try. */
  beat(): Promise<void>
  /** Keeps everything as it is now, except for the program's own folders; the result puts it back. */
  keep(): Promise<() => Promise<void>>
  /** What the last program that was to die has done, one line an effect. */
  effects(): readonly string[]
  close(): Promise<void>
}

const HOME = { aws: '127.9.1.1', gcp: '127.9.2.1' } as const
/** Of the wire, in milliseconds: long enough to be seen, short enough for hundreds of runs. */
const SYNC_MS = 40
const TRANSITION_MS = 150

/** The lab's world on the machine's clock. */
class LiveWorld extends FakeWorld {
  override readonly dnsSyncMs = SYNC_MS as 2000
  override readonly transitionMs = TRANSITION_MS as 5000

  override now(): number {
    return Date.now()
  }
}

/** An instance of the control plane with the real server behind it. */
class ServerBehind extends FakeDatabase {
  readonly cluster: Cluster

  constructor(cloud: Cloud, cluster: Cluster, role: 'primary' | 'replica') {
    super(`orders-${cloud}`, HOME[cloud as 'aws'], role)
    this.cluster = cluster
  }
  override async stop(): Promise<void> {
    await this.cluster.stop('immediate')
    this.up = false
  }

  override async start(): Promise<void> {
    await this.cluster.start()
    this.up = true
  }
}

export async function openKillWorld(): Promise<KillWorld> {
  const trio = await openTrio(['aws', 'gcp'])
  const world = new LiveWorld()
  const api = await startLabApi(makeAwsCloud, { world })
  const server = new ServerBehind('aws', trio.of('aws'), 'primary')
  world.databases.set('orders-aws', server)
  const dnsPort = await freePort()
  const dns = await startDnsServer({ host: '127.0.0.1', port: dnsPort, cloud: () => api.cloud })
  const passages = {
    aws: await openPassage(trio.of('aws').port),
    gcp: await openPassage(trio.of('gcp').port),
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mcloud-kill-'))
  const log = path.join(folder, 'effects')
  const coordination = path.join(folder, 'coordination')
  const file = stringify({
    platform: 'shop',
    strategy: 'active-passive',
    clouds: {
      aws: { region: 'us-east-1', account: '000000000000', endpoints: { default: api.url } },
      gcp: { project: 'shop-lab', region: 'us-central1', endpoints: { default: 'http://127.0.0.1:1' } },
    },
    databases: {
      orders: {
        primary: 'aws',
        members: Object.fromEntries(
          (['aws', 'gcp'] as const).map((cloud) => [
            cloud,
            {
              instance: `orders-${cloud}`,
              url: `postgresql://admin@127.0.0.1:${passages[cloud].port}/orders`,
              replicationHost: `127.0.0.1:${trio.of(cloud).port}`,
            },
          ]),
        ),
        writers: ['app'],
        lagThreshold: '5s',
      },
    },
    traffic: {
      zone: 'shop.test',
      providers: { aws: { nameServers: [`127.0.0.1:${dnsPort}`] } },
      records: {
        db: {
          type: 'A',
          policy: 'simple',
          ttl: '1s',
          follows: 'orders',
          targets: Object.entries(HOME).map(([cloud, value]) => ({ cloud, value })),
        },
      },
    },
    coordination: { kind: 'file', place: coordination },
  })
  mkdirSync(coordination)
  for (const operator of ['first', 'second']) {
    mkdirSync(path.join(folder, operator))
    writeFileSync(path.join(folder, operator, 'mcloud.yaml'), file)
  }
  let effects: readonly string[] = []
  const launch: KillWorld['launch'] = (operator, words, death) => {
    const cwd = path.join(folder, operator)
    const hook = path.join(import.meta.dirname, 'die-at-effect.mjs')
    if (death !== undefined) writeFileSync(log, '')
    const child = spawn(
      process.execPath,
      [...(death === undefined ? [] : ['--import', hook]), path.join(ROOT, 'bin', 'mcloud.js'), ...words],
      {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: cwd,
          XDG_CACHE_HOME: path.join(cwd, 'cache'),
          AWS_ACCESS_KEY_ID: 'lab',
          AWS_SECRET_ACCESS_KEY: 'lab',
          NODE_COMPILE_CACHE: path.join(tmpdir(), 'mcloud-kill-compile'),
          ...(death === undefined ? {} : { MCLOUD_TEST_DIE: wordOf(death), MCLOUD_TEST_EFFECTS: log }),
        },
      },
    )
    return {
      pid: child.pid as number,
      ended: endOf(child),
      effects: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    }
  }
  return {
    trio,
    passage: (cloud) => passages[cloud as 'aws'],
    effects: () => effects,
    keep: async () => {
      const clusters = [trio.of('aws'), trio.of('gcp')]
      // the primary first: the replica has then received everything
      for (const cluster of clusters) await cluster.stop()
      const putBack = await Promise.all(clusters.map((cluster) => cluster.keep()))
      cpSync(coordination, `${coordination}-kept`, { recursive: true })
      await Promise.all(clusters.map((cluster) => cluster.start()))
      return async () => {
        rmSync(coordination, { recursive: true })
        cpSync(`${coordination}-kept`, coordination, { recursive: true })
        api.cloud.seed(api.seed)
        await Promise.all(putBack.map((put) => put()))
      }
    },
    launch,
    mcloud: async (operator, words, death) => {
      const launched = launch(operator, words, death)
      const ended = await launched.ended
      if (death !== undefined) effects = launched.effects()
      return ended
    },
    beat: () => until(async () => (await launch('first', ['failover', 'beat']).ended).code === 0, 60_000),
    close: async () => {
      await Promise.all([passages.aws.close(), passages.gcp.close(), dns.close(), api.close()])
      await trio.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function wordOf(death: Death): string {
  return death.moment === 'stop' ? `stop:${death.before}` : `${death.moment}:${death.place}`
}

function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
