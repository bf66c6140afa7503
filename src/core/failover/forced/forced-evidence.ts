import type { Cloud } from '../../../config/clouds.ts'
import { isMcloudError } from '../../../errors/mcloud-error.ts'
import type { Call } from '../../../providers/provider.ts'
import type { SubscriptionFacts } from '../../databases/facts.ts'
import type { Heartbeat, SequenceFacts } from '../../databases/promotable-server.ts'
import type { Observation } from '../observation.ts'
import type { OpenServers } from '../open-servers.ts'
import { leadsTo } from '../topology.ts'
import { heartbeatOf } from './estimate-loss.ts'
import type { Sighting } from './source-control.ts'

/** What a forced promotion is decided on beside the observation of the servers that answer. */
export interface ForcedEvidence {
  /** The primary that is given up; undefined where nothing tells which one it was. */
  readonly from: Cloud | undefined
  /** The subscription by which the target followed it. */
  readonly forward: SubscriptionFacts | undefined
  readonly beat: Heartbeat | undefined
  readonly sequences: readonly SequenceFacts[]
  /** Positions in the old primary's WAL, of the target and of every other replica that followed it. */
  readonly positions: ReadonlyMap<Cloud, string | undefined>
  readonly control: Sighting
}

/** Gathers it from the target, the other replicas, and the control plane of the lost primary, all at once. */
export async function gatherEvidence(
  observation: Observation,
  to: Cloud,
  servers: OpenServers,
  sightingOf: (cloud: Cloud) => Promise<Sighting>,
  call: Call,
): Promise<ForcedEvidence> {
  const target = servers.find(to)
  const [heartbeats, sequences] = await Promise.all([
    target?.contents.heartbeats(call) ?? [],
    target?.contents.sequenceFacts(call) ?? [],
  ])
  const from = lostPrimary(observation, to, heartbeats)
  if (from === undefined)
    return {
      from,
      forward: undefined,
      beat: undefined,
      sequences,
      positions: new Map(),
      control: { kind: 'silent', reason: 'it is not known which primary was lost' },
    }
  const positions = new Map<Cloud, string | undefined>()
  const [control] = await Promise.all([
    sightingOf(from),
    ...servers.all.map(async (server) => {
      const subscription = subscriptionTo(observation, server.cloud, from)
      if (subscription === undefined) return
      try {
        positions.set(server.cloud, (await server.subscriber.read(subscription.name, call))?.remoteLsn)
      } catch (error) {
        if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
      }
    }),
  ])
  return {
    from,
    forward: subscriptionTo(observation, to, from),
    beat: heartbeatOf(heartbeats, from),
    sequences,
    positions,
    control,
  }
}

/** The subscription of a replica that leads to that publisher. */
export function subscriptionTo(
  observation: Observation,
  replica: Cloud,
  publisher: Cloud,
): SubscriptionFacts | undefined {
  const subscriptions = observation.servers.get(replica)?.subscriptions ?? []
  const member = observation.database.members[publisher]
  const exact = subscriptions.find((one) => member !== undefined && leadsTo(one, member))
  // where it may not be read where a subscription leads to, the only one there is has to be it
  return (
    exact ??
    (subscriptions.length === 1 && subscriptions[0]?.publisher === undefined ? subscriptions[0] : undefined)
  )
}

/** By where the target's subscription leads, else by the newest heartbeat, else the only one that does not answer. */
function lostPrimary(
  observation: Observation,
  to: Cloud,
  heartbeats: readonly Heartbeat[],
): Cloud | undefined {
  const others = Object.values(observation.database.members)
    .map(({ cloud }) => cloud)
    .filter((cloud) => cloud !== to)
  const member = (cloud: Cloud) => observation.database.members[cloud]
  const led = others.find((cloud) =>
    observation.servers.get(to)?.subscriptions.some((one) => {
      const publisher = member(cloud)
      return publisher !== undefined && leadsTo(one, publisher)
    }),
  )
  if (led !== undefined) return led
  const writer = others.find((cloud) => cloud === heartbeats[0]?.writer)
  if (writer !== undefined) return writer
  const silent = others.filter((cloud) => !observation.servers.has(cloud))
  return silent.length === 1 ? silent[0] : undefined
}
