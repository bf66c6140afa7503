import type { Cloud } from '../../../config/clouds.ts'
import { isMcloudError } from '../../../errors/mcloud-error.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { StepScope } from '../../runs/step.ts'
import { compareContents } from '../compare-contents.ts'
import { orphanSlotDebt, strayReplicaDebt } from '../debts.ts'
import {
  LIMITS,
  no,
  type PromoteStep,
  type Promotion,
  type Route,
  sourceOf,
  targetOf,
  ticketOf,
  waitUntil,
  YES,
} from '../promotion.ts'
import { switchReplica } from '../switch-replica.ts'
import { releaseContents } from './pause-steps.ts'

/** What follows when the application already writes to the new primary; what cannot be done becomes a debt. */
export const SETTLE_STEPS: readonly PromoteStep[] = [
  {
    id: 'recycle-connections',
    describe: ({ subject }) => `End what is left of the application's sessions in ${subject.from}`,
    run: async (promotion, scope) => {
      await ifAnswers(promotion, (source) => source.fencing.evict(scope.call))
    },
    verify: async (promotion, scope) => {
      const left = await ifAnswers(promotion, (source) => source.fencing.evict(scope.call))
      return left === undefined || left === 0 ? YES : no('sessions were left')
    },
  },
  {
    id: 'switch-replicas',
    describe: ({ subject }) =>
      subject.bystanders.length === 0
        ? 'Switch the other replicas over: there is none'
        : `Let ${subject.bystanders.map(({ cloud }) => cloud).join(', ')} follow ${subject.to}`,
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
    id: 'compare-contents',
    describe: ({ subject }) => `Compare ${subject.tables.length} tables as they were at the switch`,
    run: async (promotion, scope) => {
      await scope.record('comparison', await compareContents(promotion, scope, LIMITS.compareMs))
      await releaseContents(promotion)
    },
    verify: async (_, scope) => (scope.recall('comparison') === undefined ? no('not compared') : YES),
  },
  {
    id: 'retire-subscription',
    describe: ({ subject }) => `Note where ${subject.forward.subscription} stood, then drop it and its slot`,
    run: async (promotion, scope) => {
      const { forward, from } = promotion.subject
      const target = targetOf(promotion)
      const held = await target.subscriber.read(forward.subscription, scope.call)
      // dropping it forgets the position, so it is noted first
      if (held !== undefined) await scope.record('remote-lsn', held.remoteLsn ?? 'unknown')
      await target.subscriber.drop(forward.subscription, ticketOf(scope), scope.call)
      await dropSlot(promotion, from, forward.slot, scope)
    },
    verify: async (promotion, scope) => {
      const { forward } = promotion.subject
      const held = await targetOf(promotion).subscriber.read(forward.subscription, scope.call)
      if (held !== undefined) return no('the subscription is still there')
      const slot = await ifAnswers(promotion, (source) => source.publisher.slot(forward.slot, scope.call))
      return slot === undefined ? YES : no('the slot is still there')
    },
  },
  {
    id: 'confirm-failback',
    describe: ({ subject }) =>
      `See that ${[subject.from, ...subject.bystanders.map(({ cloud }) => cloud)].join(' and ')} follow ${subject.to}: the way back`,
    run: async (promotion, scope) => {
      const { reverse, from, bystanders } = promotion.subject
      // PostgreSQL 15 starts workers for new subscriptions only every wal_retrieve_retry_interval, 5 s by default
      const switched = bystanders.filter(({ cloud }) => scope.recall(`replica-${cloud}`) === 'switched')
      await Promise.all(
        [{ cloud: from, ...reverse }, ...switched].map((route) => confirmStreaming(promotion, route, scope)),
      )
      await scope.record('failback', { atMs: scope.clock.now() })
    },
    verify: async (_, scope) => (scope.recall('failback') === undefined ? no('not looked at') : YES),
  },
]

/** Waits until a replica streams from the new primary; one that does not is a debt. */
async function confirmStreaming(
  promotion: Promotion,
  { cloud, subscription, slot }: Pick<Route, 'subscription' | 'slot'> & { readonly cloud: Cloud },
  scope: StepScope,
): Promise<void> {
  const debt = strayReplicaDebt(promotion.subject.database, cloud, promotion.subject.to)
  try {
    const replica = promotion.servers.get(cloud)
    await waitUntil(scope, LIMITS.streamingMs, `${subscription} did not begin to stream`, async () => {
      const held = await targetOf(promotion).publisher.slot(slot, scope.call)
      return (
        held?.active === true &&
        (await replica.subscriber.read(subscription, scope.call))?.workerAlive === true
      )
    })
    await scope.clearDebt(debt.id)
  } catch (error) {
    if (!isMcloudError(error)) throw error
    await scope.addDebt({
      ...debt,
      text: `${cloud} does not follow ${promotion.subject.to} yet: ${error.message}`,
    })
  }
}

/** What the old primary says; undefined where it does not answer, which no longer holds up anything. */
async function ifAnswers<R>(
  promotion: Promotion,
  ask: (source: PromotableServer) => Promise<R>,
): Promise<R | undefined> {
  try {
    return await ask(sourceOf(promotion))
  } catch (error) {
    if (isMcloudError(error) && error.code === 'DATABASE_UNREACHABLE') return undefined
    throw error
  }
}

async function switchOne(
  promotion: Promotion,
  bystander: Promotion['subject']['bystanders'][number],
  scope: StepScope,
): Promise<void> {
  const { subject, servers } = promotion
  const debt = strayReplicaDebt(subject.database, bystander.cloud, subject.to)
  try {
    await switchReplica({
      replica: servers.get(bystander.cloud),
      oldPrimary: servers.get(subject.from),
      newPrimary: targetOf(promotion),
      route: bystander,
      ticket: ticketOf(scope),
      scope,
    })
    await scope.record(`replica-${bystander.cloud}`, 'switched')
    await scope.clearDebt(debt.id)
    await dropSlot(promotion, subject.from, bystander.slot, scope)
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED' || error.code === 'RUN_LOCKED') throw error
    await scope.clearDebt(debt.id) // of an earlier run: by this one it is to be switched from now on
    await scope.addDebt({ ...debt, text: `${debt.text} (${error.message})` })
    await scope.record(`replica-${bystander.cloud}`, 'debt')
  }
}

/** Drops a slot of the old primary, which would keep WAL for ever; where it does not answer that is a debt. */
async function dropSlot(
  promotion: Promotion,
  cloud: Promotion['subject']['from'],
  slot: string,
  scope: StepScope,
): Promise<void> {
  const debt = orphanSlotDebt(promotion.subject.database, cloud, slot)
  try {
    await promotion.servers.get(cloud).publisher.dropSlot(slot, ticketOf(scope), scope.call)
    await scope.clearDebt(debt.id)
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    await scope.addDebt(debt)
  }
}
