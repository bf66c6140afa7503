import type { Cloud } from '../../config/clouds.ts'
import type { ServerState } from '../databases/server.ts'
import type { DatabaseObservation, MemberObservation } from './observation.ts'
import { type DatabaseStatus, type Health, type MemberStatus, type Reason, worst } from './status.ts'

/** Judges one database: who writes, who is fenced, and whether every replica follows the primary in time. */
export function assessDatabase({ database, members }: DatabaseObservation): DatabaseStatus {
  const writers = members
    .filter((member) => stateOf(member)?.acceptsApplicationWrites)
    .map(({ cloud }) => cloud)
  const primary = writers.length === 1 ? writers[0] : undefined
  const source = members.find((member) => member.cloud === primary)
  const judged = members.map((member) =>
    assessMember(
      member,
      writers,
      source === undefined ? undefined : stateOf(source),
      database.lagThresholdMs,
    ),
  )
  const writerUnseen = writers.length === 0 && judged.some((member) => member.acceptsWrites === 'unknown')
  const own: Health = writers.length === 1 ? 'healthy' : writerUnseen ? 'unknown' : 'degraded'
  return {
    name: database.name,
    health: worst([own, ...judged.map((member) => member.health)]),
    ...(primary === undefined ? {} : { primary }),
    writers,
    writerUnseen,
    lagThresholdMs: database.lagThresholdMs,
    members: judged,
  }
}

function stateOf(member: MemberObservation): ServerState | undefined {
  return member.server.kind === 'answered' ? member.server.value : undefined
}

function assessMember(
  member: MemberObservation,
  writers: readonly Cloud[],
  primary: ServerState | undefined,
  lagThresholdMs: number,
): MemberStatus {
  const { cloud, instance, control } = member
  const state = stateOf(member)
  const controlled = control.kind === 'answered' ? control.value : undefined
  const isStopped = controlled?.state === 'stopped'
  const found: Reason[] = [...controlReasons(member)]
  if (member.server.kind === 'unanswered' && !isStopped)
    found.push({ health: 'unknown', text: `server: ${member.server.reason}` })
  const writes = state?.acceptsApplicationWrites ?? (isStopped ? false : 'unknown')
  const isReplica = writes === false && writers.length > 0
  const link =
    state !== undefined && isReplica && primary !== undefined ? followOf(state, primary) : undefined
  if (link !== undefined) found.push(...linkReasons(link, lagThresholdMs))
  return {
    cloud,
    instance,
    health: worst(found.map((reason) => reason.health)),
    role: writes === true ? 'primary' : writes === 'unknown' ? 'unknown' : 'replica',
    acceptsWrites: writes,
    fenced: writes === 'unknown' ? 'unknown' : !writes,
    ...(state === undefined ? {} : { evidence: state.fenceEvidence, version: state.version }),
    state: control.kind === 'unanswered' ? 'unknown' : (controlled?.vendorState ?? 'does not exist'),
    ...(state?.fence === undefined ? {} : { epoch: state.fence.epoch }),
    ...(link?.lagMs === undefined ? {} : { lagMs: link.lagMs }),
    ...(link?.lagBytes === undefined ? {} : { lagBytes: link.lagBytes }),
    reasons: found,
  }
}

function controlReasons({ control, instance }: MemberObservation): Reason[] {
  if (control.kind === 'unanswered') return [{ health: 'unknown', text: `control plane: ${control.reason}` }]
  if (control.value === undefined)
    return [{ health: 'degraded', text: `control plane: there is no ${instance}` }]
  if (control.value.state === 'running') return []
  const health = control.value.state === 'unknown' ? 'unknown' : 'degraded'
  return [{ health, text: `control plane: ${control.value.vendorState}` }]
}

/** How a replica hangs on the primary. */
interface Link {
  readonly troubles: readonly string[]
  readonly lagMs?: number
  readonly lagBytes?: number
}

function followOf(replica: ServerState, primary: ServerState): Link {
  for (const subscription of replica.subscriptions) {
    const slot = primary.slots.find((each) => each.name === subscription.slot)
    if (slot === undefined) continue
    const { name, enabled, workerAlive, tablesReady, tablesTotal } = subscription
    return {
      troubles: [
        ...(enabled ? [] : [`subscription ${name} is disabled`]),
        ...(enabled && !workerAlive ? [`the worker of subscription ${name} does not run`] : []),
        ...(tablesReady < tablesTotal
          ? [`${tablesReady} of ${tablesTotal} tables of ${name} are ready`]
          : []),
        ...(slot.active ? [] : [`slot ${slot.name} of the primary is not in use`]),
        ...(slot.walStatus === 'lost' || slot.walStatus === 'unreserved'
          ? [`slot ${slot.name} of the primary is ${slot.walStatus}`]
          : []),
      ],
      lagBytes: slot.lagBytes,
      ...(slot.lagMs === undefined ? {} : { lagMs: slot.lagMs }),
    }
  }
  const other = replica.subscriptions[0]
  return {
    troubles: [
      other === undefined
        ? 'it does not replicate from the primary'
        : `it replicates from ${other.publisher}, which is not the primary`,
    ],
  }
}

function linkReasons(link: Link, thresholdMs: number): Reason[] {
  const isLate = link.lagMs !== undefined && link.lagMs > thresholdMs
  return [
    ...link.troubles.map((text): Reason => ({ health: 'degraded', text })),
    ...(isLate
      ? [
          {
            health: 'degraded' as const,
            text: `lag ${Math.round(link.lagMs ?? 0)} ms is over ${thresholdMs} ms`,
          },
        ]
      : []),
  ]
}
