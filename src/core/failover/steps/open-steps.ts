import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Step } from '../../runs/step.ts'
import { LIMITS, no, type Opening, type PromoteStep, targetOf, ticketOf, YES } from '../promotion.ts'
import type { SwitchFact } from './pause-steps.ts'

/** The target takes writes. */
export const OPEN_STEPS: readonly Step<Opening>[] = [
  {
    id: 'open-target',
    describe: ({ subject }) => `Open ${subject.to} to the writing roles`,
    run: async (promotion, scope) => {
      await scope.assertOwner()
      await targetOf(promotion).fencing.open(ticketOf(scope), promotion.subject.access, scope.call)
    },
    verify: async (promotion, scope) => {
      const row = await targetOf(promotion).fencing.read(scope.call)
      return row?.runId === scope.runId && row.state === 'open' ? YES : no('it is fenced')
    },
  },
  {
    id: 'probe-write',
    describe: ({ subject }) => `Write to ${subject.to}, and try the rights of the writing roles`,
    run: async (promotion, scope) => {
      const sequences = scope.recall<SwitchFact>('switch')?.sequences ?? []
      await targetOf(promotion).contents.probeWrite(
        promotion.subject.access,
        sequences,
        ticketOf(scope),
        scope.call,
      )
    },
    verify: async (promotion, scope) =>
      (await targetOf(promotion).contents.lastBeat(scope.call)) === scope.epoch
        ? YES
        : no('it was not written to'),
  },
]

/** The traffic finds the target. */
export const REPOINT_STEP: PromoteStep = {
  id: 'repoint-traffic',
  describe: ({ subject }) =>
    `Repoint DNS to ${subject.to} in every provider: ${subject.traffic.texts.length} changes`,
  run: async (promotion, scope) => {
    const { subject, repointer, held } = promotion
    const call = {
      ...scope.call,
      deadlineMs: Math.min(scope.call.deadlineMs, scope.clock.now() + LIMITS.repointMs),
    }
    const prepared = held.repoint ?? (await repointer.prepare(subject.traffic, call))
    delete held.repoint // what was prepared is spent
    const outcome = await prepared.commit(call)
    if (outcome.kind === 'done' || outcome.kind === 'unchanged') {
      await scope.record('repointed', { atMs: scope.clock.now(), requests: outcome.requests ?? [] })
      return
    }
    throw new McloudError({
      code: outcome.kind === 'unknown' ? 'OUTCOME_UNKNOWN' : 'RUN_STEP_FAILED',
      message: `DNS is not everywhere yet (the database stays in ${subject.to}): ${outcome.reasons.join('; ')}`,
    })
  },
  verify: (promotion, scope) => promotion.repointer.verify(promotion.subject.traffic, scope.call),
}
