import type { Result } from '../result.ts'
import { pairResult, type SyncResult } from './pair-result.ts'
import { addressOf } from './place.ts'
import { onlyPair, runPair } from './run-sync.ts'
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
    const results = []
    for (const [index, spec] of pairs.entries()) {
      const report = await runPair(spec, dry, { index, total: pairs.length, events: false })
      results.push(await pairResult(spec, report, ports))
    }
    const changes = results.some(({ report }) => hasChanged(report) || report.deletesPlanned > 0)
    return { kind: changes ? 'changes' : 'unchanged', data: { pairs: results } }
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
    await writer.seal()
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

/** `mcloud sync apply`: carries a saved plan out exactly; what has moved on since is left alone and counted. */
export async function applySync(path: string, ports: SyncPorts): Promise<Result<SyncResult>> {
  const stores = await ports.syncStores()
  const { head, decisions } = await stores.plans.open(path)
  const name = `${addressOf(head.a)} to ${addressOf(head.b)}`
  const spec = { name, a: head.a, b: head.b, rules: head.rules }
  const report = await runPair(spec, ports, { index: 0, total: 1, events: false }, { decided: decisions() })
  const failed = report.failures + report.refusals + report.movedOn > 0
  return {
    kind: failed ? 'partial' : hasChanged(report) ? 'done' : 'unchanged',
    data: { pairs: [await pairResult(spec, report, ports)] },
  }
}
