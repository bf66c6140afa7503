import { decideOneWay } from './decide-one-way.ts'
import { decideTwoWay } from './decide-two-way.ts'
import type { Side } from './decision.ts'
import { Executor } from './executor.ts'
import { type Filters, keyFilter } from './filters.ts'
import type { LedgerEntry } from './ledger.ts'
import { ListingCursor } from './listing-cursor.ts'
import type { ListedObject } from './object-store.ts'
import type { PairInput } from './pair-input.ts'
import { type Decide, planPair } from './plan-pair.ts'
import { requirePlace } from './require-place.ts'
import { emptyReport, refuseKey, type SyncReport } from './sync-report.ts'
import { DEFAULT_TRANSFER_LIMITS } from './transfer-gate.ts'

/**
 * Makes a pair alike: plans from both listings while copying, deletes at the very end and only after both
 * listings have come to their end.
 * @throws McloudError SYNC_LISTING_FAILED, SYNC_SOURCE_EMPTY, SYNC_DELETE_LIMIT, and those of the clouds
 */
export async function syncPair(input: PairInput): Promise<SyncReport> {
  const { a, b, rules, state, clock, dryRun } = input
  const startedMs = clock.now()
  if (rules.direction === 'one-way') await requirePlace(a)
  const report = emptyReport({ from: a.address, to: b.address, direction: rules.direction, dryRun })
  const plan = input.decided ?? planFor(input, report)
  const executor = new Executor({ ...input, limits: input.limits ?? DEFAULT_TRANSFER_LIMITS }, report)
  try {
    await executor.carryOut(plan)
    if (!dryRun) await tidy(input)
  } finally {
    await executor.settle()
    report.retries = input.traffic.retries
    report.throttles = input.traffic.throttles
    report.elapsedMs = clock.now() - startedMs
    if (!dryRun) await state.ledger.compact()
  }
  return report
}

/** Rids the places that were written to of what killed runs left unfinished. */
async function tidy({ a, b, rules, call }: PairInput): Promise<void> {
  if (rules.direction === 'two-way') await a.tidy?.(call)
  await b.tidy?.(call)
}

/** What both listings and the ledger decide, while they are read. */
export function planFor(input: PairInput, report: SyncReport) {
  const { rules, state } = input
  return planPair({
    a: listingOf('a', input, report),
    b: listingOf('b', input, report),
    ledger: ledgerCursor(state.ledger.read(), rules.filters),
    decide: decideFor(input),
    counts: report.counts,
  })
}

function listingOf(
  side: Side,
  { [side]: store, rules, call }: PairInput,
  report: SyncReport,
): ListingCursor<ListedObject> {
  let next: string | undefined
  return new ListingCursor(
    store.address,
    async () => {
      const page = await store.list(next, call)
      next = page.next
      if (page.skipped !== undefined) report.skippedEntries.push(...page.skipped)
      for (const { key, reason } of page.unnamed ?? []) refuseKey(report, { key, side, reason })
      return { items: page.objects, last: next === undefined }
    },
    keyFilter(rules.filters),
  )
}

function ledgerCursor(
  batches: AsyncIterable<readonly LedgerEntry[]>,
  filters: Filters,
): ListingCursor<LedgerEntry> {
  const iterator = batches[Symbol.asyncIterator]()
  return new ListingCursor(
    'the ledger',
    async () => {
      const { value, done } = await iterator.next()
      return { items: done === true ? [] : value, last: done === true }
    },
    keyFilter(filters),
  )
}

function decideFor({ a, b, rules }: PairInput): Decide {
  const { deletes, conflicts, compare, filters } = rules
  const canProve = a.hash !== undefined || b.hash !== undefined
  return rules.direction === 'one-way'
    ? (key, inA, inB, known, counts) =>
        decideOneWay(key, inA, inB, known, { deletes, compare, filters, canProve }, counts)
    : (key, inA, inB, known, counts) =>
        decideTwoWay(key, inA, inB, known, { deletes, conflicts, compare, filters, canProve }, counts)
}
