import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabCloud, LabDatabase, LabDnsAnswer, LabHost, LabSeed } from '../../../src/lab/cloud.ts'

/** Test double of the lab's world: a clock that the test turns, databases that only remember, health by decree. */
export class FakeWorld implements LabHost {
  nowMs = Date.UTC(2026, 0, 15, 12)
  readonly dnsSyncMs = 2000
  readonly transitionMs: number = 5000
  changes = 0
  base = 'http://127.0.0.1:1'
  readonly objectFolder = folderUntilExit()
  readonly databases = new Map<string, FakeDatabase>()
  readonly healthByProbe = new Map<string, 'healthy' | 'unhealthy' | 'unknown'>()
  #seed = 12345

  now(): number {
    return this.nowMs
  }

  advance(ms: number): void {
    this.nowMs += ms
  }

  baseUrl(): string {
    return this.base
  }

  database(instance: string): LabDatabase | undefined {
    return this.databases.get(instance)
  }

  health(probeId: string): 'healthy' | 'unhealthy' | 'unknown' {
    return this.healthByProbe.get(probeId) ?? 'healthy'
  }

  /** Lets every probe of a target see it so. */
  setHealth(cloud: LabCloud, target: string, health: 'healthy' | 'unhealthy' | 'unknown'): void {
    for (const { id, host } of cloud.probes()) if (host === target) this.healthByProbe.set(id, health)
  }

  changed(): void {
    this.changes++
  }

  /** A generator of fixed seed (mulberry32), so that a failing test fails again. */
  randomId(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    let id = ''
    for (let index = 0; index < length; index++) {
      this.#seed = (this.#seed + 0x6d2b79f5) | 0
      let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      id += alphabet[Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * alphabet.length)]
    }
    return id
  }
}

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function folderUntilExit(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-objects-'))
  folders.push(folder)
  return folder
}

/** Test double of a PostgreSQL server behind an instance. */
export class FakeDatabase implements LabDatabase {
  readonly instance: string
  readonly host: string
  readonly port = 5432
  readonly version = '18.4'
  readonly role: 'primary' | 'replica'
  up = true
  fails = false

  constructor(instance: string, host: string, role: 'primary' | 'replica') {
    this.instance = instance
    this.host = host
    this.role = role
  }

  running(): boolean {
    return this.up
  }

  async stop(): Promise<void> {
    if (this.fails) throw new Error('will not stop')
    this.up = false
  }

  async start(): Promise<void> {
    if (this.fails) throw new Error('will not start')
    this.up = true
  }
}

const health = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 10, threshold: 3 } as const

/** The demo platform as the world hands it to one cloud. */
export function demoSeed(given: { account: string; region: string; instance: string }): LabSeed {
  const target = (label: string, value: string) => ({ label, value, health })
  return {
    account: given.account,
    region: given.region,
    zone: 'shop.test',
    nameServers: ['ns1.shop.test'],
    records: [
      { kind: 'simple', name: 'db.shop.test', type: 'A', ttl: 1, value: '127.9.1.1' },
      {
        kind: 'failover',
        name: 'app.shop.test',
        type: 'A',
        ttl: 1,
        primary: target('aws', '127.9.1.1'),
        secondary: target('gcp', '127.9.2.1'),
      },
      {
        kind: 'weighted',
        name: 'www.shop.test',
        type: 'A',
        ttl: 1,
        targets: [
          { ...target('aws', '127.9.1.1'), weight: 40 },
          { ...target('gcp', '127.9.2.1'), weight: 30 },
          { ...target('azure', '127.9.3.1'), weight: 30 },
        ],
      },
    ],
    databases: [
      { instance: given.instance, role: 'primary', databaseName: 'orders', adminUser: 'mcloud_admin' },
    ],
  }
}

export interface Served {
  readonly url: string
  readonly port: number
  readonly cloud: LabCloud
  readonly world: FakeWorld
  close(): Promise<void>
}

/** Serves a cloud on a free loopback port, over TLS where a key and certificate are given. */
export async function serveCloud(
  make: (host: LabHost) => LabCloud,
  world: FakeWorld,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Served> {
  const cloud = make(world)
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : value,
        ]),
      )
      const answer = await cloud.handle({
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        headers,
        body: Buffer.concat(chunks),
      })
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body)
    })
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  world.base = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  return {
    url: world.base,
    port,
    cloud,
    world,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Asks the cloud's name server, as a client at a loopback address unless told otherwise. */
export function dig(cloud: LabCloud, name: string, type = 'A', client = '127.0.0.1'): LabDnsAnswer {
  return cloud.answerDns({ name, type, client })
}

/** The data of the answers only. */
export function digShort(cloud: LabCloud, name: string, type = 'A', client = '127.0.0.1'): unknown[] {
  return dig(cloud, name, type, client).answers.map((record) => record.data)
}

/** Whether a program is on this machine; with MCLOUD_REQUIRE_TOOLS=1 its absence is an error. */
export function hasTool(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    if (process.env.MCLOUD_REQUIRE_TOOLS === '1')
      throw new Error(`${program} is required by MCLOUD_REQUIRE_TOOLS=1`)
    return false
  }
}
