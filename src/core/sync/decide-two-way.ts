import { type ComparisonRules, compareObjects } from './compare.ts'
import type { ConflictPolicy } from './conflict-policies.ts'
import type { Decision, PlanCounts, Side } from './decision.ts'
import { type Filters, passes } from './filters.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ListedObject } from './object-store.ts'

export interface TwoWayRules extends ComparisonRules {
  /** A delete on one side is repeated on the other. */
  readonly deletes: boolean
  readonly conflicts: ConflictPolicy
  readonly filters: Filters
  /** A side can tell the hash of a content. */
  readonly canProve: boolean
}

/** Decides about one key of a two-way pair by what both sides had when they were last alike. */
export function decideTwoWay(
  key: string,
  a: ListedObject | undefined,
  b: ListedObject | undefined,
  known: LedgerEntry | undefined,
  rules: TwoWayRules,
  counts: PlanCounts,
): Decision | undefined {
  const present = a ?? b
  if (present !== undefined && !passesBoth(a, b, rules.filters)) {
    counts.skipped += 1
    return undefined
  }
  if (a !== undefined && b !== undefined) return decideBoth(key, a, b, known, rules, counts)
  if (present === undefined) return known === undefined ? undefined : { kind: 'forget', key }
  const here: Side = a === undefined ? 'b' : 'a'
  const to: Side = a === undefined ? 'a' : 'b'
  if (known === undefined) return { kind: 'copy', to, key, object: present, because: 'missing' }
  // Deleted there and changed here since: a change is worth more than a delete.
  if (known[here] !== present.version) return { kind: 'copy', to, key, object: present, because: 'conflict' }
  if (rules.deletes) return { kind: 'delete', on: here, key, object: present }
  counts.extra += 1
  return undefined
}

function decideBoth(
  key: string,
  a: ListedObject,
  b: ListedObject,
  known: LedgerEntry | undefined,
  rules: TwoWayRules,
  counts: PlanCounts,
): Decision | undefined {
  const comparison = compareObjects(a, b, known, rules)
  const changedA = known !== undefined && known.a !== a.version
  const changedB = known !== undefined && known.b !== b.version
  if (comparison.kind === 'same' && changedA === changedB) {
    counts.same[comparison.rung] = (counts.same[comparison.rung] ?? 0) + 1
    return known !== undefined && !changedA
      ? undefined
      : { kind: 'note', entry: { key, a: a.version, b: b.version } }
  }
  if (changedA && !changedB) return { kind: 'copy', to: 'b', key, object: a, replaces: b, because: 'version' }
  if (changedB && !changedA) return { kind: 'copy', to: 'a', key, object: b, replaces: a, because: 'version' }
  const winner = winnerOf(a, b, rules.conflicts)
  const conflict = winner === undefined ? {} : { winner }
  // A file has no hash in a listing: the same content on both sides is no conflict, and nobody is to keep it twice.
  return comparison.kind === 'unproved' && rules.canProve
    ? { kind: 'prove', key, a, b, conflict }
    : { kind: 'conflict', key, a, b, ...conflict }
}

/** Undefined where the policy is to leave both alone, or cannot tell them apart. */
export function winnerOf(
  a: Pick<ListedObject, 'size' | 'modifiedMs'>,
  b: Pick<ListedObject, 'size' | 'modifiedMs'>,
  policy: ConflictPolicy,
): Side | undefined {
  const greater = (one: number, other: number): Side | undefined =>
    one === other ? undefined : one > other ? 'a' : 'b'
  switch (policy) {
    case 'none':
      return undefined
    case 'first':
      return 'a'
    case 'second':
      return 'b'
    case 'newer':
      return greater(a.modifiedMs, b.modifiedMs)
    case 'older':
      return greater(b.modifiedMs, a.modifiedMs)
    case 'larger':
      return greater(a.size, b.size)
    case 'smaller':
      return greater(b.size, a.size)
  }
}

function passesBoth(a: ListedObject | undefined, b: ListedObject | undefined, filters: Filters): boolean {
  return [a, b].every((object) => object === undefined || passes(object, filters))
}
