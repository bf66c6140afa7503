import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { StepScope, Verdict } from '../../runs/step.ts'
import { stoppedSourceDebt, unfencedSourceDebt } from '../debts.ts'
import { beforeCommit, no, YES } from '../promotion.ts'
import { recordRequest } from '../record-request.ts'
import { FORCED_LIMITS, type ForcedPromotion, type ForcedStep, type SourceFence } from './forced-promotion.ts'
import { prepareTraffic } from './prepare-traffic.ts'

/** Shuts the lost primary off through its control plane, and reads back that it is. */
export const FENCE_SOURCE: ForcedStep = beforeCommit({
  id: 'fence-source',
  describe: ({ subject }) =>
    `Stop ${subject.instance} in ${subject.from} through its control plane, and read back that it is stopped`,
  run: async (promotion, scope) => {
    await scope.assertOwner()
    const fence = await stopSource(promotion, scope)
    prepareTraffic(promotion, scope)
    const { subject, control } = promotion
    const debt = unfencedSourceDebt(
      subject.database,
      subject.from,
      control.instance,
      fence.evidence,
      subject.accepted.unfencedSource ?? '',
    )
    if (fence.proved) await scope.clearDebt(debt.id)
    else if (subject.accepted.unfencedSource === undefined)
      throw new McloudError({
        code: 'FENCE_UNPROVED',
        message: `Nothing proves that ${control.instance} in ${subject.from} is shut off: ${fence.evidence}`,
      })
    else await scope.addDebt(debt)
    await scope.record('source-fence', fence)
  },
  verify: async (_, scope) =>
    scope.recall<SourceFence>('source-fence') === undefined ? no('the source is not shut off') : YES,
  undoAnyway: true,
  undo: async (promotion, scope) => {
    const { subject, control } = promotion
    if (scope.recall<{ wasRunning: boolean }>('source-before')?.wasRunning !== true) return
    try {
      await startAgain(promotion, scope)
    } catch (error) {
      if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
      await scope.addDebt(stoppedSourceDebt(subject.database, subject.from, control.instance, error.message))
    }
  },
})

/** The condition of committing: a server that nothing proves to be shut off is opened beside only by name. */
export async function proofOfFence(
  { subject, control }: ForcedPromotion,
  scope: StepScope,
): Promise<Verdict> {
  const fence = scope.recall<SourceFence>('source-fence')
  if (fence === undefined) return no('the source is not shut off')
  const seen = await control.look(scope.call)
  if (seen.kind === 'seen' && seen.stopped) return YES
  if (subject.accepted.unfencedSource !== undefined) return { kind: 'yes', note: 'the fence is not proved' }
  return seen.kind === 'silent'
    ? { kind: 'unknown', reason: `whether the source still is shut off: ${seen.reason}` }
    : no(`${seen.words}, no longer stopped`)
}

async function stopSource(promotion: ForcedPromotion, scope: StepScope): Promise<SourceFence> {
  const { subject, control } = promotion
  const { call, clock } = scope
  const before = await control.look(call)
  if (before.kind === 'silent') return { proved: false, evidence: before.reason }
  if (before.stopped) return { proved: true, evidence: before.words }
  // before the order: a process that takes the run over must know what to take back
  if (scope.recall('source-before') === undefined)
    await scope.record('source-before', { wasRunning: before.running, words: before.words })
  let refused = ''
  try {
    await recordRequest(scope, subject.from, `stop ${control.instance}`, await control.stop(call))
  } catch (error) {
    // what it did, the reading back tells
    if (!isMcloudError(error) || call.signal.aborted) throw error
    refused = `; ${error.message}`
  }
  prepareTraffic(promotion, scope) // it has time while the server comes to a stop
  const waitMs =
    subject.accepted.unfencedSource === undefined ? FORCED_LIMITS.stopMs : FORCED_LIMITS.acceptedStopMs
  const endMs = Math.min(clock.now() + waitMs, call.deadlineMs - 1_000)
  let told = ''
  for (let pauseMs: number = FORCED_LIMITS.pollMs; ; pauseMs = slower(pauseMs)) {
    const seen = await control.look(call)
    if (seen.kind === 'seen' && seen.stopped) return { proved: true, evidence: seen.words }
    const words = seen.kind === 'seen' ? seen.words : seen.reason
    // an order that was refused, or a server that has failed, will not come to a stop
    const isHopeless = refused !== '' || (seen.kind === 'seen' && /\bfailed\b/.test(seen.words))
    if (isHopeless || clock.now() >= endMs) return { proved: false, evidence: `${words}${refused}` }
    if (words !== told) scope.progress.emit({ kind: 'note', text: words })
    told = words
    await clock.sleep(pauseMs, call.signal)
  }
}

/** Often while seconds count, seldom when it takes minutes: the control planes bound the rate of requests. */
function slower(pauseMs: number): number {
  return Math.min(pauseMs * 1.1, FORCED_LIMITS.longestPollMs)
}

async function startAgain({ subject, control }: ForcedPromotion, scope: StepScope): Promise<void> {
  const { call, clock } = scope
  const endMs = Math.min(clock.now() + FORCED_LIMITS.stopMs, call.deadlineMs - 1_000)
  await recordRequest(scope, subject.from, `start ${control.instance}`, await control.start(call))
  for (let pauseMs: number = FORCED_LIMITS.pollMs; ; pauseMs = slower(pauseMs)) {
    const seen = await control.look(call)
    if (seen.kind === 'seen' && seen.running) return
    if (seen.kind === 'silent' || clock.now() >= endMs)
      throw new McloudError({
        code: 'OUTCOME_UNKNOWN',
        message: seen.kind === 'silent' ? seen.reason : seen.words,
      })
    await clock.sleep(pauseMs, call.signal)
  }
}
