import { McloudError } from '../../../errors/mcloud-error.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { StepScope } from '../../runs/step.ts'
import { measureLag } from '../checks/live-checks.ts'
import {
  beforeCommit,
  no,
  type PromoteStep,
  type PromoteSubject,
  type Promotion,
  sourceOf,
  targetOf,
  ticketOf,
  undoneInTime,
  YES,
} from '../promotion.ts'

const STEPS: readonly PromoteStep[] = [
  beforeCommit({
    id: 'check-plan',
    describe: ({ subject }) =>
      `Check that nothing has changed since the plan: ${subject.from} to ${subject.to}`,
    run: async (promotion, scope) => {
      await promotion.recheck(scope)
      await scope.record('plan-checked', { atMs: scope.clock.now() })
    },
    verify: async (promotion, scope) =>
      (await stillHolds(promotion, scope, 'plan-checked')) ? YES : no('the plan was not checked'),
  }),
  {
    id: 'claim-servers',
    describe: ({ subject }) =>
      `Claim the fence rows in ${subject.from} and ${subject.to}, so that older runs are refused`,
    run: async (promotion, scope) => {
      await Promise.all(
        promotion.servers.all.map(async (server) => {
          await server.fencing.prepare(scope.call)
          await server.fencing.claim(
            ticketOf(scope),
            server.cloud === promotion.subject.from ? 'open' : 'fenced',
            scope.call,
          )
        }),
      )
    },
    verify: async (promotion, scope) => {
      const { from, to } = promotion.subject
      for (const server of promotion.servers.all) {
        const row = await server.fencing.read(scope.call)
        if (row?.runId !== scope.runId || row.token < scope.fencingToken)
          return no(`not claimed in ${server.cloud}`)
      }
      const needed = scope.committed ? [to] : [from, to]
      for (const cloud of needed) promotion.servers.get(cloud)
      return YES
    },
  },
  beforeCommit({
    id: 'prepare-replication',
    describe: () =>
      'Publish the marker table to every replica, and let the replicas flush what they apply at once',
    run: async (promotion, scope) => {
      const { subject } = promotion
      const [ticket, { call }] = [ticketOf(scope), scope]
      const old = Object.fromEntries(
        await Promise.all(
          replicasOf(promotion).map(async ({ server, subscription }) => [
            server.cloud,
            (await server.subscriber.read(subscription, call))?.synchronousCommit ?? 'off',
          ]),
        ),
      )
      if (scope.recall('synchronous-commit') === undefined) await scope.record('synchronous-commit', old)
      await sourceOf(promotion).publisher.publishMarkers(
        subject.forward.publications[0] as string,
        ticket,
        call,
      )
      await Promise.all(
        replicasOf(promotion).map(async ({ server, subscription }) => {
          await server.subscriber.refreshMarkers(subscription, ticket, call)
          await server.subscriber.setSynchronousCommit(subscription, 'on', ticket, call)
        }),
      )
    },
    verify: async (promotion, scope) => {
      for (const { server, subscription } of replicasOf(promotion)) {
        const held = await server.subscriber.read(subscription, scope.call)
        if (held?.synchronousCommit !== 'on') return no(`${subscription} does not flush at once`)
      }
      return YES
    },
    undo: async (promotion, scope) => {
      const old = scope.recall<Record<string, string>>('synchronous-commit') ?? {}
      await Promise.all(
        replicasOf(promotion).map(({ server, subscription }) =>
          server.subscriber.setSynchronousCommit(
            subscription,
            old[server.cloud] ?? 'off',
            ticketOf(scope),
            scope.call,
          ),
        ),
      )
    },
  }),
  beforeCommit({
    id: 'prepare-failback',
    describe: ({ subject }) =>
      `Publish in ${subject.to} and make the slots there: ${slotsOf(subject).join(', ')}`,
    run: async (promotion, scope) => {
      const { subject } = promotion
      const [target, ticket, { call }] = [targetOf(promotion), ticketOf(scope), scope]
      if (scope.recall('target-before') === undefined)
        await scope.record('target-before', await before(target, subject, scope))
      for (const { name, members, viaRoot } of subject.publications)
        await target.publisher.publish(name, members, viaRoot, ticket, call)
      for (const slot of slotsOf(subject)) await target.publisher.createSlot(slot, ticket, call)
    },
    verify: async (promotion, scope) => {
      for (const slot of slotsOf(promotion.subject))
        if ((await targetOf(promotion).publisher.slot(slot, scope.call)) === undefined)
          return no(`${slot} is not there`)
      return YES
    },
    undo: async (promotion, scope) => {
      const target = targetOf(promotion)
      const old = scope.recall<TargetBefore>('target-before')
      if (old === undefined) return
      for (const slot of slotsOf(promotion.subject))
        if (!old.slots.includes(slot)) await target.publisher.dropSlot(slot, ticketOf(scope), scope.call)
      for (const { name } of promotion.subject.publications)
        if (!old.publications.includes(name))
          await target.publisher.unpublish(name, ticketOf(scope), scope.call)
    },
  }),
  beforeCommit({
    id: 'prepare-traffic',
    describe: ({ subject }) => `Prepare ${subject.traffic.texts.length} DNS changes`,
    run: async (promotion, scope) => {
      const prepared = await promotion.repointer.prepare(promotion.subject.traffic, scope.call)
      if (prepared.refused.length > 0)
        throw new McloudError({
          code: 'PREFLIGHT_FAILED',
          message: `Traffic could not be moved: ${prepared.refused.join('; ')}.`,
        })
      promotion.held.repoint = prepared
    },
    // changes nothing, so there is nothing to observe: a process that resumes prepares anew
    verify: async (promotion) =>
      promotion.held.repoint === undefined ? no('not prepared in this process') : YES,
  }),
  beforeCommit({
    id: 'await-lag',
    describe: ({ subject }) =>
      `See that ${subject.to} is at most ${subject.lagThresholdMs} ms behind and no table has changed, and open the sessions of the pause`,
    run: async (promotion, scope) => {
      const { subject } = promotion
      const source = sourceOf(promotion)
      await Promise.all([source.warm(scope.call), targetOf(promotion).warm(scope.call)])
      const lagMs = await measureLag(
        source,
        subject.forward.slot,
        subject.lagThresholdMs,
        scope.clock,
        scope.call,
      )
      if (lagMs === undefined)
        throw new McloudError({
          code: 'PREFLIGHT_FAILED',
          message: `${subject.to} is more than ${subject.lagThresholdMs} ms behind; the source has not been fenced.`,
        })
      await refuseDrift(promotion, scope)
      await scope.record('lag', { ms: lagMs, atMs: scope.clock.now() })
    },
    verify: async (promotion, scope) =>
      (await stillHolds(promotion, scope, 'lag')) ? YES : no('the lag was not measured'),
  }),
]

/** What is done before the write pause begins; the application notices none of it. */
export const PREPARE_STEPS: readonly PromoteStep[] = STEPS.map(undoneInTime)

/** How long what was seen before the fence counts for a process that goes on, in milliseconds. */
const FRESH_MS = 60_000

/** Whether what was noted under that key was seen just now, or the fence of this very run has held the source still since. */
async function stillHolds(promotion: Promotion, scope: StepScope, key: string): Promise<boolean> {
  const row = await sourceOf(promotion).fencing.read(scope.call)
  if (row?.runId === scope.runId && row.state === 'fenced') return true
  const seen = scope.recall<{ atMs: number }>(key)
  return seen !== undefined && scope.clock.now() - seen.atMs < FRESH_MS
}

/** DDL is not replicated, and making a slot may have taken minutes since the plan was checked. */
async function refuseDrift(promotion: Promotion, scope: StepScope): Promise<void> {
  const { binding, from, to } = promotion.subject
  const facts = await Promise.all(
    [sourceOf(promotion), targetOf(promotion)].map((server) => server.facts(scope.call)),
  )
  const drifted = facts.filter(({ cloud, catalogHash }) => catalogHash !== binding.catalogs[cloud])
  if (drifted.length === 0) return
  throw new McloudError({
    code: 'PLAN_STALE',
    message: `The catalog in ${drifted.map(({ cloud }) => cloud).join(' and ')} has changed while the switch from ${from} to ${to} was prepared; the source has not been fenced`,
  })
}

interface TargetBefore {
  readonly slots: readonly string[]
  readonly publications: readonly string[]
}

async function before(
  target: PromotableServer,
  subject: PromoteSubject,
  scope: StepScope,
): Promise<TargetBefore> {
  const state = await target.inspect(scope.call)
  return {
    slots: slotsOf(subject).filter((slot) => state.slots.some(({ name }) => name === slot)),
    publications: state.publications,
  }
}

/** Slots that the target needs as a primary: for the old primary, and for each other replica. */
export function slotsOf(subject: PromoteSubject): string[] {
  return [subject.reverse.slot, ...subject.bystanders.map(({ slot }) => slot)]
}

export interface Replica {
  readonly server: PromotableServer
  readonly subscription: string
  readonly slot: string
}

/** The target and every other replica that ran when the plan was made, with the subscriptions that lead to the source. */
export function replicasOf({ subject, servers }: Promotion): Replica[] {
  const running = subject.bystanders.filter(({ reachable }) => reachable)
  return [{ cloud: subject.to, ...subject.forward }, ...running].flatMap(({ cloud, subscription, slot }) => {
    const server = servers.find(cloud)
    return server === undefined ? [] : [{ server, subscription, slot }]
  })
}
