import type { Audit } from './audit.ts'

/** A length of time for people: `312 ms`, `4.2 s`, `12 min 5 s`. */
export function timeText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

/** A measured time beside its objective. */
export function measuredText({ moved, ...measured }: Audit['measured'], which: 'rto' | 'rpo'): string {
  const { ms, objectiveMs, met } = measured[which]
  if (!moved && ms === undefined) return 'nothing was moved'
  const objective = objectiveMs === undefined ? 'no objective' : `objective ${timeText(objectiveMs)}`
  const verdict = met === undefined ? '' : met ? ', met' : ', missed'
  return `${ms === undefined ? 'not known' : timeText(ms)} (${objective}${verdict})`
}

/** What was moved, and whither. */
export function moveText({ kind, scenario, database, move, rebuilt }: Audit): string {
  const what = scenario === undefined ? kind : `${kind} ${scenario}:`
  if (move !== undefined) return `${what} ${database} from ${move.from} to ${move.to}`
  if (rebuilt !== undefined) return `${what} ${database} in ${rebuilt.cloud}, following ${rebuilt.primary}`
  return scenario === undefined ? `${what} ${database}` : `${kind} ${scenario}`
}

/** How many of the debts that a run has left are not paid yet. */
export function openDebts({ debts }: Pick<Audit, 'debts'>): number {
  return debts.filter(({ open }) => open).length
}

/** What was lost, table by table; empty where nothing was counted. */
export function lossLines({ loss }: Pick<Audit, 'loss'>): string[] {
  if (loss === undefined) return []
  return [
    `${loss.rows} rows were on the old primary only, counted by run ${loss.countedBy} at ${loss.countedAt}: ${loss.method}`,
    ...loss.tables
      .filter(({ missing, different }) => missing + different > 0)
      .map(({ table, missing, different }) => `${table}: ${missing} missing, ${different} different`),
    ...loss.files.map((file) => `kept in ${file}`),
  ]
}
