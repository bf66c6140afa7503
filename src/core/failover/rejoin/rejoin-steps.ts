import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { StepScope } from '../../runs/step.ts'
import { debtPlace } from '../debts.ts'
import type { KnownLoss } from '../loss-record.ts'
import { no, ticketOf, waitUntil, YES } from '../promotion.ts'
import { recordRequest } from '../record-request.ts'
import { exportDivergent } from './export-divergent.ts'
import { REJOIN_LIMITS, type Rejoining, type RejoinStep } from './rejoining.ts'

/** From a server that came back to a replica of the present primary. */
export function rejoinSteps(keepLoss: (runId: string, loss: KnownLoss) => Promise<void>): RejoinStep[] {
  return [
    {
      id: 'check-plan',
      describe: ({ subject }) =>
        `Check that nothing has changed since the plan: ${subject.primary} is the primary of ${subject.database}`,
      run: async (rejoining, scope) => {
        await rejoining.recheck(scope)
        await scope.record('plan-checked', { atMs: scope.clock.now() })
      },
      verify: async (_, scope) =>
        scope.recall('plan-checked') === undefined ? no('the plan was not checked') : YES,
    },
    {
      id: 'fence-returned',
      describe: ({ subject }) =>
        `${subject.start ? `Start ${subject.instance} and fence` : `Fence ${subject.instance}`} first of all: shut the writing roles out and end their sessions`,
      run: async (rejoining, scope) => {
        await scope.assertOwner()
        if (rejoining.subject.start) await startReturned(rejoining, scope)
        await fenceReturned(rejoining, scope)
      },
      verify: async (rejoining, scope) => {
        try {
          const server = await rejoining.returned(scope)
          const row = await server.fencing.read(scope.call)
          if (row?.runId !== scope.runId || row.state !== 'fenced') return no('it is not fenced by this run')
          await server.fencing.evict(scope.call) // what a process left that died right after the fence
          const { acceptsApplicationWrites, fenceEvidence } = await server.fencing.judge(scope.call)
          return acceptsApplicationWrites ? no(fenceEvidence) : YES
        } catch (error) {
          if (isMcloudError(error) && error.code === 'DATABASE_UNREACHABLE') return no(error.message)
          throw error
        }
      },
    },
    {
      id: 'export-divergent',
      describe: ({ subject }) =>
        `Compare ${subject.tables.length} tables with ${subject.primary}, and export rows that only ${subject.cloud} has to ${subject.folder}`,
      run: async (rejoining, scope) => {
        const { subject, primary, files } = rejoining
        const returned = await rejoining.returned(scope)
        for (const { name } of (await returned.inspect(scope.call)).subscriptions)
          await returned.subscriber.drop(name, ticketOf(scope), scope.call)
        const { tables, folder } = subject
        const loss = await exportDivergent({ returned, primary, tables, files, folder, scope })
        if (subject.lossOf !== undefined) await keepLoss(subject.lossOf, loss)
        await scope.record('loss', loss)
      },
      verify: async (_, scope) => (scope.recall('loss') === undefined ? no('it was not compared') : YES),
    },
    {
      id: 'drop-slots',
      describe: ({ subject }) => `Drop the slots in ${subject.cloud} that nobody reads any more`,
      run: async (rejoining, scope) => {
        const { publisher } = await rejoining.returned(scope)
        for (const name of await ownSlots(rejoining, scope))
          await publisher.dropSlot(name, ticketOf(scope), scope.call)
      },
      verify: async (rejoining, scope) => {
        const left = await ownSlots(rejoining, scope)
        return left.length === 0 ? YES : no(`still there: ${left.join(', ')}`)
      },
    },
    {
      id: 'rebuild',
      describe: ({ subject }) =>
        `Empty ${subject.tables.length} tables in ${subject.cloud}, and subscribe it to ${subject.primary} by ${subject.subscription}`,
      run: async (rejoining, scope) => {
        const { subject, primary } = rejoining
        const { subscription, slot, publications, tables } = subject
        const [returned, ticket, { call }] = [await rejoining.returned(scope), ticketOf(scope), scope]
        if (scope.recall('loss') === undefined)
          throw new McloudError({
            code: 'RUN_STEP_FAILED',
            message: 'What would be lost has not been exported',
          })
        // from a run that was cut off here: what it copied is copied anew
        await returned.subscriber.drop(subscription, ticket, call)
        await primary.publisher.dropSlot(slot, ticket, call)
        await primary.publisher.publishMarkers(publications[0] as string, ticket, call)
        await returned.contents.empty(tables, ticket, call)
        await primary.publisher.createSlot(slot, ticket, call)
        await returned.subscriber.follow(
          { name: subscription, slot, publications, copies: true },
          primary,
          ticket,
          call,
        )
      },
      verify: async (rejoining, scope) => {
        const { subscription } = rejoining.subject
        const held = await (await rejoining.returned(scope)).subscriber.read(subscription, scope.call)
        return held?.enabled === true && scope.recall('loss') !== undefined ? YES : no('it is not subscribed')
      },
      undo: async (rejoining, scope) => {
        const { subscription, slot } = rejoining.subject
        const returned = await rejoining.returned(scope)
        await returned.subscriber.drop(subscription, ticketOf(scope), scope.call)
        await rejoining.primary.publisher.dropSlot(slot, ticketOf(scope), scope.call)
      },
    },
    {
      id: 'await-copy',
      describe: ({ subject }) =>
        `Wait until everything is copied and ${subject.cloud} follows ${subject.primary}`,
      run: async (rejoining, scope) => {
        const leftMs = scope.call.deadlineMs - scope.clock.now()
        let told = ''
        await waitUntil(scope, leftMs, 'The copy was not done', async () => {
          const { ready, total, streams } = await copyState(rejoining, scope)
          const text = `${ready} of ${total} tables are copied`
          if (text !== told) scope.progress.emit({ kind: 'note', text })
          told = text
          return streams && ready === total
        })
      },
      verify: async (rejoining, scope) => {
        const { ready, total, streams } = await copyState(rejoining, scope)
        return streams && ready === total ? YES : no(`${ready} of ${total} tables are copied`)
      },
    },
    {
      id: 'settle-debts',
      describe: ({ subject }) => `Clear the debts that this has paid: ${subject.debts.length}`,
      run: async ({ subject }, scope) => {
        for (const id of subject.debts) await scope.clearDebt(id)
        await scope.record('settled', { atMs: scope.clock.now() })
      },
      verify: async (_, scope) => (scope.recall('settled') === undefined ? no('not cleared') : YES),
    },
  ]
}

/** Starts it where its control plane has it stopped, and reaches it as soon as it can be reached. */
async function startReturned(rejoining: Rejoining, scope: StepScope): Promise<void> {
  const seen = await rejoining.control.look(scope.call)
  const { cloud, instance } = rejoining.subject
  if (seen.kind === 'silent' || seen.stopped)
    await recordRequest(scope, cloud, `start ${instance}`, await rejoining.control.start(scope.call))
  const endMs = Math.min(scope.clock.now() + REJOIN_LIMITS.startMs, scope.call.deadlineMs)
  for (;;) {
    try {
      await rejoining.returned(scope)
      return
    } catch (error) {
      const isStarting = isMcloudError(error) && error.code === 'DATABASE_UNREACHABLE'
      if (!isStarting || scope.clock.now() >= endMs) throw error
    }
    await scope.clock.sleep(REJOIN_LIMITS.knockMs, scope.call.signal)
  }
}

/** The fence alone, as quickly as can be: whatever is not needed for it comes later. */
async function fenceReturned(rejoining: Rejoining, scope: StepScope): Promise<void> {
  const server = await rejoining.returned(scope)
  const limits = { graceMs: REJOIN_LIMITS.graceMs, lockTimeoutMs: REJOIN_LIMITS.lockTimeoutMs }
  if ((await server.fencing.read(scope.call)) === undefined) await server.fencing.prepare(scope.call)
  const { ended } = await server.fencing.fence(ticketOf(scope), limits, scope.call)
  await scope.record('ended-sessions', ended)
}

async function ownSlots(rejoining: Rejoining, scope: StepScope): Promise<string[]> {
  const { slots } = await (await rejoining.returned(scope)).inspect(scope.call)
  const named = new Set(rejoining.subject.debts.map((id) => debtPlace(id).slot))
  return slots.map(({ name }) => name).filter((name) => name.startsWith('mcloud_') || named.has(name))
}

async function copyState(
  rejoining: Rejoining,
  scope: StepScope,
): Promise<{ ready: number; total: number; streams: boolean }> {
  const { subscription, slot } = rejoining.subject
  const returned: PromotableServer = await rejoining.returned(scope)
  const state = await returned.inspect(scope.call)
  const held = state.subscriptions.find(({ name }) => name === subscription)
  const active = (await rejoining.primary.publisher.slot(slot, scope.call))?.active === true
  return { ready: held?.tablesReady ?? 0, total: held?.tablesTotal ?? -1, streams: active }
}
