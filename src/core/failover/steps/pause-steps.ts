import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { Mark, SequenceValue } from '../../databases/promotable-server.ts'
import { hashOf } from '../../runs/canonical-json.ts'
import type { StepScope, Verdict } from '../../runs/step.ts'
import { fencedSourceDebt } from '../debts.ts'
import {
  beforeCommit,
  LIMITS,
  no,
  type PromoteStep,
  type Promotion,
  sourceOf,
  targetOf,
  ticketOf,
  waitUntil,
  withinPause,
  YES,
} from '../promotion.ts'
import { type Replica, replicasOf, slotsOf } from './prepare-steps.ts'

const STEPS: readonly PromoteStep[] = [
  beforeCommit({
    id: 'fence-source',
    describe: ({ subject }) => `Fence ${subject.from}: shut the writing roles out and end their sessions`,
    run: async (promotion, scope) => {
      await scope.assertOwner()
      const result = await sourceOf(promotion).fencing.fence(
        ticketOf(scope),
        { graceMs: LIMITS.graceMs, lockTimeoutMs: LIMITS.lockTimeoutMs },
        scope.call,
      )
      // what the target is opened with is what the plan says: it was shown, approved, and is in its hash
      if (hashOf(result.access) !== hashOf(promotion.subject.access))
        throw new McloudError({
          code: 'PLAN_STALE',
          message: `The write privileges in ${promotion.subject.from} have changed since the plan was made`,
        })
    },
    // the row is written in the transaction that shuts everyone out; a process that died right after it has left
    // sessions behind, which may still write with the rights of a function's owner
    verify: async (promotion, scope) => {
      if (!(await holdsFence(promotion, scope))) return no('the source is not fenced by this run')
      await sourceOf(promotion).fencing.evict(scope.call)
      return YES
    },
    undoAnyway: true,
    undo: async (promotion, scope) => {
      const { database, from } = promotion.subject
      const source = promotion.servers.find(from)
      const debt = fencedSourceDebt(database, from, sourceInstance(promotion))
      if (source === undefined) return await scope.addDebt(debt)
      await source.fencing.restore(ticketOf(scope), scope.call)
      await scope.clearDebt(debt.id)
    },
    undoLeft: leftAtSource,
  }),
  beforeCommit({
    id: 'drain',
    describe: ({ subject }) =>
      `Drain: wait until everything written in ${subject.from} has reached ${subject.to}`,
    run: async (promotion, scope) => {
      const replicas = replicasOf(promotion)
      const mark = await sourceOf(promotion).publisher.mark(
        replicas.map(({ subscription }) => subscription),
        ticketOf(scope),
        scope.call,
      )
      const [target, ...others] = replicas
      const drainedTarget = drained(promotion, target as Replica, mark, LIMITS.drainMs, scope)
      // beside it, not after it; a replica that may lag has only a moment
      const drainedOthers = others.map(async (replica) => {
        const bystander = promotion.subject.bystanders.find(({ cloud }) => cloud === replica.server.cloud)
        const limitMs = bystander?.mayLag ? LIMITS.bystanderDrainMs : LIMITS.drainMs
        return drained(promotion, replica, mark, limitMs, scope).then(
          () => [replica.server.cloud],
          (error: unknown) => {
            if (bystander?.mayLag) return []
            throw error
          },
        )
      })
      const [, ...rest] = await Promise.all([drainedTarget, ...drainedOthers])
      await scope.record('drain', { ...mark, bystanders: rest.flat() })
    },
    verify: async (promotion, scope) => {
      const mark = scope.recall<Mark>('drain')
      if (mark === undefined) return no('not drained')
      const seen = await targetOf(promotion).subscriber.readMark(
        promotion.subject.forward.subscription,
        scope.call,
      )
      return seen === mark.nonce ? YES : no('the marker has not arrived')
    },
  }),
  beforeCommit({
    id: 'copy-sequences',
    describe: ({ subject }) => `Set the sequences in ${subject.to} to where those in ${subject.from} stand`,
    run: async (promotion, scope) => {
      const values = await sourceOf(promotion).contents.sequences(scope.call)
      await targetOf(promotion).contents.raiseSequences(values, ticketOf(scope), scope.call)
      promotion.held.sequences = values
    },
    verify: async (promotion, scope) => {
      const values = await sequencesOf(promotion, scope)
      const behind = await targetOf(promotion).contents.sequencesBehind(values, scope.call)
      return behind.length === 0 ? YES : no(`behind: ${behind.join(', ')}`)
    },
  }),
  beforeCommit({
    id: 'stop-replication',
    describe: ({ subject }) => `Disable ${subject.forward.subscription} in ${subject.to}`,
    run: async (promotion, scope) => {
      await Promise.all(
        stoppable(promotion, scope).map(({ server, subscription }) =>
          server.subscriber.disable(subscription, ticketOf(scope), scope.call),
        ),
      )
      await freezeContents(promotion, scope)
    },
    verify: async (promotion, scope) => {
      const held = await targetOf(promotion).subscriber.read(
        promotion.subject.forward.subscription,
        scope.call,
      )
      return held !== undefined && (held.enabled || held.workerAlive) ? no('it is enabled') : YES
    },
    undo: async (promotion, scope) => {
      await releaseContents(promotion)
      await Promise.all(
        stoppable(promotion, scope).map(({ server, subscription }) =>
          server.subscriber.enable(subscription, ticketOf(scope), scope.call),
        ),
      )
    },
  }),
  beforeCommit({
    id: 'advance-slots',
    describe: ({ subject }) =>
      `Move ${slotsOf(subject).join(', ')} in ${subject.to} to now, so that nothing comes back`,
    run: async (promotion, scope) => {
      const { publisher } = targetOf(promotion)
      // one position for good: repeated after a crash, it cannot skip what was written later
      let lsn = scope.recall<SwitchFact>('switch')?.lsn
      if (lsn === undefined) {
        lsn = await publisher.flushedLsn(scope.call)
        const sequences = await sequencesOf(promotion, scope)
        await scope.record('switch', { lsn, sequences } satisfies SwitchFact)
      }
      await publisher.advanceSlots(slotsOf(promotion.subject), lsn, scope.call)
    },
    verify: async (promotion, scope) => {
      const lsn = scope.recall<SwitchFact>('switch')?.lsn
      if (lsn === undefined) return no('the position was not fixed')
      const { publisher } = targetOf(promotion)
      return (await publisher.hasConfirmed(slotsOf(promotion.subject), lsn, scope.call))
        ? YES
        : no('a slot is behind')
    },
  }),
  beforeCommit({
    id: 'reverse-replication',
    describe: ({ subject }) => `Let ${subject.from} follow ${subject.to} by ${subject.reverse.subscription}`,
    run: async (promotion, scope) => {
      const { reverse, forward } = promotion.subject
      await sourceOf(promotion).subscriber.follow(
        { name: reverse.subscription, slot: reverse.slot, publications: forward.publications },
        targetOf(promotion),
        ticketOf(scope),
        scope.call,
      )
    },
    verify: async (promotion, scope) => {
      const held = await sourceOf(promotion).subscriber.read(
        promotion.subject.reverse.subscription,
        scope.call,
      )
      return held?.enabled ? YES : no('there is no reverse subscription')
    },
    undo: async (promotion, scope) => {
      const { from, reverse } = promotion.subject
      // a source that could not even be opened keeps it, together with its fence: one debt for both
      await promotion.servers.find(from)?.subscriber.drop(reverse.subscription, ticketOf(scope), scope.call)
    },
    undoLeft: leftAtSource,
  }),
  {
    id: 'commit',
    describe: ({ subject }) => `Commit epoch ${subject.epoch + 1}: from here only forward`,
    commitPoint: true,
    check: (promotion, scope) => isFenced(promotion, scope),
    run: async () => {},
    // the engine itself asks the store whether the epoch is committed
    verify: async () => YES,
  },
]

/** The write pause up to the commit point; every one of these is undone when one fails. */
export const PAUSE_STEPS: readonly PromoteStep[] = STEPS.map(withinPause)

/** Where everything stood at the switch. */
export interface SwitchFact {
  /** Position in the target's WAL. */
  readonly lsn: string
  readonly sequences: readonly SequenceValue[]
}

/** The sequences of the fenced source, where they stand still. */
async function sequencesOf(promotion: Promotion, scope: StepScope): Promise<readonly SequenceValue[]> {
  promotion.held.sequences ??= await sourceOf(promotion).contents.sequences(scope.call)
  return promotion.held.sequences
}

/** A source that could not even be opened stays as the run has left it, which is a debt. */
function leftAtSource({ servers, subject }: Promotion): string | undefined {
  return servers.find(subject.from) === undefined
    ? `${subject.from} does not answer: it stays as it is, and settling undoes it`
    : undefined
}

function sourceInstance({ database, subject }: Promotion): string {
  return database.members[subject.from]?.instance ?? subject.from
}

async function holdsFence(promotion: Promotion, scope: StepScope): Promise<boolean> {
  const row = await sourceOf(promotion).fencing.read(scope.call)
  return row?.runId === scope.runId && row.state === 'fenced'
}

/** Proof that nobody of the application can write to the source: the condition of committing. */
async function isFenced(promotion: Promotion, scope: StepScope): Promise<Verdict> {
  if (!(await holdsFence(promotion, scope))) return no('the source is not fenced by this run')
  const state = await sourceOf(promotion).fencing.judge(scope.call)
  return state.acceptsApplicationWrites ? no(`the source is not fenced: ${state.fenceEvidence}`) : YES
}

async function drained(
  promotion: Promotion,
  { server, subscription, slot }: Replica,
  mark: Mark,
  limitMs: number,
  scope: StepScope,
): Promise<void> {
  const source = sourceOf(promotion)
  const call = { ...scope.call, deadlineMs: Math.min(scope.call.deadlineMs, scope.clock.now() + limitMs) }
  const asked = { ...scope, call }
  try {
    await waitUntil(asked, limitMs, `The marker did not arrive in ${server.cloud}`, async () => {
      return (await server.subscriber.readMark(subscription, call)) === mark.nonce
    })
    await waitUntil(asked, limitMs, `${slot} did not confirm ${mark.lsn}`, () =>
      source.publisher.hasConfirmed([slot], mark.lsn, call),
    )
  } catch (error) {
    // it only looked: a server that does not answer leaves nothing open, and the step can be undone
    if (!isMcloudError(error) || error.retry !== 'check-first') throw error
    throw new McloudError({ code: 'DEADLINE', message: error.message, cause: error })
  }
}

/** The target, and every bystander that has received everything. */
function stoppable(promotion: Promotion, scope: StepScope): Replica[] {
  const done = scope.recall<{ bystanders: readonly string[] }>('drain')?.bystanders ?? []
  return replicasOf(promotion).filter(
    ({ server }) => server.cloud === promotion.subject.to || done.includes(server.cloud),
  )
}

/** Holds on to both contents at the switch, so that they can be compared when there is time. */
async function freezeContents(promotion: Promotion, scope: StepScope): Promise<void> {
  const [source, target] = await Promise.all([
    sourceOf(promotion).contents.freeze(scope.call),
    targetOf(promotion).contents.freeze(scope.call),
  ])
  promotion.held.frozen = { source, target }
}

/** Lets go of what was held for the comparison. */
export async function releaseContents(promotion: Promotion): Promise<void> {
  const { frozen } = promotion.held
  if (frozen === undefined) return
  delete promotion.held.frozen
  await Promise.all([frozen.source.release(), frozen.target.release()])
}
