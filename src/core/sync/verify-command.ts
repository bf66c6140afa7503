import type { Result } from '../result.ts'
import { TrafficCount } from './store-traffic.ts'
import type { SyncPorts } from './sync-ports.ts'
import { pairsFor, type SyncRequest } from './sync-request.ts'
import { type VerifyReport, verifyPair } from './verify-pair.ts'

const VERIFY_TIMEOUT_MS = 7 * 86_400_000

export interface VerifiedPairs {
  readonly pairs: readonly (VerifyReport & { readonly name: string; readonly alike: boolean })[]
}

/** `mcloud sync verify`: whether both sides hold the same, proved by what they tell or by reading them. */
export async function verifySync(
  request: SyncRequest & { readonly download: boolean },
  ports: SyncPorts,
): Promise<Result<VerifiedPairs>> {
  const specs = await pairsFor(request, ports)
  const stores = await ports.syncStores()
  const pairs = []
  for (const [index, spec] of specs.entries()) {
    const id = `verify ${spec.name}`
    const startedMs = ports.clock.now()
    ports.progress.emit({ kind: 'step-started', id, text: spec.name, index, total: specs.length })
    const traffic = new TrafficCount()
    const [a, b] = await Promise.all([stores.open(spec.a, traffic), stores.open(spec.b, traffic)])
    try {
      const report = await verifyPair({
        a,
        b,
        rules: spec.rules,
        download: request.download,
        call: ports.call(VERIFY_TIMEOUT_MS),
        onProgress: (now) => ports.progress.emit({ kind: 'step-progress', id, text: `${now.a} looked at` }),
      })
      const extraCounts = spec.rules.deletes || spec.rules.direction === 'two-way'
      const wrong = report.missing.count + report.different.count + report.unproved
      pairs.push({ name: spec.name, ...report, alike: wrong + (extraCounts ? report.extra.count : 0) === 0 })
    } finally {
      await Promise.all([a.close(), b.close()])
    }
    const elapsedMs = ports.clock.now() - startedMs
    ports.progress.emit({ kind: 'step-ended', id, text: spec.name, result: 'done', elapsedMs })
  }
  return { kind: pairs.every(({ alike }) => alike) ? 'done' : 'partial', data: { pairs } }
}
