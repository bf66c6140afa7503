import type { Decision, PlanCounts } from './decision.ts'
import { compareKeys } from './key-order.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ListingCursor } from './listing-cursor.ts'
import type { ListedObject } from './object-store.ts'

export type Decide = (
  key: string,
  a: ListedObject | undefined,
  b: ListedObject | undefined,
  known: LedgerEntry | undefined,
  counts: PlanCounts,
) => Decision | undefined

export interface PlanInput {
  readonly a: ListingCursor<ListedObject>
  readonly b: ListingCursor<ListedObject>
  readonly ledger: ListingCursor<LedgerEntry>
  readonly decide: Decide
  readonly counts: PlanCounts
  /** Awaited whenever a page has been gone through. */
  readonly onPage?: () => Promise<void>
}

/** At most so many decisions come at once. */
const BATCH = 1_000

/**
 * Merges two listings and the ledger, all in key order, and yields what is to be done in batches; holds no more
 * than a page of each. Rejects as soon as a listing fails: what came before it holds, deletes do not.
 */
export async function* planPair(input: PlanInput): AsyncGenerator<readonly Decision[], void> {
  const { a, b, ledger, decide, counts } = input
  for (;;) {
    if (needsPage(a) || needsPage(b) || needsPage(ledger))
      await Promise.all([a.fill(), b.fill(), ledger.fill()])
    const batch: Decision[] = []
    let more = true
    while (more && batch.length < BATCH) {
      const key = first(a.item, b.item, ledger.item)
      if (key === undefined) break
      const inA = a.item?.key === key ? a.item : undefined
      const inB = b.item?.key === key ? b.item : undefined
      const known = ledger.item?.key === key ? ledger.item : undefined
      if (inA !== undefined) {
        counts.a += 1
        a.step()
      }
      if (inB !== undefined) {
        counts.b += 1
        b.step()
      }
      if (known !== undefined) ledger.step()
      const decision = decide(key, inA, inB, known, counts)
      if (decision !== undefined) batch.push(decision)
      more = !(needsPage(a) || needsPage(b) || needsPage(ledger))
    }
    if (batch.length > 0) yield batch
    await input.onPage?.()
    if (a.ended && b.ended && ledger.ended) return
  }
}

function needsPage(cursor: { readonly item: unknown; readonly ended: boolean }): boolean {
  return cursor.item === undefined && !cursor.ended
}

function first(...items: readonly ({ readonly key: string } | undefined)[]): string | undefined {
  let least: string | undefined
  for (const item of items) {
    if (item !== undefined && (least === undefined || compareKeys(item.key, least) < 0)) least = item.key
  }
  return least
}
