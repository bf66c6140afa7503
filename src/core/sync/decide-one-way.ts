import { type ComparisonRules, compareObjects } from './compare.ts'
import type { CopyReason, Decision, PlanCounts } from './decision.ts'
import { type Filters, passes } from './filters.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ListedObject } from './object-store.ts'

export interface OneWayRules extends ComparisonRules {
  /** Delete what the source has not. */
  readonly deletes: boolean
  readonly filters: Filters
  /** A side can tell the hash of a content for less than a copy costs. */
  readonly canProve: boolean
}

/** Decides about one key of a one-way pair; undefined: nothing to do. */
export function decideOneWay(
  key: string,
  a: ListedObject | undefined,
  b: ListedObject | undefined,
  known: LedgerEntry | undefined,
  rules: OneWayRules,
  counts: PlanCounts,
): Decision | undefined {
  if (a === undefined) return onlyAtDestination(key, b, known, rules, counts)
  if (!passes(a, rules.filters)) {
    counts.skipped += 1
    return undefined
  }
  if (b === undefined) return { kind: 'copy', to: 'b', key, object: a, because: 'missing' }
  const copy = (because: CopyReason): Decision => ({
    kind: 'copy',
    to: 'b',
    key,
    object: a,
    replaces: b,
    because,
  })
  const comparison = compareObjects(a, b, known, rules)
  if (comparison.kind === 'different') return copy(comparison.rung as CopyReason)
  if (comparison.kind === 'unproved') {
    if (known !== undefined) return copy('version')
    return rules.canProve ? { kind: 'prove', key, a, b } : copy('unproved')
  }
  // The content is the same, and yet the source was written: its attributes may be others.
  if (known !== undefined && known.b === b.version && rewritten(a, known)) return copy('version')
  counts.same[comparison.rung] = (counts.same[comparison.rung] ?? 0) + 1
  const remembered = known !== undefined && known.a === a.version && known.b === b.version
  return known === undefined || remembered
    ? undefined
    : { kind: 'note', entry: { key, a: a.version, b: b.version } }
}

function rewritten(a: ListedObject, known: LedgerEntry): boolean {
  return known.a !== a.version || (known.at !== undefined && known.at !== a.modifiedMs)
}

function onlyAtDestination(
  key: string,
  b: ListedObject | undefined,
  known: LedgerEntry | undefined,
  rules: OneWayRules,
  counts: PlanCounts,
): Decision | undefined {
  if (b !== undefined) {
    if (rules.deletes) return { kind: 'delete', on: 'b', key, object: b }
    counts.extra += 1
  }
  return known === undefined ? undefined : { kind: 'forget', key }
}
