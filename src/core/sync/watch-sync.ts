import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Result } from '../result.ts'
import type { PairSpec } from './pair-spec.ts'
import { runPair } from './run-sync.ts'
import type { SyncPorts } from './sync-ports.ts'
import { hasChanged, isPartial, type SyncReport } from './sync-report.ts'
import { pairsFor } from './sync-request.ts'
import { countsText, keyText } from './sync-text.ts'

/** Pairs that are to be alike at once are looked at this often, in milliseconds. */
const AT_ONCE_MS = 2_000
/** Pairs without an interval of their own. */
const USUAL_MS = 300_000
/** A pair that keeps failing is tried again no less often than this, or than its interval where that is longer. */
const LONGEST_PAUSE_MS = 60_000

/** What one look of a watch came to. */
export interface WatchedRun {
  readonly at: string
  readonly pair: string
  readonly result: 'done' | 'unchanged' | 'partial' | 'failed'
  readonly copied: number
  readonly deleted: number
  readonly elapsedMs: number
  /** Why it failed, or what it left out. */
  readonly reason?: string
  /** When a pair that failed is tried again. */
  readonly nextAt?: string
}

/**
 * `mcloud sync watch`: runs each pair on its own interval until Ctrl-C. The interval counts from begin to begin, and a
 * run that takes longer is followed at once. A pair that fails is tried again after its interval, and after twice as
 * long for every further failure in a row, counted from the end of the run.
 */
export async function watchSync(
  request: {
    readonly from: string | undefined
    readonly to: string | undefined
    readonly every: number | undefined
  },
  ports: SyncPorts,
  show: (run: WatchedRun) => Promise<void>,
): Promise<Result<undefined>> {
  return watchPairs(await pairsFor(request, ports), request.every, ports, show)
}

/** Runs pairs on their intervals until the signal. */
export async function watchPairs(
  pairs: readonly PairSpec[],
  every: number | undefined,
  ports: SyncPorts,
  show: (run: WatchedRun) => Promise<void>,
): Promise<Result<undefined>> {
  const due = new Map<PairSpec, number>(pairs.map((spec) => [spec, ports.clock.now()]))
  const failures = new Map<PairSpec, number>()
  const { clock, signal } = ports
  while (!signal.aborted) {
    const [spec, atMs] = [...due].reduce((one, other) => (other[1] < one[1] ? other : one))
    const waitMs = atMs - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {})
    if (signal.aborted) break
    const startedMs = clock.now()
    const intervalMs = (every ?? spec.everyMs ?? USUAL_MS) || AT_ONCE_MS
    const run = await lookAt(spec, ports, startedMs)
    if (run === undefined) break
    const inARow = run.result === 'failed' ? (failures.get(spec) ?? 0) + 1 : 0
    failures.set(spec, inARow)
    const nextMs = inARow === 0 ? startedMs + intervalMs : clock.now() + pauseMs(intervalMs, inARow)
    due.set(spec, nextMs)
    await show(inARow === 0 ? run : { ...run, nextAt: new Date(nextMs).toISOString() })
  }
  return { kind: 'done', data: undefined }
}

function pauseMs(intervalMs: number, failuresInARow: number): number {
  return Math.min(Math.max(intervalMs, LONGEST_PAUSE_MS), intervalMs * 2 ** (failuresInARow - 1))
}

async function lookAt(spec: PairSpec, ports: SyncPorts, startedMs: number): Promise<WatchedRun | undefined> {
  const head = { at: new Date(startedMs).toISOString(), pair: spec.name }
  const quiet: SyncPorts = { ...ports, progress: { emit: () => {} } }
  try {
    const report = await runPair(spec, quiet, { index: 0, total: 1, events: false })
    const { copied, deleted, elapsedMs } = report
    const result = isPartial(report) ? 'partial' : hasChanged(report) ? 'done' : 'unchanged'
    return { ...head, result, copied, deleted, elapsedMs, ...(result === 'partial' ? leftOut(report) : {}) }
  } catch (error) {
    if (ports.signal.aborted) return undefined
    const elapsedMs = ports.clock.now() - startedMs
    const reason = isMcloudError(error) ? error.message : `a defect of mcloud: ${String(error)}`
    // Whatever it is, the other pairs are looked at all the same.
    return { ...head, result: 'failed', copied: 0, deleted: 0, elapsedMs, reason }
  }
}

/** What a run left out, and the first of it by name. */
function leftOut(report: SyncReport): Pick<WatchedRun, 'reason'> {
  const { failures, failed, refusals, refused, conflicts, kept, unsettledKeys } = report
  const [first] = [...failed, ...refused, ...unsettledKeys.map((key) => ({ key, reason: 'in conflict' }))]
  const counts = countsText({ failed: failures, refused: refusals, conflicts: conflicts - kept.length })
  return {
    reason: first === undefined ? counts : `${counts}; the first: ${keyText(first.key)}: ${first.reason}`,
  }
}
