import { spanText } from '../core/sync/sync-text.ts'
import type { WatchedRun } from '../core/sync/watch-sync.ts'

/** One line on a run of a watch: what it came to, and when a pair that failed is tried again. */
export function watchLine({
  at,
  pair,
  result,
  copied,
  deleted,
  elapsedMs,
  reason,
  nextAt,
}: WatchedRun): string {
  const did = `copied ${copied}, deleted ${deleted}`
  const text = reason === undefined ? did : result === 'failed' ? reason : `${did}, left out: ${reason}`
  const next =
    nextAt === undefined
      ? ''
      : `; tried again in ${spanText(Date.parse(nextAt) - Date.parse(at) - elapsedMs)}`
  return `${at} ${pair}: ${result}, ${text} (${spanText(elapsedMs)})${next}`
}
