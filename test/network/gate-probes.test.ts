import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HealthGate, Traffic } from '../../src/config/platform.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { startDnsServer } from '../../src/lab/daemon/dns-server.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { makeGateProbes } from '../../src/network/gate-probes.ts'
import { makeNameServers } from '../../src/network/name-servers.ts'
import { demoSeed, FakeWorld } from '../lab/wire/harness.ts'
import { freePort } from '../support/free-port.ts'

const servers: { close(): Promise<void> }[] = []
const addresses: string[] = []

beforeAll(async () => {
  for (const [make, value] of [
    [makeAwsCloud, '127.9.1.1'],
    [makeGcpCloud, '127.9.2.1'],
  ] as const) {
    const cloud = make(new FakeWorld())
    const seed = demoSeed({ account: 'shop-lab', region: 'us-east-1', instance: 'orders' })
    cloud.seed({ ...seed, records: [{ kind: 'simple', name: 'db.shop.test', type: 'A', ttl: 1, value }] })
    const port = await freePort()
    servers.push(await startDnsServer({ host: '127.0.0.1', port, cloud: () => cloud }))
    addresses.push(`127.0.0.1:${port}`)
  }
})
afterAll(() => Promise.all(servers.map((server) => server.close())))

const call = () => ({ signal: AbortSignal.timeout(20_000), deadlineMs: Date.now() + 20_000 })

function probe(name: string, answers: readonly string[], nameServers: readonly (readonly string[])[]) {
  const [aws = [], gcp = []] = nameServers
  const traffic = {
    zone: 'shop.test',
    providers: { aws: { nameServers: aws }, gcp: { nameServers: gcp } },
    records: {},
  } as Traffic
  const gate: HealthGate = {
    name,
    probe: { kind: 'dns', name, answers },
    successes: 1,
    everyMs: 10,
    withinMs: 100,
  }
  const probes = makeGateProbes({
    redact: (text) => text,
    environment: {},
    workingFolder: '.',
    traffic,
    nameServers: async () => makeNameServers(),
  })
  return probes.probe(gate, call())
}

describe('a health gate on a name of the zone', () => {
  it("asks the zone's own name servers", async () => {
    expect(await probe('db.shop.test', ['127.9.1.1'], [addresses.slice(0, 1)])).toEqual({ healthy: true })
    expect(await probe('none.shop.test', [], [addresses.slice(0, 1)])).toEqual({
      healthy: false,
      reason: `none.shop.test at ${addresses[0]} does not resolve`,
    })
  })

  it('wants the answer of each of them', async () => {
    const [aws = '', gcp = ''] = addresses
    expect(await probe('db.shop.test', ['127.9.1.1'], [[aws], [gcp]])).toEqual({
      healthy: false,
      reason: `db.shop.test at ${gcp} is 127.9.2.1, without 127.9.1.1`,
    })
    expect(await probe('db.shop.test', [], [[aws], [gcp]])).toEqual({ healthy: true })
  })
})
