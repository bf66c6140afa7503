import type { Cloud } from '../../config/clouds.ts'
import type { Traffic } from '../../config/platform.ts'
import type { Call, Dns, DnsChange } from '../../providers/provider.ts'
import { interrupted, reasonOf } from './ask-servers.ts'
import type { TrafficPorts } from './observe-traffic.ts'
import type { RepointChange, RepointPlan } from './plan-repoint.ts'
import { zoneRefOf } from './wanted-record.ts'
import { dnsOf, zoneServers } from './zone-servers.ts'

/** A plan with everything done that changes no answer yet. */
export interface PreparedRepoint {
  readonly plan: RepointPlan
  readonly changes: readonly PreparedChange[]
}

export type PreparedChange = RepointChange &
  (
    | {
        readonly kind: 'ready'
        readonly dns: Dns
        readonly servers: readonly string[]
        commit(call: Call): Promise<DnsChange>
      }
    /** The provider cannot express the record. */
    | { readonly kind: 'refused'; readonly reason: string }
    | { readonly kind: 'failed'; readonly reason: string }
  )

/**
 * Does outside the write pause what a repointing can do beforehand: loads the clients, warms their connections,
 * looks the zones and name servers up, reads the records, makes the health checks. Every change fails for itself.
 * @throws McloudError INTERRUPTED only
 */
export async function prepareRepoint(
  plan: RepointPlan,
  traffic: Traffic,
  ports: TrafficPorts,
  call: Call,
): Promise<PreparedRepoint> {
  const servers = new Map<Cloud, Promise<readonly string[]>>()
  const serversOf = (cloud: Cloud) => {
    const found = servers.get(cloud) ?? zoneServers(traffic, cloud, ports.providers, call)
    servers.set(cloud, found)
    return found
  }
  const changes = await Promise.all(
    plan.changes.map(async (change): Promise<PreparedChange> => {
      try {
        return await prepareChange(change, traffic, ports, serversOf, call)
      } catch (error) {
        if (interrupted(call)) throw error
        return { ...change, kind: 'failed', reason: reasonOf(error) }
      }
    }),
  )
  return { plan, changes }
}

async function prepareChange(
  change: RepointChange,
  traffic: Traffic,
  ports: TrafficPorts,
  serversOf: (cloud: Cloud) => Promise<readonly string[]>,
  call: Call,
): Promise<PreparedChange> {
  const { provider, record } = change
  const dns = await dnsOf(ports.providers, provider)
  const refusal = dns.refusal(record)
  if (refusal !== undefined) return { ...change, kind: 'refused', reason: refusal.reason }
  const zone = zoneRefOf(traffic, provider)
  const [prepared, servers] = await Promise.all([
    // A provider that cannot prepare is warmed by a read.
    dns.prepare === undefined ? dns.read(zone, record.name, call) : dns.prepare(zone, record, call),
    serversOf(provider),
  ])
  const commit =
    prepared !== undefined && 'commit' in prepared
      ? prepared.commit
      : (commitCall: Call) => dns.apply(zone, record, commitCall)
  return { ...change, kind: 'ready', dns, servers, commit }
}
