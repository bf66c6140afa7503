import type { Audit } from './audit.ts'

/** A length of time for people: `312 ms`, `4.2 s`, `12 min 5 s`. */
export function timeText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

/** A measured time beside its objective. */
export function measuredText({ ms, objectiveMs, met }: Audit['measured']['rto' | 'rpo']): string {
  const objective = objectiveMs === undefined ? 'no objective' : `objective ${timeText(objectiveMs)}`
  const verdict = met === undefined ? '' : met ? ', met' : ', missed'
  return `${ms === undefined ? 'not known' : timeText(ms)} (${objective}${verdict})`
}

/** What was moved, and whither. */
export function moveText({ kind, database, move }: Audit): string {
  return move === undefined ? `${kind} ${database}` : `${kind} ${database} from ${move.from} to ${move.to}`
}
