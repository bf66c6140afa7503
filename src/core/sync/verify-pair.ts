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
import { requirePlace } from './require-place.ts'
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
  await Promise.all([requirePlace(a), requirePlace(b)])
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
  const toAsk: [ListedObject, ListedObject][] = []
  const settle = async () => {
    await eachPair(toRead.splice(0), input, report, compareContents)
    await eachPair(toAsk.splice(0), input, report, compareHashes)
  }
  const decide: Decide = (key, inA, inB) => {
    if (inA === undefined || inB === undefined) {
      add(inA === undefined ? report.extra : report.missing, key)
      return undefined
    }
    const verdict = compareObjects(inA, inB, undefined, { compare: 'proof' })
    if (verdict.kind === 'different' && verdict.rung === 'size') add(report.different, key)
    else if (download) toRead.push([inA, inB])
    else if (verdict.kind !== 'same') toAsk.push([inA, inB])
    else report.same[verdict.rung] = (report.same[verdict.rung] ?? 0) + 1
    return undefined
  }
  const counts = emptyCounts()
  const plan = planPair({
    // What no key can name stands on one side alone.
    a: listing(a, rules, call, (key) => add(report.missing, key)),
    b: listing(b, rules, call, (key) => add(report.extra, key)),
    ledger: new ListingCursor<LedgerEntry>('the ledger', async () => ({ items: [], last: true })),
    decide,
    counts,
    onPage: async () => {
      report.a = counts.a
      report.b = counts.b
      input.onProgress(report)
      await settle()
    },
  })
  for await (const _ of plan);
  await settle()
  report.a = counts.a
  report.b = counts.b
  return report
}

function listing(
  store: ObjectStore,
  rules: PairRules,
  call: Call,
  onUnnamed: (key: string) => void,
): ListingCursor<ListedObject> {
  let next: string | undefined
  const fetch = async () => {
    const page = await store.list(next, call)
    next = page.next
    for (const { key } of page.unnamed ?? []) onUnnamed(key)
    return { items: page.objects, last: next === undefined }
  }
  return new ListingCursor(store.address, fetch, keyFilter(rules.filters))
}

type ComparePair = (
  one: ListedObject,
  other: ListedObject,
  input: VerifyInput,
) => Promise<'same' | 'different' | 'unproved'>

async function eachPair(
  pairs: readonly [ListedObject, ListedObject][],
  input: VerifyInput,
  report: VerifyReport,
  compare: ComparePair,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let pair = pairs[next++]; pair !== undefined; pair = pairs[next++]) {
      const verdict = await compare(pair[0], pair[1], input)
      if (verdict === 'same') report.same.content = (report.same.content ?? 0) + 1
      else if (verdict === 'different') add(report.different, pair[0].key)
      else report.unproved += 1
      input.onProgress(report)
    }
  }
  await Promise.all(Array.from({ length: READS_AT_A_TIME }, lane))
}

const compareContents: ComparePair = async (one, other, { a, b, call }) => {
  const [left, right] = await Promise.all([contentHash(a, one, call), contentHash(b, other, call)])
  return left !== undefined && left === right ? 'same' : 'different'
}

/** A place asked about one object may know more than its listing, or take back what that says: an ETag under KMS. */
const compareHashes: ComparePair = async (one, other, { a, b, call }) => {
  const hashOf = (store: ObjectStore, { key, md5 }: ListedObject) =>
    store.hash === undefined ? md5 : store.hash(key, call)
  const [left, right] = await Promise.all([hashOf(a, one), hashOf(b, other)])
  if (left === undefined || right === undefined) return 'unproved'
  return left === right ? 'same' : 'different'
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
