import { McloudError } from '../../errors/mcloud-error.ts'
import type { Result, ResultKind } from '../result.ts'
import { failedPair, type PairResult, pairResult, type SyncResult } from './pair-result.ts'
import type { PairSpec } from './pair-spec.ts'
import { addressOf } from './place.ts'
import { confirmDeletes, onlyPair, runPair } from './run-sync.ts'
import type { SyncPorts } from './sync-ports.ts'
import { hasChanged } from './sync-report.ts'
import { pairsFor, type SyncRequest } from './sync-request.ts'

/** `mcloud sync plan`: decides everything, does nothing, and keeps the decisions for `sync apply`. */
export async function planSync(
  request: SyncRequest & { readonly out: string | undefined },
  ports: SyncPorts,
): Promise<Result<SyncResult>> {
  const pairs = await pairsFor(request, ports)
  const dry: SyncPorts = { ...ports, global: { ...ports.global, dryRun: true } }
  if (request.out === undefined) {
    const results: PairResult[] = []
    for (const [index, spec] of pairs.entries()) {
      try {
        const report = await runPair(spec, dry, { index, total: pairs.length, events: false })
        results.push(await pairResult(spec, report, ports))
      } catch (error) {
        results.push(failedPair(spec, error, pairs.length === 1 || ports.signal.aborted))
      }
    }
    return { kind: plannedKind(results), data: { pairs: results } }
  }
  const spec = onlyPair(pairs, 'A saved plan is for one pair.')
  const stores = await ports.syncStores()
  const writer = await stores.plans.create(request.out, {
    kind: 'mcloud-sync-plan',
    schemaVersion: 1,
    a: spec.a,
    b: spec.b,
    rules: spec.rules,
    madeAtMs: ports.clock.now(),
    ...(spec.narrowed ? { narrowed: true as const } : {}),
  })
  try {
    const report = await runPair(
      spec,
      dry,
      { index: 0, total: 1, events: false },
      {
        onDecisions: (batch) => writer.write(batch),
      },
    )
    // No approval makes an empty source a reason to delete.
    if (report.deletesBlockedBy === 'SYNC_SOURCE_EMPTY')
      throw new McloudError({
        code: 'SYNC_SOURCE_EMPTY',
        message: `${report.deletesBlocked ?? ''}, and no plan was kept`,
      })
    await writer.seal(report.deletesBlocked)
    const changes = hasChanged(report) || report.deletesPlanned > 0
    return {
      kind: changes ? 'changes' : 'unchanged',
      data: { pairs: [await pairResult(spec, report, ports)] },
    }
  } catch (error) {
    await writer.discard()
    throw error
  }
}

function plannedKind(results: readonly PairResult[]): ResultKind {
  if (results.every(({ error }) => error !== undefined)) return 'failed'
  if (results.some(({ error }) => error !== undefined)) return 'partial'
  const changes = results.some(
    ({ report }) => report !== undefined && (hasChanged(report) || report.deletesPlanned > 0),
  )
  return changes ? 'changes' : 'unchanged'
}

/** `mcloud sync apply`: carries a saved plan out exactly; what has moved on since is left alone and counted. */
export async function applySync(path: string, ports: SyncPorts): Promise<Result<SyncResult>> {
  const stores = await ports.syncStores()
  const { head, blocked, decisions } = await stores.plans.open(path)
  const { a, b, rules, narrowed, madeAtMs } = head
  const name = `${addressOf(a)} to ${addressOf(b)}`
  const spec: PairSpec = { name, a, b, rules, ...(narrowed === undefined ? {} : { narrowed }) }
  const report = await runPair(
    spec,
    ports,
    { index: 0, total: 1, events: false, seenAtMs: madeAtMs },
    {
      decided: decisions(),
      // Deletes that the limit of the pair had stopped are for people to let through, however few they are.
      ...(blocked === undefined
        ? {}
        : { approveDeletes: (deletes: number) => confirmDeletes(spec, ports, deletes) }),
    },
  )
  const failed = report.failures + report.refusals + report.movedOn > 0
  return {
    kind: failed ? 'partial' : hasChanged(report) ? 'done' : 'unchanged',
    data: { pairs: [await pairResult(spec, report, ports)] },
  }
}
