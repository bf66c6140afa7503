import type { Cloud } from '../../../config/clouds.ts'
import type { ServerFacts } from '../../databases/facts.ts'
import type { Observation } from '../observation.ts'
import type { Following } from '../topology.ts'

/** One pre-flight check: its name, what it found, and what to do about it. */
export interface Check {
  readonly name: string
  readonly result: 'pass' | 'warn' | 'fail'
  readonly observed: string
  /** Absent where there is nothing to do. */
  readonly next?: string
  /** It fails for a moment whenever a replication worker starts again. */
  readonly passing?: true
}

/** What the checks of one promotion look at. */
export interface Pair {
  readonly observation: Observation
  readonly source: ServerFacts
  readonly target: ServerFacts
  /** How the target follows the source; absent where it does not. */
  readonly following: Following | undefined
}

export function pass(name: string, observed: string): Check {
  return { name, result: 'pass', observed }
}

export function warn(name: string, observed: string, next: string): Check {
  return { name, result: 'warn', observed, next }
}

export function fail(name: string, observed: string, next: string): Check {
  return { name, result: 'fail', observed, next }
}

/** A failure that is gone by itself where a replication worker has just started again. */
export function failForNow(name: string, observed: string, next: string): Check {
  return { ...fail(name, observed, next), passing: true }
}

/** What was found that speaks for care and not against the plan, a line each. */
export function warningsOf(checks: readonly Check[]): string[] {
  return checks
    .filter(({ result }) => result === 'warn')
    .map(({ name, observed, next }) => `${name}: ${observed} ${next ?? ''}`.trim())
}

/** A check that fails exactly when something was found. */
export function expectNone(
  name: string,
  found: readonly string[],
  words: { readonly none: string; readonly some: string; readonly next: string },
): Check {
  return found.length === 0
    ? pass(name, words.none)
    : fail(name, `${words.some}: ${listed(found)}.`, words.next)
}

/** At most eight names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}

/** `orders-gcp (gcp)`. */
export function named(facts: { readonly instance: string; readonly cloud: Cloud }): string {
  return `${facts.instance} (${facts.cloud})`
}

/** User tables of a list in which mcloud's own may stand. */
export function userTables(tables: readonly string[]): string[] {
  return tables.filter((table) => !table.startsWith('mcloud.'))
}
