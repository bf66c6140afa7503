import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Result } from '../result.ts'
import type { PairSpec } from './pair-spec.ts'
import { runPair } from './run-sync.ts'
import type { SyncPorts } from './sync-ports.ts'
import { hasChanged, isPartial } from './sync-report.ts'
import { pairsFor } from './sync-request.ts'

/** Pairs that are to be alike at once are looked at this often, in milliseconds. */
const AT_ONCE_MS = 2_000
/** Pairs without an interval of their own. */
const USUAL_MS = 300_000

/** What one look of a watch came to. */
export interface WatchedRun {
  readonly at: string
  readonly pair: string
  readonly result: 'done' | 'unchanged' | 'partial' | 'failed'
  readonly copied: number
  readonly deleted: number
  readonly elapsedMs: number
  readonly reason?: string
}

/**
 * `mcloud sync watch`: runs each pair on its own interval until Ctrl-C; what fails is tried again when it is due.
 * The interval counts from begin to begin, and a run that takes longer is followed at once.
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
  const { clock, signal } = ports
  while (!signal.aborted) {
    const [spec, atMs] = [...due].reduce((one, other) => (other[1] < one[1] ? other : one))
    const waitMs = atMs - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {})
    if (signal.aborted) break
    const startedMs = clock.now()
    due.set(spec, startedMs + ((every ?? spec.everyMs ?? USUAL_MS) || AT_ONCE_MS))
    const run = await lookAt(spec, ports, startedMs)
    if (run !== undefined) await show(run)
  }
  return { kind: 'done', data: undefined }
}

async function lookAt(spec: PairSpec, ports: SyncPorts, startedMs: number): Promise<WatchedRun | undefined> {
  const head = { at: new Date(startedMs).toISOString(), pair: spec.name }
  const quiet: SyncPorts = { ...ports, progress: { emit: () => {} } }
  try {
    const report = await runPair(spec, quiet, { index: 0, total: 1, events: false })
    const { copied, deleted, elapsedMs } = report
    const result = isPartial(report) ? 'partial' : hasChanged(report) ? 'done' : 'unchanged'
    return { ...head, result, copied, deleted, elapsedMs }
  } catch (error) {
    if (ports.signal.aborted) return undefined
    const elapsedMs = ports.clock.now() - startedMs
    const reason = isMcloudError(error) ? error.message : `a defect of mcloud: ${String(error)}`
    // Whatever it is, the other pairs are looked at all the same.
    return { ...head, result: 'failed', copied: 0, deleted: 0, elapsedMs, reason }
  }
}
