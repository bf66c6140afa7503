import { McloudError } from '../../errors/mcloud-error.ts'
import type { StepScope, Verdict } from '../runs/step.ts'
import { allowedDeletes, DEFAULT_DELETE_LIMIT } from '../sync/delete-gate.ts'
import { type PairSpec, pairsOf } from '../sync/pair-spec.ts'
import { runPair } from '../sync/run-sync.ts'
import { isPartial } from '../sync/sync-report.ts'
import { bytesText, keyText } from '../sync/sync-text.ts'
import { verifySpec } from '../sync/verify-command.ts'
import type { ScenarioContext, ScenarioRunStep } from './scenario-run.ts'
import type { PlannedSync } from './sync-plan.ts'

/** Makes pairs of buckets alike, and proves it; copies are not taken back by an abort. */
export function syncStep(id: string, planned: readonly PlannedSync[]): ScenarioRunStep {
  return {
    id,
    describe: () =>
      `Make pairs of buckets alike: ${planned.map(textOf).join('; ')} (an abort takes no copy back)`,
    run: async (context, scope) => {
      for (const [index, one] of planned.entries()) {
        await scope.assertOwner()
        await bringOver(context, one, { id, index, total: planned.length }, scope)
      }
    },
    verify: (context, scope) => verifyAll(context, planned, id, scope),
  }
}

function textOf({ pair, copies, bytes, deletes }: PlannedSync): string {
  return `${pair}, ${copies} to copy (${bytesText(bytes)}), ${deletes} to delete`
}

/** @throws McloudError RUN_STEP_FAILED where something was left out, SYNC_DELETE_LIMIT, and those of a sync */
async function bringOver(
  { platform, syncStores, approve }: ScenarioContext,
  { pair, deletes: approved }: PlannedSync,
  place: { readonly id: string; readonly index: number; readonly total: number },
  scope: StepScope,
): Promise<void> {
  const report = await runPair(
    specOf(platform, pair),
    {
      clock: scope.clock,
      global: { dryRun: false },
      progress: {
        emit: (event) => {
          if (event.kind === 'step-progress')
            scope.progress.emit({ ...event, id: place.id, text: `${pair}: ${event.text}` })
          if (event.kind === 'note' || event.kind === 'warning') scope.progress.emit(event)
        },
      },
      call: () => scope.call,
      syncStores,
      confirm: ({ text }) => approve(text),
    },
    { index: place.index, total: place.total, events: false },
    {
      // the go-ahead for the plan was one for its deletes, and for no more than any sync may make
      approveDeletes: async (deletes, held) => {
        const allowed = Math.max(approved, allowedDeletes(held, DEFAULT_DELETE_LIMIT))
        if (deletes > allowed)
          throw new McloudError({
            code: 'SYNC_DELETE_LIMIT',
            message: `${pair}: ${deletes} objects would be deleted now, and the plan said ${approved}; nothing was deleted`,
            hint: 'Look at them with `mcloud sync plan`, then make a new plan.',
          })
      },
    },
  )
  if (!isPartial(report)) return
  const [first] = [...report.failed, ...report.refused]
  throw new McloudError({
    code: 'RUN_STEP_FAILED',
    message: `${pair}: ${report.failures + report.refusals} objects failed and ${report.conflicts - report.kept.length} are in conflict${first === undefined ? '' : `; the first: ${keyText(first.key)}, ${first.reason}`}`,
  })
}

async function verifyAll(
  { platform, syncStores }: ScenarioContext,
  planned: readonly PlannedSync[],
  id: string,
  scope: StepScope,
): Promise<Verdict> {
  const stores = await syncStores()
  const wrong: string[] = []
  const notes: string[] = []
  for (const { pair } of planned) {
    const { a, missing, different, extra, unproved, extraCounts } = await verifySpec(
      specOf(platform, pair),
      stores,
      {
        download: false,
        call: scope.call,
        onProgress: (now) =>
          scope.progress.emit({ kind: 'step-progress', id, text: `${pair}: ${now.a} looked at` }),
      },
    )
    const found = { missing, different, ...(extraCounts ? { extra } : {}) }
    for (const [word, { count, keys }] of Object.entries(found))
      if (count > 0) wrong.push(`${pair}: ${count} ${word}, the first is ${keyText(keys[0] ?? '')}`)
    notes.push(`${pair}: ${a} objects alike${unproved === 0 ? '' : `, ${unproved} of them by size alone`}`)
  }
  return wrong.length > 0 ? { kind: 'no', reason: wrong.join('; ') } : { kind: 'yes', note: notes.join('; ') }
}

function specOf(platform: ScenarioContext['platform'], name: string): PairSpec {
  const found = pairsOf(platform).find((pair) => pair.name === name)
  if (found !== undefined) return found
  throw new McloudError({
    code: 'PLAN_STALE',
    message: `The pair ${name} is no longer in the platform file.`,
  })
}
