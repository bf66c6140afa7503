import type { LoadEntry } from './load-log.ts'

/** What a load client has seen. */
export interface LoadFigures {
  readonly startedAt: string
  readonly elapsedMs: number
  readonly ratePerSecond: number
  readonly acknowledged: number
  readonly failed: number
  /** Longest time without an acknowledged write, the beginning and the end of the run included. */
  readonly longestPauseMs: number
  readonly longestPauseAt: string
  /** The time between two orders when nothing is wrong. */
  readonly nominalIntervalMs: number
  /** Longest time for which the client itself was held up: what it may have added to a pause. */
  readonly clientStallMs: number
  /** From when an order was due to its acknowledgement. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly acknowledgedBy: Readonly<Record<string, number>>
  /** Why orders failed, and how often. */
  readonly failures: Readonly<Record<string, number>>
}

/** Computes the figures of one run from its log; several runs in one log are taken as one. */
export function loadFigures(entries: readonly LoadEntry[]): LoadFigures {
  const acknowledged = entries.filter((entry) => entry.kind === 'acknowledged')
  const failed = entries.filter((entry) => entry.kind === 'failed')
  const start = entries.find((entry) => entry.kind === 'start')
  const end = entries.findLast((entry) => entry.kind === 'end')
  const times = acknowledged.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const startMs = start?.atMs ?? times[0] ?? 0
  const endMs = end?.atMs ?? times.at(-1) ?? startMs
  const pause = longestGap([startMs, ...times, Math.max(endMs, times.at(-1) ?? startMs)])
  const latencies = acknowledged.map(({ atMs, dueMs }) => atMs - dueMs).sort((a, b) => a - b)
  const ratePerSecond = start?.ratePerSecond ?? 0
  return {
    startedAt: new Date(startMs).toISOString(),
    elapsedMs: round(endMs - startMs),
    ratePerSecond,
    acknowledged: acknowledged.length,
    failed: failed.length,
    longestPauseMs: round(pause.lengthMs),
    longestPauseAt: new Date(pause.fromMs).toISOString(),
    nominalIntervalMs: ratePerSecond > 0 ? round(1000 / ratePerSecond) : 0,
    clientStallMs: round(end?.clientStallMs ?? 0),
    latencyMs: {
      p50: round(quantile(latencies, 0.5)),
      p99: round(quantile(latencies, 0.99)),
      max: round(latencies.at(-1) ?? 0),
    },
    acknowledgedBy: countBy(acknowledged, ({ cloud }) => cloud),
    failures: countBy(failed, ({ reason }) => reason),
  }
}

/** The longest distance between neighbours in ascending times. */
export function longestGap(times: readonly number[]): { readonly fromMs: number; readonly lengthMs: number } {
  let longest = { fromMs: times[0] ?? 0, lengthMs: 0 }
  times.forEach((time, index) => {
    const fromMs = times[index - 1] ?? time
    if (time - fromMs > longest.lengthMs) longest = { fromMs, lengthMs: time - fromMs }
  })
  return longest
}

/** Nearest-rank quantile of ascending values; 0 for none. */
export function quantile(ascending: readonly number[], q: number): number {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? 0
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
