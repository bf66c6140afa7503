import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import { type PairSpec, pairsOf } from '../sync/pair-spec.ts'
import { runPair } from '../sync/run-sync.ts'
import { keyText } from '../sync/sync-text.ts'
import type { ScenarioPorts } from './scenario-ports.ts'
import type { ScenarioStep } from './scenario-step.ts'

/** What a sync of one pair would do when the plan was made. */
export interface PlannedSync {
  readonly pair: string
  readonly copies: number
  readonly bytes: number
  readonly deletes: number
}

/** Decides every sync of a scenario, by the number of its step; changes nothing. @throws McloudError PREFLIGHT_FAILED */
export async function planSyncs(
  ports: ScenarioPorts,
  steps: readonly ScenarioStep[],
): Promise<Readonly<Record<number, readonly PlannedSync[]>>> {
  const planned: Record<number, PlannedSync[]> = {}
  const problems: Problem[] = []
  const all = pairsOf(await ports.platform())
  for (const [index, step] of steps.entries()) {
    if (step.use !== 'sync-storage') continue
    const pairs = all.filter(({ name }) => step.pairs.includes(name))
    const syncs: PlannedSync[] = []
    for (const [place, spec] of pairs.entries())
      syncs.push(await planOne(ports, spec, { index: place, total: pairs.length }, problems))
    planned[index] = syncs
  }
  if (problems.length === 0) return planned
  throw new McloudError({
    code: 'PREFLIGHT_FAILED',
    message: 'Pairs of buckets cannot be made alike as they are.',
    hint: 'Look at them with `mcloud sync plan`, and settle them with `mcloud sync` before.',
    problems,
  })
}

async function planOne(
  ports: ScenarioPorts,
  spec: PairSpec,
  place: { readonly index: number; readonly total: number },
  problems: Problem[],
): Promise<PlannedSync> {
  const report = await runPair(spec, { ...ports, global: { dryRun: true } }, { ...place, events: false })
  const refuse = (message: string, expected: string) =>
    problems.push({ at: `sync-storage ${spec.name}`, message, expected })
  const [conflict] = report.unsettledKeys
  if (conflict !== undefined)
    refuse(
      `${report.unsettled} objects were changed on both sides; the first is ${keyText(conflict)}`,
      'none, or `conflicts` of the pair says which one keeps its name',
    )
  if (report.deletesBlocked !== undefined)
    refuse(report.deletesBlocked, 'deletes within `maxDelete` of the pair')
  const [first] = [...report.failed, ...report.refused]
  if (first !== undefined)
    refuse(
      `${report.failures + report.refusals} objects cannot be copied; the first is ${keyText(first.key)}: ${first.reason}`,
      'objects that both sides can hold',
    )
  const { copied: copies, copiedBytes: bytes, deletesPlanned: deletes } = report
  return { pair: spec.name, copies, bytes, deletes }
}
