import type { Result } from '../result.ts'
import { failedPair, type PairResult } from './pair-result.ts'
import type { PairSpec } from './pair-spec.ts'
import { TrafficCount } from './store-traffic.ts'
import type { SyncPorts, SyncStores } from './sync-ports.ts'
import { pairsFor, type SyncRequest } from './sync-request.ts'
import { type VerifyInput, type VerifyReport, verifyPair } from './verify-pair.ts'

const VERIFY_TIMEOUT_MS = 7 * 86_400_000

export interface VerifiedPairs {
  readonly pairs: readonly (VerifiedPair | (PairResult & { readonly alike: false }))[]
}

type VerifiedPair = VerifyReport & {
  readonly name: string
  readonly alike: boolean
  readonly error?: undefined
}

/** `mcloud sync verify`: whether both sides hold the same, proved by what they tell or by reading them. */
export async function verifySync(
  request: SyncRequest & { readonly download: boolean },
  ports: SyncPorts,
): Promise<Result<VerifiedPairs>> {
  const specs = await pairsFor(request, ports)
  const stores = await ports.syncStores()
  const pairs: VerifiedPairs['pairs'][number][] = []
  for (const [index, spec] of specs.entries()) {
    const id = `verify ${spec.name}`
    const startedMs = ports.clock.now()
    ports.progress.emit({ kind: 'step-started', id, text: spec.name, index, total: specs.length })
    const ended = (result: 'done' | 'failed', message?: string) => {
      const elapsedMs = ports.clock.now() - startedMs
      const why = message === undefined ? {} : { message }
      ports.progress.emit({ kind: 'step-ended', id, text: spec.name, result, elapsedMs, ...why })
    }
    try {
      const { extraCounts, ...report } = await verifySpec(spec, stores, {
        download: request.download,
        call: ports.call(VERIFY_TIMEOUT_MS),
        onProgress: (now) => ports.progress.emit({ kind: 'step-progress', id, text: `${now.a} looked at` }),
      })
      const wrong = report.missing.count + report.different.count + report.unproved
      pairs.push({ name: spec.name, ...report, alike: wrong + (extraCounts ? report.extra.count : 0) === 0 })
      ended('done')
    } catch (error) {
      const failed = failedPair(spec, error, specs.length === 1 || ports.signal.aborted)
      pairs.push({ ...failed, alike: false })
      ended('failed', failed.error?.message)
    }
  }
  if (pairs.every(({ error }) => error !== undefined)) return { kind: 'failed', data: { pairs } }
  return { kind: pairs.every(({ alike }) => alike) ? 'done' : 'partial', data: { pairs } }
}

/** Looks at both sides of one pair, and tells whether what only the second one has speaks against it. */
export async function verifySpec(
  { a: from, b: to, rules }: Pick<PairSpec, 'a' | 'b' | 'rules'>,
  stores: Pick<SyncStores, 'open'>,
  how: Pick<VerifyInput, 'download' | 'call' | 'onProgress'>,
): Promise<VerifyReport & { readonly extraCounts: boolean }> {
  const traffic = new TrafficCount()
  const [a, b] = await Promise.all([stores.open(from, traffic), stores.open(to, traffic)])
  try {
    const report = await verifyPair({ a, b, rules, ...how })
    return { ...report, extraCounts: rules.deletes || rules.direction === 'two-way' }
  } finally {
    await Promise.all([a.close(), b.close()])
  }
}
