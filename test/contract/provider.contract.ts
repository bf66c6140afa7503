import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'
import type {
  Call,
  Dns,
  DnsChange,
  Provider,
  RoutedRecord,
  Routing,
  ZoneRef,
} from '../../src/providers/provider.ts'
import { sameRecord } from '../../src/routing/same-record.ts'
import { records, type Vocabulary } from '../support/records.ts'
import type { WireFront } from '../support/wire-front.ts'

/** One cloud behind a wire front, and what the suite must know of it. */
export interface ProviderHarness {
  readonly front: WireFront
  readonly provider: Provider
  /** A provider that finds no credentials. */
  readonly withoutCredentials: Provider
  /** A provider whose endpoints are overridden for an address other than the one that it would call. */
  readonly misdirected: Provider
  readonly account: string
  readonly zone: ZoneRef
  readonly nameServers: readonly string[]
  /** A running database server. */
  readonly instance: string
  readonly words: Vocabulary
  /** Policies that the vendor has at all. */
  readonly policies: readonly Routing['policy'][]
  readonly throttled: (request: LabRequest) => LabResponse
  readonly denied: (request: LabRequest) => LabResponse
  readonly serverError: (request: LabRequest) => LabResponse
  /** Requests that change records. */
  readonly changesRecords: (request: LabRequest) => boolean
  readonly stopsDatabase: (request: LabRequest) => boolean
  /** An empty bucket, or `account/container`. */
  readonly bucket: string
  readonly writesObjects: (request: LabRequest) => boolean
  /** Lets the cloud's checkers see a target so; absent where they cannot be told. */
  readonly setHealth?: (value: string, health: 'healthy' | 'unhealthy' | 'unknown') => void
  /** Lets the cloud's clock pass what is pending; absent where nothing is ever pending. */
  readonly settle?: () => void
  close(): Promise<void>
}

export interface ContractOptions {
  readonly skip?: boolean
  /** Names of tests for which an emulator lacks what they need. */
  readonly lacks?: readonly string[]
  /** Runs of the property test. */
  readonly runs?: number
}

const NAME = 'contract.shop.test'
const HEALTH = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const

/** The contract of a provider; one call runs it against one cloud. */
export function describeProvider(
  title: string,
  makeHarness: () => Promise<ProviderHarness>,
  options: ContractOptions = {},
): void {
  describe.skipIf(options.skip === true)(`the provider contract: ${title}`, () => {
    let harness: ProviderHarness
    const test = (name: string, run: () => Promise<void>, timeoutMs?: number) =>
      options.lacks?.includes(name) === true
        ? it.skip(`${name} (${title} lacks it)`, run)
        : it(name, run, timeoutMs)
    const dns = () => harness.provider.can.dns as Dns
    const databases = () => {
      const found = harness.provider.can.databases
      if (found === undefined) throw new Error('the provider has no databases')
      return found
    }
    const ref = () => ({ instance: harness.instance })

    beforeAll(async () => {
      harness = await makeHarness()
    })
    beforeEach(() => harness.front.clear())
    afterAll(() => harness?.close())

    describe('identity', () => {
      test('says whom the credentials speak for', async () => {
        const identity = await harness.provider.can.identity?.whoAmI(within(5_000))
        expect(identity).toMatchObject({ account: harness.account })
        expect(identity?.principal).not.toBe('')
      })

      test('says that credentials are missing', async () => {
        await expect(harness.withoutCredentials.can.identity?.whoAmI(within(5_000))).rejects.toMatchObject({
          code: 'AUTH_MISSING',
          provider: harness.provider.cloud,
        })
        expect(harness.front.requests).toEqual([])
      })

      test('says that credentials are refused', async () => {
        harness.front.inject({ kind: 'answer', answer: harness.denied(anyRequest) })
        await expect(harness.provider.can.identity?.whoAmI(within(5_000))).rejects.toMatchObject({
          code: 'AUTH_DENIED',
        })
      })
    })

    describe('zone', () => {
      test('finds the zone by its domain', async () => {
        const zone = await dns().zone({ domain: harness.zone.domain }, within(5_000))
        expect(zone).toMatchObject({ domain: harness.zone.domain })
        expect([...(zone?.nameServers ?? [])].map(plain).sort()).toEqual(
          [...harness.nameServers].map(plain).sort(),
        )
      })

      test('knows that there is no such zone', async () => {
        await expect(dns().zone({ domain: 'nobody.test' }, within(5_000))).resolves.toBeUndefined()
      })
    })

    describe('records', () => {
      test('knows that there is no such record', async () => {
        await expect(dns().read(harness.zone, 'nobody.shop.test', within(5_000))).resolves.toBeUndefined()
      })

      for (const policy of ['simple', 'failover', 'weighted', 'geolocation', 'latency'] as const) {
        test(`holds a ${policy} record, in sync and read back as it was given`, async () => {
          const record = example(policy, harness.words)
          if (!harness.policies.includes(policy)) {
            expect(dns().refusal(record)).toMatchObject({ reason: expect.any(String) })
            return
          }
          expect(dns().refusal(record)).toBeUndefined()
          const change = await dns().apply(harness.zone, record, within(10_000))
          expect(['done', 'pending']).toContain(change.outcome.kind)
          await inSync(change)
          const held = await dns().read(harness.zone, record.name, within(5_000))
          expect(held?.remarks).toEqual([])
          expect(held && sameRecord(held.record, record), JSON.stringify(held)).toBe(true)
        })
      }

      test('holds exactly what it accepts, whatever stood there, and refuses what it cannot hold', async () => {
        await fc.assert(
          fc.asyncProperty(records(NAME, harness.words), async (record) => {
            harness.front.clear()
            if (dns().refusal(record) !== undefined) {
              await expect(dns().apply(harness.zone, record, within(10_000))).rejects.toMatchObject({
                code: 'UNSUPPORTED',
              })
              expect(harness.front.requests.filter(harness.changesRecords)).toEqual([])
              return
            }
            const change = await dns().apply(harness.zone, record, within(20_000))
            harness.settle?.()
            expect(['done', 'pending', 'unchanged']).toContain(change.outcome.kind)
            const held = await dns().read(harness.zone, record.name, within(5_000))
            expect(held?.remarks).toEqual([])
            expect(held && sameRecord(held.record, record), JSON.stringify(held)).toBe(true)
            harness.front.clear()
            const again = await dns().apply(harness.zone, record, within(10_000))
            expect(again.outcome.kind).toBe('unchanged')
            expect(harness.front.requests.filter(harness.changesRecords)).toEqual([])
          }),
          { numRuns: options.runs ?? 60 },
        )
      }, 120_000)

      test('prepares a change so that only the change is left to send', async () => {
        const { prepare } = dns()
        if (prepare === undefined) return
        await dns().apply(harness.zone, simple('198.51.101.1'), within(10_000))
        harness.settle?.()
        harness.front.clear()
        const prepared = await prepare(harness.zone, simple('198.51.102.2'), within(10_000))
        expect(harness.front.requests.filter(harness.changesRecords)).toEqual([])
        harness.front.clear()
        await inSync(await prepared.commit(within(10_000)))
        expect(harness.front.requests.filter(harness.changesRecords).length).toBe(1)
        expect(await heldValue()).toBe('198.51.102.2')
      })

      test('commits what was prepared although the record has moved since', async () => {
        const { prepare } = dns()
        if (prepare === undefined) return
        const target = example('simple', harness.words)
        await dns().apply(harness.zone, simple('198.51.101.1'), within(10_000))
        harness.settle?.()
        const prepared = await prepare(harness.zone, target, within(10_000))
        await dns().apply(harness.zone, example('weighted', harness.words), within(10_000))
        harness.settle?.()
        await inSync(await prepared.commit(within(10_000)))
        const held = await dns().read(harness.zone, NAME, within(5_000))
        expect(held && sameRecord(held.record, target), JSON.stringify(held)).toBe(true)
      })
    })

    describe('faults', () => {
      test('does not take a refusal for an absence', async () => {
        harness.front.inject({ kind: 'answer', answer: harness.denied(anyRequest) })
        await expect(databases().observe(ref(), within(5_000))).rejects.toMatchObject({
          code: 'AUTH_DENIED',
          provider: harness.provider.cloud,
          call: expect.any(String),
        })
      })

      test('retries throttling and server errors', async () => {
        harness.front.inject(
          { kind: 'answer', answer: harness.throttled(anyRequest) },
          { kind: 'answer', answer: harness.serverError(anyRequest) },
          { kind: 'cut-before' },
        )
        await expect(databases().observe(ref(), within(20_000))).resolves.toMatchObject({
          instance: harness.instance,
        })
      })

      test('sends a throttled change again', async () => {
        await dns().apply(harness.zone, simple('198.51.101.1'), within(10_000))
        harness.settle?.()
        harness.front.inject({
          kind: 'answer',
          answer: harness.throttled(anyRequest),
          matches: harness.changesRecords,
        })
        await inSync(await dns().apply(harness.zone, simple('198.51.102.2'), within(10_000)))
        expect(await heldValue()).toBe('198.51.102.2')
      })

      test('ends by its deadline when nothing answers', async () => {
        for (let n = 0; n < 20; n += 1) harness.front.inject({ kind: 'hang' })
        await expect(databases().observe(ref(), within(700))).rejects.toMatchObject({ code: 'DEADLINE' })
      })

      test('ends when it is interrupted', async () => {
        for (let n = 0; n < 20; n += 1) harness.front.inject({ kind: 'hang' })
        const controller = new AbortController()
        setTimeout(() => controller.abort(), 300)
        const call = { signal: controller.signal, deadlineMs: Date.now() + 60_000 }
        await expect(databases().observe(ref(), call)).rejects.toMatchObject({ code: 'INTERRUPTED' })
      })

      test('reads back a change whose answer was lost', async () => {
        await dns().apply(harness.zone, simple('198.51.101.1'), within(10_000))
        harness.settle?.()
        harness.front.inject({ kind: 'cut-after', matches: harness.changesRecords })
        const change = await dns().apply(harness.zone, simple('198.51.102.2'), within(10_000))
        expect(['done', 'pending']).toContain(change.outcome.kind)
        await inSync(change)
        expect(await heldValue()).toBe('198.51.102.2')
      })

      test('calls an outcome unknown when nothing tells', async () => {
        await databases().start(ref(), within(5_000))
        await untilState('running')
        harness.front.inject({ kind: 'cut-after', matches: harness.stopsDatabase })
        for (let n = 0; n < 50; n += 1) {
          harness.front.inject({ kind: 'hang', matches: (request) => stopSeen(request) })
        }
        const outcome = await databases().stop(ref(), within(1_500))
        expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.any(String) })
        harness.front.clear()
        await untilState('stopped')
        await databases().start(ref(), within(5_000))
        await untilState('running')
      })

      test('reaches no host but the overridden endpoints', async () => {
        const { can } = harness.misdirected
        await expect(can.databases?.observe(ref(), within(5_000))).rejects.toMatchObject({
          code: 'ENDPOINT_REFUSED',
        })
        expect(harness.front.requests).toEqual([])
      })
    })

    describe('databases', () => {
      test('observes a running server', async () => {
        const observed = await databases().observe(ref(), within(5_000))
        expect(observed).toMatchObject({
          instance: harness.instance,
          state: 'running',
          engine: expect.stringMatching(/postgres/i),
          engineVersion: expect.stringMatching(/^\d+/),
        })
        expect(observed?.vendorState).not.toBe('')
      })

      test('knows that there is no such server', async () => {
        await expect(databases().observe({ instance: 'nobody' }, within(5_000))).resolves.toBeUndefined()
        await expect(databases().stop({ instance: 'nobody' }, within(5_000))).rejects.toMatchObject({
          code: 'NOT_FOUND',
        })
      })

      test('stops and starts a server, and leaves alone what is so already', async () => {
        const stopped = await databases().stop(ref(), within(10_000))
        expect(['done', 'pending']).toContain(stopped.kind)
        await untilState('stopped')
        expect((await databases().stop(ref(), within(10_000))).kind).toBe('unchanged')
        const started = await databases().start(ref(), within(10_000))
        expect(['done', 'pending']).toContain(started.kind)
        await untilState('running')
        expect((await databases().start(ref(), within(10_000))).kind).toBe('unchanged')
      })

      test('reads back a stop whose answer was lost', async () => {
        harness.front.inject({ kind: 'cut-after', matches: harness.stopsDatabase })
        const stopped = await databases().stop(ref(), within(10_000))
        expect(['done', 'pending']).toContain(stopped.kind)
        await untilState('stopped')
        await databases().start(ref(), within(10_000))
        await untilState('running')
      })
    })

    describe('leases', () => {
      let keys = 0
      const lease = (key = `contract/${++keys}`) => ({ bucket: harness.bucket, key })
      const leases = () => {
        const found = harness.provider.can.leases
        if (found === undefined) throw new Error('the provider has no leases')
        return found
      }

      test('creates a document once and reads it back as it was written', async () => {
        const ref = lease()
        expect(await leases().read(ref, within(5_000))).toBeUndefined()
        const written = await leases().create(ref, '{"ключ": "ü\\n"}', within(5_000))
        expect(written).toEqual({ kind: 'written', version: expect.stringMatching(/./) })
        expect(await leases().create(ref, 'second', within(5_000))).toEqual({ kind: 'conflict' })
        const version = written.kind === 'written' ? written.version : ''
        expect(await leases().read(ref, within(5_000))).toEqual({ text: '{"ключ": "ü\\n"}', version })
      })

      test('replaces only the version that was read', async () => {
        const ref = lease()
        const first = await leases().create(ref, 'one', within(5_000))
        const version = first.kind === 'written' ? first.version : ''
        const second = await leases().replace(ref, 'two', version, within(5_000))
        expect(second.kind).toBe('written')
        expect(await leases().replace(ref, 'three', version, within(5_000))).toEqual({ kind: 'conflict' })
        expect(await leases().replace(lease(), 'x', version, within(5_000))).toEqual({ kind: 'conflict' })
        expect(await leases().read(ref, within(5_000))).toMatchObject({ text: 'two' })
      })

      test('lists keys in byte order', async () => {
        const base = `list-${++keys}`
        for (const key of ['b', 'a/10', 'a/2', 'a-b', 'a'])
          await leases().create(lease(`${base}/${key}`), key, within(5_000))
        const listed = await leases().list(lease(`${base}/`), within(5_000))
        expect(listed).toEqual(['a', 'a-b', 'a/10', 'a/2', 'b'].map((key) => `${base}/${key}`))
        expect(await leases().list(lease(`${base}/a/`), within(5_000))).toHaveLength(2)
        expect(await leases().list(lease(`${base}/nothing`), within(5_000))).toEqual([])
      })

      test('does not take a missing bucket for a missing document', async () => {
        const bucket = harness.bucket.replace(/[^/]+$/, 'no-such-bucket')
        const missing = { code: 'NOT_FOUND', provider: harness.provider.cloud }
        await expect(leases().read({ bucket, key: 'a' }, within(5_000))).rejects.toMatchObject(missing)
        await expect(leases().create({ bucket, key: 'a' }, 'x', within(5_000))).rejects.toMatchObject(missing)
        await expect(leases().list({ bucket, key: '' }, within(5_000))).rejects.toMatchObject(missing)
      })

      test('knows its own write again when the answer was lost', async () => {
        const ref = lease()
        harness.front.inject({ kind: 'cut-after', matches: harness.writesObjects })
        const created = await leases().create(ref, 'one', within(10_000))
        expect(created).toMatchObject({ kind: 'written', version: expect.stringMatching(/./) })
        harness.front.inject({ kind: 'cut-after', matches: harness.writesObjects })
        const version = created.kind === 'written' ? created.version : ''
        expect(await leases().replace(ref, 'two', version, within(10_000))).toMatchObject({ kind: 'written' })
        expect(await leases().read(ref, within(5_000))).toMatchObject({ text: 'two' })
      })

      test('writes again what provably did not arrive', async () => {
        const ref = lease()
        harness.front.inject(
          { kind: 'answer', answer: harness.throttled(anyRequest), matches: harness.writesObjects },
          { kind: 'cut-before', matches: harness.writesObjects },
        )
        expect(await leases().create(ref, 'one', within(10_000))).toMatchObject({ kind: 'written' })
      })

      test('calls a write unknown when nothing tells', async () => {
        const ref = lease()
        harness.front.inject({ kind: 'cut-after', matches: harness.writesObjects })
        for (let n = 0; n < 50; n += 1)
          harness.front.inject({ kind: 'hang', matches: (request) => !harness.writesObjects(request) })
        const written = await leases().create(ref, 'one', within(1_500))
        expect(written).toMatchObject({ kind: 'unknown', reason: expect.any(String) })
        harness.front.clear()
        expect(await leases().read(ref, within(5_000))).toMatchObject({ text: 'one' })
      })

      test('does not take a refusal for an absence', async () => {
        harness.front.inject({ kind: 'answer', answer: harness.denied(anyRequest) })
        await expect(leases().read(lease(), within(5_000))).rejects.toMatchObject({ code: 'AUTH_DENIED' })
      })

      test('lets exactly one of many writers win', async () => {
        const ref = lease()
        const made = await Promise.all(
          Array.from({ length: 8 }, (_, index) => leases().create(ref, `${index}`, within(10_000))),
        )
        expect(made.filter(({ kind }) => kind === 'written')).toHaveLength(1)
        expect(made.filter(({ kind }) => kind === 'conflict')).toHaveLength(7)
      })
    })

    describe('probes', () => {
      const watched: RoutedRecord = {
        name: 'app.shop.test',
        type: 'A',
        ttlSeconds: 1,
        routing: {
          policy: 'failover',
          targets: [
            { cloud: 'aws', value: '127.9.1.1', health: HEALTH },
            { cloud: 'gcp', value: '127.9.2.1', health: HEALTH },
          ],
        },
      }
      const observe = async (record: RoutedRecord) => {
        const found = await harness.provider.can.probes?.observe(harness.zone, record, within(10_000))
        return Object.fromEntries((found ?? []).map(({ value, health }) => [value, health]))
      }

      test('says what the checkers see of each target', async () => {
        const { setHealth } = harness
        if (setHealth === undefined) throw new Error('the checkers cannot be told what to see')
        setHealth('127.9.1.1', 'healthy')
        setHealth('127.9.2.1', 'healthy')
        expect(await observe(watched)).toEqual({ '127.9.1.1': 'healthy', '127.9.2.1': 'healthy' })
        setHealth('127.9.1.1', 'unhealthy')
        setHealth('127.9.2.1', 'unknown')
        expect(await observe(watched)).toEqual({ '127.9.1.1': 'unhealthy', '127.9.2.1': 'unknown' })
        const [first] =
          (await harness.provider.can.probes?.observe(harness.zone, watched, within(5_000))) ?? []
        expect(first?.vendorState).not.toBe('')
        expect(first?.check).not.toBe('')
      })

      test('has nothing to say of what no checker looks at', async () => {
        expect(await observe({ ...watched, ...simple('127.9.1.1'), name: 'db.shop.test' })).toEqual({})
      })
    })

    /** True for every request that arrives after the stop was sent. */
    function stopSeen(request: LabRequest): boolean {
      const { requests } = harness.front
      return requests.some(harness.stopsDatabase) && !harness.stopsDatabase(request)
    }

    async function inSync(change: DnsChange): Promise<void> {
      const call = within(15_000)
      while ((await dns().progress(change, call)) === 'pending') {
        harness.settle?.()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }

    async function heldValue(): Promise<string | undefined> {
      const held = await dns().read(harness.zone, NAME, within(5_000))
      return held?.record.routing.policy === 'simple' ? held.record.routing.target.value : undefined
    }

    async function untilState(state: string): Promise<void> {
      const call = within(15_000)
      while ((await databases().observe(ref(), call))?.state !== state) {
        harness.settle?.()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  })
}

const anyRequest: LabRequest = { method: 'GET', url: '/', headers: {}, body: Buffer.alloc(0) }

function within(ms: number): Call {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + ms }
}

function plain(name: string): string {
  return name.replace(/\.$/, '').toLowerCase()
}

function simple(value: string): RoutedRecord {
  return {
    name: NAME,
    type: 'A',
    ttlSeconds: 30,
    routing: { policy: 'simple', target: { cloud: 'aws', value } },
  }
}

/** A record of each policy that a vendor who has the policy must be able to hold. */
function example(policy: Routing['policy'], words: Vocabulary): RoutedRecord {
  const record = { name: NAME, type: 'A', ttlSeconds: 30 } as const
  const aws = { cloud: 'aws', value: '198.51.101.1' } as const
  const gcp = { cloud: 'gcp', value: '198.51.102.1' } as const
  const health = HEALTH
  switch (policy) {
    case 'simple':
      return { ...record, routing: { policy, target: { cloud: 'azure', value: '198.51.103.1' } } }
    case 'failover':
      return {
        ...record,
        routing: {
          policy,
          targets: [
            { ...aws, health },
            { ...gcp, health },
          ],
        },
      }
    case 'weighted':
      return {
        ...record,
        routing: {
          policy,
          targets: [
            { ...aws, health, weight: 40 },
            { ...gcp, health, weight: 60 },
          ],
        },
      }
    case 'geolocation':
      return {
        ...record,
        routing: { policy, rules: [{ place: words.places[0] ?? '', target: aws }], fallback: gcp },
      }
    case 'latency':
      return {
        ...record,
        routing: {
          policy,
          targets: [
            { ...aws, region: words.regions[0] ?? '' },
            { ...gcp, region: words.regions[1] ?? '' },
          ],
        },
      }
  }
}
