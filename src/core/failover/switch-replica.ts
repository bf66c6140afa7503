import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PromotableServer, Ticket } from '../databases/promotable-server.ts'
import type { StepScope } from '../runs/step.ts'
import { type Route, waitUntil } from './promotion.ts'

export interface ReplicaSwitch {
  readonly replica: PromotableServer
  readonly oldPrimary: PromotableServer
  readonly newPrimary: PromotableServer
  /** By which it follows the old primary, and will follow the new one: slots of the same name on both. */
  readonly route: Route
  readonly ticket: Ticket
  readonly scope: Pick<StepScope, 'call' | 'clock'>
}

/** How long a replica that was behind at the switch has to receive the rest from the old primary. */
const CATCH_UP_MS = 30_000

/**
 * Lets another replica follow the new primary: first it receives everything from the old one up to the marker of the
 * switch, then it goes on from the slot that was fixed at that very point. Nothing is lost and nothing is copied.
 * @throws McloudError DEADLINE while it has not caught up
 */
export async function switchReplica(input: ReplicaSwitch): Promise<void> {
  const { replica, oldPrimary, newPrimary, route, ticket, scope } = input
  const { call } = scope
  if ((await newPrimary.publisher.slot(route.slot, call)) === undefined)
    throw new McloudError({
      code: 'DATABASE_REFUSED',
      message: `The slot ${route.slot} is not on ${newPrimary.instance}: ${replica.instance} has to be rebuilt`,
    })
  const held = await replica.subscriber.read(route.subscription, call)
  if (held !== undefined && held.publisher !== undefined && held.publisher === newPrimary.address) return
  if (held !== undefined) {
    const expected = await oldPrimary.subscriber.readMark(route.subscription, call)
    // the marker says nothing about a table whose first copy is still being made beside it
    const arrived = async () =>
      (await replica.subscriber.readMark(route.subscription, call)) === expected &&
      (await uncopied(replica, route.subscription, call)) === 0
    if (!(await arrived())) {
      await replica.subscriber.refreshMarkers(route.subscription, ticket, call)
      await replica.subscriber.enable(route.subscription, ticket, call)
      await waitUntil(scope, CATCH_UP_MS, `${replica.instance} did not catch up`, arrived)
    }
    await replica.subscriber.drop(route.subscription, ticket, call)
  }
  await replica.subscriber.follow(
    { name: route.subscription, slot: route.slot, publications: route.publications },
    newPrimary,
    ticket,
    call,
  )
}

/** How many tables of a subscription have not been copied completely. */
export async function uncopied(replica: PromotableServer, subscription: string, call: Call): Promise<number> {
  const { subscriptions } = await replica.inspect(call)
  const held = subscriptions.find(({ name }) => name === subscription)
  return held === undefined ? 0 : held.tablesTotal - held.tablesReady
}
