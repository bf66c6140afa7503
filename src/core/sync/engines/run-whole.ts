import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Call } from '../../../providers/provider.ts'
import type { Clock } from '../../ports.ts'
import { allowedDeletes, checkDeletes } from '../delete-gate.ts'
import type { PairSpec } from '../pair-spec.ts'
import { addressOf } from '../place.ts'
import { emptyReport, NAMED_FINDINGS, type SyncReport } from '../sync-report.ts'
import { requireOneWay } from './move-pair.ts'
import type { WholeMoved, WholeMover } from './mover.ts'

export interface WholeRun {
  readonly spec: PairSpec
  readonly dryRun: boolean
  readonly clock: Clock
  readonly call: Call
  readonly approveDeletes: (deletes: number, held: number) => Promise<void>
  readonly onProgress?: ((report: SyncReport) => void) | undefined
}

/**
 * Runs a pair of which mcloud cannot list a side: the engine lists and compares. Where deletes are meant it is asked
 * first what it would delete, and the gate of mcloud decides about that.
 * @throws McloudError SYNC_SOURCE_EMPTY, SYNC_DELETE_LIMIT, SYNC_FAILED where nothing at all was done
 */
export async function runWhole(run: WholeRun, mover: WholeMover): Promise<SyncReport> {
  const { spec, dryRun, clock, call } = run
  const { rules, a, b, bandwidthBytes } = spec
  requireOneWay(rules.direction, mover.name)
  const startedMs = clock.now()
  const report: SyncReport = {
    ...emptyReport({ from: addressOf(a), to: addressOf(b), direction: 'one-way', dryRun }),
    engine: mover.name,
  }
  const request = {
    rules,
    ...(bandwidthBytes === undefined ? {} : { bandwidthBytes }),
    onProgress: ({ objects, bytes }: { objects: number; bytes: number }) => {
      report.copied = objects
      report.copiedBytes = bytes
      run.onProgress?.(report)
    },
  }
  let maxDeletes = 0
  if (dryRun || rules.deletes) {
    const look = await mover.run({ ...request, dryRun: true, maxDeletes: Number.MAX_SAFE_INTEGER }, call)
    if (look.errors > 0) throw failed(mover, look)
    report.deletesPlanned = look.deletes
    try {
      gate(spec, look)
    } catch (error) {
      if (!dryRun || !(error instanceof McloudError)) throw error
      report.deletesBlocked = error.message
    }
    if (dryRun) return ended(report, look, clock.now() - startedMs)
    if (look.deletes > 0) await run.approveDeletes(look.deletes, look.checks)
    maxDeletes = look.deletes
  }
  const done = await mover.run({ ...request, dryRun: false, maxDeletes }, call)
  if (done.errors > 0 && done.objects === 0 && done.deletes === 0) throw failed(mover, done)
  return ended(report, done, clock.now() - startedMs)
}

function gate({ rules, a, b }: PairSpec, { deletes, checks, objects }: WholeMoved): void {
  const held = checks
  checkDeletes({
    deletes,
    held,
    // What is compared stands on both sides, what is copied at the source at least.
    leading: checks - deletes + objects,
    address: addressOf(b),
    leadingAddress: addressOf(a),
    limit: { ...rules.deleteLimit, count: allowedDeletes(held, rules.deleteLimit) },
  })
}

function ended(report: SyncReport, moved: WholeMoved, elapsedMs: number): SyncReport {
  report.copied = moved.objects
  report.copiedBytes = moved.bytes
  report.copiedTo.b = { objects: moved.objects, bytes: moved.bytes }
  report.deleted = report.dryRun ? 0 : moved.deletes
  report.failures = Math.max(moved.errors, moved.failed.length)
  report.failed = moved.failed
    .slice(0, NAMED_FINDINGS)
    .map(({ key, reason }) => ({ key: key ?? '', side: 'b', reason }))
  report.counts.same = moved.checks > moved.deletes ? { engine: moved.checks - moved.deletes } : {}
  report.counts.a = moved.checks - moved.deletes + moved.objects
  report.counts.b = moved.checks
  report.elapsedMs = elapsedMs
  return report
}

function failed(mover: WholeMover, { failed: [first], errors }: WholeMoved): McloudError {
  return new McloudError({
    code: 'SYNC_FAILED',
    message: `${mover.name} ended with ${errors} errors${first === undefined ? '' : `; the first: ${first.reason}`}`,
  })
}
