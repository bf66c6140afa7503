import { createHash } from 'node:crypto'
import type { Call } from '../../providers/provider.ts'
import { compareObjects, type Rung } from './compare.ts'
import { emptyCounts } from './decision.ts'
import { keyFilter } from './filters.ts'
import type { LedgerEntry } from './ledger.ts'
import { ListingCursor } from './listing-cursor.ts'
import type { ListedObject, ObjectStore } from './object-store.ts'
import type { PairRules } from './pair-input.ts'
import { type Decide, planPair } from './plan-pair.ts'
import { NAMED_FINDINGS } from './sync-report.ts'

/** What a look at both sides came to. */
export interface VerifyReport {
  readonly from: string
  readonly to: string
  a: number
  b: number
  /** Keys that are alike, by what proved it. */
  readonly same: Partial<Record<Rung, number>>
  /** Equal sizes, and nothing that both sides tell proves more; `--download` reads them. */
  unproved: number
  readonly missing: Findings
  readonly extra: Findings
  readonly different: Findings
}

export interface Findings {
  count: number
  /** The first of them. */
  readonly keys: string[]
}

export interface VerifyInput {
  readonly a: ObjectStore
  readonly b: ObjectStore
  readonly rules: PairRules
  /** Read both sides instead of believing what they say of themselves. */
  readonly download: boolean
  readonly call: Call
  readonly onProgress: (report: VerifyReport) => void
}

const READS_AT_A_TIME = 8
const CHUNK_BYTES = 8 * 1024 * 1024

/** Compares both sides without the ledger, which is what the sync itself wrote, and changes nothing. */
export async function verifyPair(input: VerifyInput): Promise<VerifyReport> {
  const { a, b, rules, download, call } = input
  const report: VerifyReport = {
    from: a.address,
    to: b.address,
    a: 0,
    b: 0,
    same: {},
    unproved: 0,
    missing: { count: 0, keys: [] },
    extra: { count: 0, keys: [] },
    different: { count: 0, keys: [] },
  }
  const toRead: [ListedObject, ListedObject][] = []
  const decide: Decide = (key, inA, inB) => {
    if (inA === undefined || inB === undefined) {
      add(inA === undefined ? report.extra : report.missing, key)
      return undefined
    }
    const verdict = compareObjects(inA, inB, undefined, { compare: 'proof' })
    if (verdict.kind === 'different') add(report.different, key)
    else if (download || (verdict.kind === 'unproved' && (a.hash ?? b.hash) !== undefined))
      toRead.push([inA, inB])
    else if (verdict.kind === 'unproved') report.unproved += 1
    else report.same[verdict.rung] = (report.same[verdict.rung] ?? 0) + 1
    return undefined
  }
  const counts = emptyCounts()
  const plan = planPair({
    a: listing(a, rules, call),
    b: listing(b, rules, call),
    ledger: new ListingCursor<LedgerEntry>('the ledger', async () => ({ items: [], last: true })),
    decide,
    counts,
    onPage: async () => {
      report.a = counts.a
      report.b = counts.b
      input.onProgress(report)
      await readAll(toRead.splice(0), input, report)
    },
  })
  for await (const _ of plan);
  await readAll(toRead.splice(0), input, report)
  report.a = counts.a
  report.b = counts.b
  return report
}

function listing(store: ObjectStore, rules: PairRules, call: Call): ListingCursor<ListedObject> {
  let next: string | undefined
  const fetch = async () => {
    const page = await store.list(next, call)
    next = page.next
    return { items: page.objects, last: next === undefined }
  }
  return new ListingCursor(store.address, fetch, keyFilter(rules.filters))
}

async function readAll(
  pairs: readonly [ListedObject, ListedObject][],
  { a, b, call, onProgress }: VerifyInput,
  report: VerifyReport,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let pair = pairs[next++]; pair !== undefined; pair = pairs[next++]) {
      const [one, other] = await Promise.all([contentHash(a, pair[0], call), contentHash(b, pair[1], call)])
      if (one !== undefined && one === other) report.same.content = (report.same.content ?? 0) + 1
      else add(report.different, pair[0].key)
      onProgress(report)
    }
  }
  await Promise.all(Array.from({ length: READS_AT_A_TIME }, lane))
}

/** MD5 of what is read now; undefined where the object changed meanwhile. */
async function contentHash(
  store: ObjectStore,
  object: ListedObject,
  call: Call,
): Promise<string | undefined> {
  const hash = createHash('md5')
  const { key, version, size } = object
  for (let start = 0; start < size; start += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, size - start)
    const read = await store.read({ key, version, size, range: { start, length } }, call)
    if (read === 'changed') return undefined
    hash.update(read.bytes)
  }
  return hash.digest('hex')
}

function add(findings: Findings, key: string): void {
  findings.count += 1
  if (findings.keys.length < NAMED_FINDINGS) findings.keys.push(key)
}
