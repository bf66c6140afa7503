import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { EngineAdvice } from './engines/recommend-engine.ts'
import type { TransferEstimate } from './estimate-transfer.ts'
import type { PairSpec } from './pair-spec.ts'
import { addressOf } from './place.ts'
import type { SyncPorts } from './sync-ports.ts'
import type { SyncReport } from './sync-report.ts'

/** What one pair came to. */
export interface PairResult {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly report?: SyncReport
  /** What it moved out of a cloud, or would move. */
  readonly transfer?: TransferEstimate
  /** Which engine should move it, and how long each would take; of dry runs only. */
  readonly advice?: EngineAdvice
  /** Why there is no report: the others went on. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string }
}

export interface SyncResult {
  readonly pairs: readonly PairResult[]
}

function headOf({ name, a, b }: PairSpec): Pick<PairResult, 'name' | 'from' | 'to'> {
  return { name, from: addressOf(a), to: addressOf(b) }
}

/** What kept a pair from coming to anything; rethrown where it is no word on this pair alone. */
export function failedPair(spec: PairSpec, error: unknown, rethrow: boolean): PairResult {
  if (rethrow || !isMcloudError(error)) throw error
  const { code, message, hint } = error
  return { ...headOf(spec), error: { code, message, hint } }
}

/** A report with its pair and with what the copies cost; after a dry run with the engines that could make them. */
export async function pairResult(
  spec: PairSpec,
  report: SyncReport,
  { transferBasis, syncStores }: Pick<SyncPorts, 'transferBasis' | 'syncStores'>,
): Promise<PairResult & { readonly report: SyncReport }> {
  const result = { ...headOf(spec), report }
  if (transferBasis === undefined) return result
  const { estimateTransfer } = await import('./estimate-transfer.ts')
  const transfer = await estimateTransfer(spec, report, transferBasis)
  const load = { objects: report.copied, bytes: report.copiedBytes }
  if (!report.dryRun || load.objects === 0) return { ...result, transfer }
  const { adviseEngine } = await import('./engines/advise.ts')
  return { ...result, transfer, advice: await adviseEngine(spec, load, await syncStores()) }
}
