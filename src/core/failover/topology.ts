import type { Cloud } from '../../config/clouds.ts'
import type { DatabaseMember } from '../../config/platform.ts'
import type { ServerFacts, SlotFacts, SubscriptionFacts } from '../databases/facts.ts'
import type { Observation } from './observation.ts'

/** Who writes, and who follows whom; what is shown before and after. */
export interface Topology {
  readonly epoch: number
  readonly members: readonly TopologyMember[]
}

export interface TopologyMember {
  readonly cloud: Cloud
  readonly instance: string
  readonly version?: string
  readonly role: 'primary' | 'replica' | 'fenced' | 'unknown'
  /** The member it follows. */
  readonly follows?: Cloud
  readonly streaming?: boolean
  readonly note: string
}

/** One replica on its way from one publisher. */
export interface Following {
  readonly subscription: SubscriptionFacts
  readonly slot: SlotFacts
}

/** The servers that take the application's writes. */
export function writersOf(observation: Observation): ServerFacts[] {
  return [...observation.servers.values()].filter(({ state }) => state.acceptsApplicationWrites)
}

/**
 * The subscription by which `replica` follows `publisher`: its slot is there, and where it may be read its address is
 * that of the publisher.
 */
export function followingOf(
  observation: Observation,
  replica: ServerFacts,
  publisher: ServerFacts,
): Following | undefined {
  const member = observation.database.members[publisher.cloud]
  const candidates = replica.subscriptions.flatMap((subscription) => {
    const slot = publisher.slots.find(({ name }) => name === subscription.slot)
    return slot === undefined || slot.plugin !== 'pgoutput' ? [] : [{ subscription, slot }]
  })
  const exact = candidates.find(({ subscription }) => member !== undefined && leadsTo(subscription, member))
  if (exact !== undefined) return exact
  const elsewhere = (subscription: SubscriptionFacts) =>
    Object.values(observation.database.members).some(
      (other) => other.cloud !== publisher.cloud && leadsTo(subscription, other),
    )
  return candidates.find(({ subscription }) => !elsewhere(subscription))
}

/** What is where, in the order of the platform file. */
export function describeTopology(observation: Observation): Topology {
  const members = Object.values(observation.database.members).map((member): TopologyMember => {
    const base = { cloud: member.cloud, instance: member.instance }
    const facts = observation.servers.get(member.cloud)
    if (facts === undefined)
      return {
        ...base,
        role: 'unknown',
        note: observation.unreachable.get(member.cloud)?.message ?? 'not asked',
      }
    const shown = { ...base, version: facts.state.version, note: facts.state.fenceEvidence }
    if (facts.state.acceptsApplicationWrites) return { ...shown, role: 'primary' }
    for (const publisher of observation.servers.values()) {
      if (publisher.cloud === member.cloud) continue
      const following = followingOf(observation, facts, publisher)
      if (following === undefined) continue
      const streaming = following.subscription.enabled && following.slot.active
      return { ...shown, role: 'replica', follows: publisher.cloud, streaming }
    }
    return { ...shown, role: 'fenced' }
  })
  return { epoch: observation.coordination.epoch, members }
}

/** Whether a subscription names that member as its publisher. */
export function leadsTo(subscription: SubscriptionFacts, member: DatabaseMember): boolean {
  return subscription.publisher !== undefined && addressesOf(member).includes(subscription.publisher)
}

/** Both ways by which a member may be named in a connection string, as `host:port`. */
function addressesOf(member: DatabaseMember): string[] {
  const url = member.url !== undefined && URL.canParse(member.url) ? new URL(member.url) : undefined
  const port = url?.port || '5432'
  const named = member.replicationHost
  return [
    ...(url === undefined ? [] : [`${url.hostname.replaceAll(/[[\]]/g, '')}:${port}`]),
    ...(named === undefined ? [] : [/:\d+$/.test(named) ? named : `${named}:${port}`]),
  ]
}
