/**
 * What a zone held and from when on its name servers know it: the newest entry is what the API shows, and the
 * newest one that is due is what DNS answers.
 */
export type RecordsTimeline<R> = readonly RecordsVersion<R>[]

export interface RecordsVersion<R> {
  readonly visibleAtMs: number
  readonly records: readonly R[]
}

/** What the API shows: the newest records, in sync or not. */
export function currentRecords<R>(timeline: RecordsTimeline<R>): readonly R[] {
  return timeline.at(-1)?.records ?? []
}

/** What the name servers have at a time. */
export function visibleRecords<R>(timeline: RecordsTimeline<R>, nowMs: number): readonly R[] {
  return timeline.findLast((version) => version.visibleAtMs <= nowMs)?.records ?? []
}

/** Adds a version, and drops those that no question can reach any more. */
export function publishRecords<R>(
  timeline: RecordsTimeline<R>,
  records: readonly R[],
  nowMs: number,
  syncMs: number,
): RecordsTimeline<R> {
  const due = timeline.findLastIndex((version) => version.visibleAtMs <= nowMs)
  return [...timeline.slice(Math.max(due, 0)), { visibleAtMs: nowMs + syncMs, records }]
}
