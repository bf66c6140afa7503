import type { Cloud } from '../../src/config/clouds.ts'
import type { Clock, DnsAnswer, NameServers, ProviderSet } from '../../src/core/ports.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import type { Call, Dns, Provider, RoutedRecord } from '../../src/providers/provider.ts'
import { sameRecord } from '../../src/routing/same-record.ts'
import { targetsOf } from '../../src/routing/targets-of.ts'

/** Test double of one DNS provider and its name servers: a change is answered after `syncMs`. */
export interface FakeDns {
  syncMs: number
  /** What `apply` throws. */
  failure: McloudError | undefined
  refusal: string | undefined
  /** Reads and changes fail with this. */
  unreachable: boolean
  /** Name servers that say nothing. */
  readonly silent: Set<string>
  /** Values that its health checkers take for unhealthy. */
  readonly unhealthy: Set<string>
  /** Changes that were sent. */
  sent: number
  hold(record: RoutedRecord): void
  /** What it holds now. */
  held(name: string): RoutedRecord | undefined
}

/** Test double of the world of DNS: a clock that stands still while nobody sleeps, providers, name servers. */
export class DnsWorld {
  nowMs = 1_000_000
  readonly dns: Readonly<Record<Cloud, FakeDns>>
  readonly ports: {
    readonly providers: ProviderSet
    readonly nameServers: NameServers
    readonly clock: Clock
  }

  constructor() {
    const made = { aws: this.#make('aws'), gcp: this.#make('gcp'), azure: this.#make('azure') }
    this.dns = { aws: made.aws.fake, gcp: made.gcp.fake, azure: made.azure.fake }
    const clock: Clock = {
      now: () => this.nowMs,
      sleep: async (ms) => {
        await Promise.resolve()
        this.nowMs += ms
      },
    }
    this.ports = {
      clock,
      providers: { get: async (cloud) => made[cloud].provider },
      nameServers: {
        ask: async (server, question) => {
          const cloud = server.split('-')[0] as Cloud
          return made[cloud].answer(server, question.name)
        },
      },
    }
  }

  call(withinMs: number): Call {
    return { signal: new AbortController().signal, deadlineMs: this.nowMs + withinMs }
  }

  #make(cloud: Cloud) {
    const timeline = new Map<string, { readonly sinceMs: number; readonly record: RoutedRecord }[]>()
    const put = (record: RoutedRecord, sinceMs: number) =>
      timeline.set(record.name, [...(timeline.get(record.name) ?? []), { sinceMs, record }])
    const fake: FakeDns = {
      syncMs: 0,
      failure: undefined,
      refusal: undefined,
      unreachable: false,
      silent: new Set(),
      unhealthy: new Set(),
      sent: 0,
      hold: (record) => put(record, 0),
      held: (name) => timeline.get(name)?.at(-1)?.record,
    }
    const reach = () => {
      if (fake.unreachable) {
        throw new McloudError({ code: 'CLOUD_UNREACHABLE', provider: cloud, message: `${cloud} is away` })
      }
    }
    const dns: Dns = {
      async zone() {
        reach()
        return { id: 'z', domain: 'shop.test', nameServers: [`${cloud}-1`, `${cloud}-2`] }
      },
      async read(_zone, name) {
        reach()
        const held = timeline.get(name)?.at(-1)
        return held === undefined ? undefined : { record: held.record, remarks: [] }
      },
      refusal: () =>
        fake.refusal === undefined ? undefined : { reason: fake.refusal, url: 'https://example.com' },
      apply: async (zone, record) => {
        reach()
        if (fake.failure !== undefined) throw fake.failure
        const held = timeline.get(record.name)?.at(-1)
        if (held !== undefined && sameRecord(held.record, record))
          return { outcome: { kind: 'unchanged' }, zone }
        fake.sent += 1
        const syncedMs = world.nowMs + fake.syncMs
        put(record, syncedMs)
        return {
          outcome: { kind: 'pending', requestId: `${cloud}-${fake.sent}` },
          id: String(syncedMs),
          zone,
        }
      },
      async progress(change) {
        return change.id === undefined || world.nowMs >= Number(change.id) ? 'in-sync' : 'pending'
      },
    }
    const world = this
    const provider: Provider = { cloud, can: { dns }, cannot: {} }
    const answer = (server: string, name: string): DnsAnswer => {
      if (fake.silent.has(server)) throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'no answer' })
      const record = timeline
        .get(name)
        ?.filter((each) => each.sinceMs <= world.nowMs)
        .at(-1)?.record
      const value = record === undefined ? undefined : answerOf(record, fake.unhealthy)
      return {
        server,
        code: record === undefined ? 'NXDOMAIN' : 'NOERROR',
        authoritative: true,
        records:
          record === undefined || value === undefined
            ? []
            : [{ name, type: record.type, ttlSeconds: record.ttlSeconds, data: value }],
        elapsedMs: 1,
      }
    }
    return { fake, provider, answer }
  }
}

/** What a name server that keeps to the model answers. */
export function answerOf(record: RoutedRecord, unhealthy: ReadonlySet<string>): string | undefined {
  const targets = targetsOf(record)
  if (record.routing.policy === 'simple') return targets[0]?.value
  return (targets.find((target) => !unhealthy.has(target.value)) ?? targets[0])?.value
}
