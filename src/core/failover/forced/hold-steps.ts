import { isMcloudError } from '../../../errors/mcloud-error.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { StepScope } from '../../runs/step.ts'
import { beforeCommit, no, type Route, targetOf, ticketOf, YES } from '../promotion.ts'
import type { SwitchFact } from '../steps/pause-steps.ts'
import { heartbeatOf } from './estimate-loss.ts'
import { proofOfFence } from './fence-steps.ts'
import { FORCED_LIMITS, type ForcedPromotion, type ForcedStep, type Positions } from './forced-promotion.ts'
import { forcedSequences } from './forced-sequences.ts'

/** From the fence to the commit point: replication is stopped, and everything made ready that opening needs. */
export const HOLD_STEPS: readonly ForcedStep[] = [
  beforeCommit({
    id: 'stop-replication',
    describe: ({ subject }) => `Disable ${subject.forward.subscription}, and note where every replica stands`,
    run: async (promotion, scope) => {
      const replicas = replicasOf(promotion, scope)
      await settleDown(replicas, scope)
      const positions: Record<string, string | null> = {}
      await Promise.all(
        replicas.map((replica) =>
          tolerant(promotion, replica.server, scope, async () => {
            const { server, subscription } = replica
            await server.subscriber.disable(subscription, ticketOf(scope), scope.call)
            const held = await server.subscriber.read(subscription, scope.call)
            positions[server.cloud] = held?.remoteLsn ?? null
          }),
        ),
      )
      await scope.record('positions', positions satisfies Positions)
    },
    verify: async (promotion, scope) => {
      if (scope.recall('positions') === undefined) return no('the positions were not noted')
      const held = await targetOf(promotion).subscriber.read(
        promotion.subject.forward.subscription,
        scope.call,
      )
      return held !== undefined && (held.enabled || held.workerAlive) ? no('it is enabled') : YES
    },
    undo: async (promotion, scope) => {
      await Promise.all(
        replicasOf(promotion, scope).map((replica) =>
          tolerant(promotion, replica.server, scope, () =>
            replica.server.subscriber.enable(replica.subscription, ticketOf(scope), scope.call),
          ),
        ),
      )
    },
  }),
  beforeCommit({
    id: 'prepare-followers',
    describe: ({ subject }) =>
      `Publish in ${subject.to}, and make slots for the replicas that stand where it stands`,
    run: async (promotion, scope) => {
      const { subject } = promotion
      const [target, ticket, { call }] = [targetOf(promotion), ticketOf(scope), scope]
      if (scope.recall('target-before') === undefined)
        await scope.record('target-before', await before(promotion, scope))
      for (const { name, members, viaRoot } of subject.publications)
        await target.publisher.publish(name, members, viaRoot, ticket, call)
      const slotCall = {
        ...call,
        deadlineMs: Math.min(call.deadlineMs, scope.clock.now() + FORCED_LIMITS.slotMs),
      }
      for (const { cloud, slot } of equals(promotion, scope))
        try {
          await target.publisher.createSlot(slot, ticket, slotCall)
        } catch (error) {
          // an old transaction on the target can hold a slot up; a replica must not hold the primary up
          if (!isMcloudError(error) || error.code === 'INTERRUPTED' || error.code === 'STALE_EPOCH')
            throw error
          await scope.record(`left-${cloud}`, `its slot could not be made in time (${error.message})`)
        }
    },
    verify: async (promotion, scope) => {
      for (const { slot } of equals(promotion, scope))
        if ((await targetOf(promotion).publisher.slot(slot, scope.call)) === undefined)
          return no(`${slot} is not there`)
      return scope.recall('target-before') === undefined ? no('nothing was published') : YES
    },
    undo: async (promotion, scope) => {
      const { publisher } = targetOf(promotion)
      const old = scope.recall<TargetBefore>('target-before')
      if (old === undefined) return
      for (const { slot } of promotion.subject.bystanders)
        if (!old.slots.includes(slot)) await publisher.dropSlot(slot, ticketOf(scope), scope.call)
      for (const { name } of promotion.subject.publications)
        if (!old.publications.includes(name)) await publisher.unpublish(name, ticketOf(scope), scope.call)
    },
  }),
  beforeCommit({
    id: 'raise-sequences',
    describe: ({ subject }) =>
      `Move the sequences in ${subject.to} beyond all that ${subject.from} may have handed out`,
    run: async (promotion, scope) => {
      const { contents } = targetOf(promotion)
      // after replication has stopped: nothing arrives any more that would be further
      const [facts, heartbeats] = [
        await contents.sequenceFacts(scope.call),
        await contents.heartbeats(scope.call),
      ]
      const beat = heartbeatOf(heartbeats, promotion.subject.from)
      const { values } = forcedSequences(facts, beat, beat?.ageMs ?? 0)
      await contents.raiseSequences(values, ticketOf(scope), scope.call)
      await scope.record('switch', { lsn: '0/0', sequences: values } satisfies SwitchFact)
      await scope.record(
        'last-heartbeat',
        beat === undefined ? null : { at: beat.at, ageMs: beat.ageMs, lsn: beat.lsn },
      )
    },
    verify: async (promotion, scope) => {
      const values = scope.recall<SwitchFact>('switch')?.sequences
      if (values === undefined) return no('they were not moved')
      const behind = await targetOf(promotion).contents.sequencesBehind(values, scope.call)
      return behind.length === 0 ? YES : no(`behind: ${behind.join(', ')}`)
    },
  }),
  {
    id: 'commit',
    describe: ({ subject }) => `Commit epoch ${subject.epoch + 1}: from here only forward`,
    commitPoint: true,
    check: proofOfFence,
    run: async () => {},
    // the engine itself asks the store whether the epoch is committed
    verify: async () => YES,
  },
]

interface TargetBefore {
  readonly slots: readonly string[]
  readonly publications: readonly string[]
}

export interface ForcedReplica extends Route {
  readonly server: PromotableServer
}

/** The target and every other replica that is still with us, with the subscriptions that led to the old primary. */
function replicasOf(promotion: ForcedPromotion, scope: StepScope): ForcedReplica[] {
  const { subject, servers } = promotion
  return [{ cloud: subject.to, ...subject.forward }, ...withUs(promotion, scope)].flatMap(
    ({ cloud, ...route }) => {
      const server = servers.find(cloud)
      return server === undefined ? [] : [{ ...route, server }]
    },
  )
}

/** Other replicas that answer and have not failed meanwhile. */
export function withUs({ subject, servers }: ForcedPromotion, scope: StepScope) {
  return subject.bystanders.filter(
    ({ cloud }) => servers.find(cloud) !== undefined && scope.recall(`left-${cloud}`) === undefined,
  )
}

/** Those that have received exactly what the target has received: they can go on from there, and nothing is copied. */
export function equals(promotion: ForcedPromotion, scope: StepScope) {
  const positions = scope.recall<Positions>('positions') ?? {}
  const own = positions[promotion.subject.to]
  return withUs(promotion, scope).filter(({ cloud }) => own != null && positions[cloud] === own)
}

/** Does something with another replica; when it fails, that replica is left to be rebuilt. The target may not fail. */
export async function tolerant(
  { subject }: ForcedPromotion,
  server: PromotableServer,
  scope: StepScope,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const isOurs = isMcloudError(error) && ['INTERRUPTED', 'STALE_EPOCH', 'RUN_LOCKED'].includes(error.code)
    if (!isMcloudError(error) || isOurs || server.cloud === subject.to) throw error
    await scope.record(`left-${server.cloud}`, error.message)
  }
}

/**
 * Waits until what has been received is applied: until each worker has ended, or waits for more and stands where it
 * stood before. A worker that only has not moved may be waiting for a lock, or for its turn on a busy machine; to
 * disable its subscription then would lose what it holds.
 */
async function settleDown(replicas: readonly ForcedReplica[], scope: StepScope): Promise<void> {
  const end = scope.clock.now() + FORCED_LIMITS.applyMs
  let last: string | undefined
  while (scope.clock.now() < end) {
    const held = await Promise.all(
      replicas.map(({ server, subscription }) =>
        server.subscriber.read(subscription, scope.call).catch((error: unknown) => {
          if (isMcloudError(error) && error.code !== 'INTERRUPTED') return undefined
          throw error
        }),
      ),
    )
    if (!held.some((one) => one?.workerAlive)) return
    const now = held.map((one) => one?.remoteLsn).join()
    if (now === last && !held.some((one) => one?.applying)) return
    last = now
    await scope.clock.sleep(50, scope.call.signal)
  }
}

async function before(promotion: ForcedPromotion, scope: StepScope): Promise<TargetBefore> {
  const { slots, publications } = await targetOf(promotion).inspect(scope.call)
  return { slots: slots.map(({ name }) => name), publications }
}
