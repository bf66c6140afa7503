import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { StepScope } from '../../runs/step.ts'
import { rebuildDebt, trafficDebt, zombieDebt, zombieSlotDebt } from '../debts.ts'
import { beforeCommit, no, targetOf, ticketOf, YES } from '../promotion.ts'
import type { RepointOutcome } from '../repointer.ts'
import { OPEN_STEPS } from '../steps/open-steps.ts'
import { uncopied } from '../switch-replica.ts'
import { FENCE_SOURCE } from './fence-steps.ts'
import { FORCED_LIMITS, type ForcedPromotion, type ForcedStep, type SourceFence } from './forced-promotion.ts'
import { equals, HOLD_STEPS, tolerant, withUs } from './hold-steps.ts'
import { boundedBy, prepareTraffic } from './prepare-traffic.ts'

const PREPARE: readonly ForcedStep[] = [
  beforeCommit({
    id: 'check-plan',
    describe: ({ subject }) =>
      `Check that nothing has changed since the plan: ${subject.from} is lost, ${subject.to} takes over`,
    run: async (promotion, scope) => {
      await promotion.recheck(scope)
      await scope.record('plan-checked', { atMs: scope.clock.now() })
    },
    verify: async (_, scope) => {
      // asked again by a resume, unless the source was shut off for this very run
      const checked = scope.recall<{ atMs: number }>('plan-checked')
      const isFresh = checked !== undefined && scope.clock.now() - checked.atMs < 60_000
      const isHeld = scope.recall<SourceFence>('source-fence') !== undefined
      return isFresh || isHeld ? YES : no('the plan was not checked')
    },
  }),
  {
    id: 'claim-servers',
    describe: ({ subject }) =>
      `Claim the fence rows of ${[subject.to, ...subject.bystanders.map(({ cloud }) => cloud)].join(' and ')}, so that older runs are refused`,
    run: async (promotion, scope) => {
      await Promise.all(
        promotion.servers.all.map((server) =>
          tolerant(promotion, server, scope, async () => {
            await server.fencing.prepare(scope.call)
            await server.fencing.claim(ticketOf(scope), 'fenced', scope.call)
          }),
        ),
      )
    },
    verify: async (promotion, scope) => {
      for (const cloud of [promotion.subject.to, ...withUs(promotion, scope).map(({ cloud }) => cloud)]) {
        const row = await promotion.servers.get(cloud).fencing.read(scope.call)
        if (row?.runId !== scope.runId || row.token < scope.fencingToken) return no(`not claimed in ${cloud}`)
      }
      return YES
    },
  },
]

const AFTERWARDS: readonly ForcedStep[] = [
  {
    id: 'repoint-traffic',
    describe: ({ subject }) =>
      `Repoint DNS to ${subject.to} in every provider that answers: ${subject.traffic.texts.length} changes`,
    run: async (promotion, scope) => {
      const { subject, held } = promotion
      const repoints = prepareTraffic(promotion, scope)
      delete held.repoints // what was prepared is spent
      const call = boundedBy(scope, FORCED_LIMITS.repointMs)
      const outcomes = await Promise.all(
        repoints.map(async (preparing): Promise<Pick<RepointOutcome, 'reasons' | 'requests'>> => {
          const prepared = await preparing
          if ('failed' in prepared) return { reasons: [prepared.failed] }
          const outcome = await prepared.commit(call)
          const isEverywhere = outcome.kind === 'done' || outcome.kind === 'unchanged'
          return { ...outcome, reasons: isEverywhere ? [] : outcome.reasons }
        }),
      )
      const reasons = outcomes.flatMap((outcome) => outcome.reasons)
      const requests = outcomes.flatMap((outcome) => outcome.requests ?? [])
      const debt = trafficDebt(subject.database, subject.to, reasons)
      if (reasons.length > 0) await scope.addDebt(debt)
      else await scope.clearDebt(debt.id)
      await scope.record('repointed', { atMs: scope.clock.now(), reasons, requests })
    },
    verify: async (_, scope) => (scope.recall('repointed') === undefined ? no('it was not repointed') : YES),
  },
  {
    id: 'switch-replicas',
    describe: ({ subject }) =>
      subject.bystanders.length === 0
        ? 'Switch the other replicas over: there is none'
        : `Let ${subject.bystanders.map(({ cloud }) => cloud).join(', ')} follow ${subject.to}, where nothing has to be copied`,
    run: async (promotion, scope) => {
      await Promise.all(
        promotion.subject.bystanders.map((bystander) => switchOne(promotion, bystander, scope)),
      )
    },
    verify: async (promotion, scope) =>
      promotion.subject.bystanders.every(({ cloud }) => scope.recall(`replica-${cloud}`) !== undefined)
        ? YES
        : no('not all of them have been switched'),
  },
  {
    id: 'retire-subscription',
    describe: ({ subject }) =>
      `Drop ${subject.forward.subscription} without its slot, and note what is left behind in ${subject.from}`,
    run: async (promotion, scope) => {
      const { subject, control } = promotion
      for (const slot of [subject.forward.slot, ...subject.bystanders.map((bystander) => bystander.slot)])
        await scope.addDebt(zombieSlotDebt(subject.database, subject.from, slot))
      await scope.addDebt(zombieDebt(subject.database, subject.from, control.instance))
      await targetOf(promotion).subscriber.drop(subject.forward.subscription, ticketOf(scope), scope.call)
    },
    verify: async (promotion, scope) => {
      const { subscription } = promotion.subject.forward
      const held = await targetOf(promotion).subscriber.read(subscription, scope.call)
      return held === undefined ? YES : no('the subscription is still there')
    },
  },
]

/** The forced sequence in its order; docs/failover.md says why it is this one. */
export const FORCED_STEPS: readonly ForcedStep[] = [
  ...PREPARE,
  FENCE_SOURCE,
  ...HOLD_STEPS,
  ...OPEN_STEPS,
  ...AFTERWARDS,
]

async function switchOne(
  promotion: ForcedPromotion,
  bystander: ForcedPromotion['subject']['bystanders'][number],
  scope: StepScope,
): Promise<void> {
  const { cloud, subscription, slot, publications } = bystander
  const isEqual = equals(promotion, scope).some((one) => one.cloud === cloud)
  const target = targetOf(promotion)
  const server = promotion.servers.find(cloud)
  try {
    if (server === undefined)
      throw new McloudError({ code: 'DATABASE_UNREACHABLE', message: 'it does not answer' })
    if (!isEqual)
      throw new McloudError({
        code: 'DATABASE_REFUSED',
        message:
          scope.recall<string>(`left-${cloud}`) ??
          `it had not received what ${promotion.subject.to} had received`,
      })
    if ((await uncopied(server, subscription, scope.call)) > 0)
      throw new McloudError({ code: 'DATABASE_REFUSED', message: 'not all of its tables had been copied' })
    const held = await server.subscriber.read(subscription, scope.call)
    if (held !== undefined && held.publisher !== target.address)
      await server.subscriber.drop(subscription, ticketOf(scope), scope.call)
    await server.subscriber.follow(
      { name: subscription, slot, publications },
      target,
      ticketOf(scope),
      scope.call,
    )
    await scope.clearDebt(rebuildDebt(promotion.subject.database, cloud, '').id)
    await scope.record(`replica-${cloud}`, 'switched')
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED' || error.code === 'STALE_EPOCH') throw error
    await target.publisher.dropSlot(slot, ticketOf(scope), scope.call) // it would keep WAL for nobody
    await scope.addDebt(rebuildDebt(promotion.subject.database, cloud, error.message))
    await scope.record(`replica-${cloud}`, 'debt')
  }
}
