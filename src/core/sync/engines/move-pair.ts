import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Decision } from '../decision.ts'
import { Executor } from '../executor.ts'
import type { ListedObject } from '../object-store.ts'
import type { PairInput } from '../pair-input.ts'
import { planFor, syncPair } from '../sync-pair.ts'
import { emptyReport, NAMED_FINDINGS, type SyncReport } from '../sync-report.ts'
import { DEFAULT_TRANSFER_LIMITS } from '../transfer-gate.ts'
import type { Moved, Mover } from './mover.ts'

/**
 * Makes a pair alike by another engine: mcloud decides what is to be copied, the engine moves it, and then both
 * sides are listed once more: only what these listings show as arrived is called copied. Deletes are mcloud's own.
 * @throws McloudError USAGE for a two-way pair, and those of `syncPair`
 */
export async function movePair(
  input: PairInput & { readonly bandwidthBytes?: number },
  mover: Mover,
): Promise<SyncReport> {
  const { a, b, rules, state, clock, dryRun, onProgress, bandwidthBytes } = input
  requireOneWay(rules.direction, mover.name)
  if (dryRun) return { ...(await syncPair(input)), engine: mover.name }
  const startedMs = clock.now()
  const head = { from: a.address, to: b.address, direction: rules.direction, dryRun }
  const before = emptyReport(head)
  const wanted = wantedKeys(input, before)
  const moved = await mover.move(
    {
      objects: wanted.objects,
      rules,
      uploads: state.uploads,
      proved: (entry) => state.ledger.note(entry),
      ...(bandwidthBytes === undefined ? {} : { bandwidthBytes }),
      onProgress: ({ objects, bytes }) => {
        before.copied = objects
        before.copiedBytes = bytes
        onProgress?.(before)
      },
    },
    input.call,
  )
  // The second look goes by what the engine has proved, too.
  await state.ledger.compact()
  // The plan may not have been read to its end where the engine gave up.
  const report: SyncReport = { ...emptyReport(head), engine: mover.name, copiedBytes: moved.bytes }
  report.movedOn = moved.gone ?? 0
  report.resumedParts = moved.resumedParts ?? 0
  const executor = new Executor({ ...input, limits: input.limits ?? DEFAULT_TRANSFER_LIMITS }, report)
  try {
    await executor.carryOut(proved(planFor(input, report), { report, moved, startedMs, wanted }))
  } finally {
    await executor.settle()
    report.copied = Math.max(0, wanted.count() - report.failures - report.movedOn - report.refusals)
    report.copiedTo.b = { objects: report.copied, bytes: moved.bytes }
    report.copiedBecause = { ...before.copiedBecause }
    report.retries = input.traffic.retries
    report.throttles = input.traffic.throttles
    report.elapsedMs = clock.now() - startedMs
    await state.ledger.compact()
  }
  return report
}

/** @throws McloudError USAGE */
export function requireOneWay(direction: 'one-way' | 'two-way', engine: string): void {
  if (direction === 'one-way') return
  throw new McloudError({
    code: 'USAGE',
    message: `${engine} copies in one direction; this pair is two-way.`,
    hint: 'Leave --engine out: the engine of mcloud keeps both sides alike.',
  })
}

interface Wanted {
  readonly objects: AsyncIterable<readonly ListedObject[]>
  count(): number
}

/** The objects that want copying, read from both listings while they are asked for. */
function wantedKeys(input: PairInput, report: SyncReport): Wanted {
  let count = 0
  const { b, onDecisions } = input
  async function* read() {
    for await (const batch of planFor(input, report)) {
      await onDecisions?.(batch)
      const objects: ListedObject[] = []
      for (const decision of batch) {
        if (decision.kind !== 'copy' && decision.kind !== 'prove') continue
        if (b.keyRefusal?.(decision.key) !== undefined) continue
        const because = decision.kind === 'copy' ? decision.because : 'unproved'
        report.copiedBecause[because] = (report.copiedBecause[because] ?? 0) + 1
        objects.push(decision.kind === 'copy' ? decision.object : decision.a)
      }
      count += objects.length
      if (objects.length > 0) yield objects
    }
  }
  return { objects: read(), count: () => count }
}

/** What the second look decides: nothing is copied any more, only proved, remembered, named or deleted. */
async function* proved(
  plan: AsyncIterable<readonly Decision[]>,
  look: {
    readonly report: SyncReport
    readonly moved: Moved
    readonly startedMs: number
    readonly wanted: Wanted
  },
): AsyncGenerator<readonly Decision[]> {
  const reasons = new Map(look.moved.failed.map(({ key, reason }) => [key, reason]))
  for await (const batch of plan) yield batch.map((each) => settle(each, look, reasons)).filter(isDecision)
}

function isDecision(decision: Decision | undefined): decision is Decision {
  return decision !== undefined
}

function settle(
  decision: Decision,
  { report, moved, startedMs }: { report: SyncReport; moved: Moved; startedMs: number },
  reasons: ReadonlyMap<string | undefined, string>,
): Decision | undefined {
  if (decision.kind !== 'copy' && decision.kind !== 'prove') return decision
  const { key } = decision
  const [source, target] =
    decision.kind === 'prove' ? [decision.a, decision.b] : [decision.object, decision.replaces]
  const isUnproved = decision.kind === 'prove' || decision.because === 'unproved'
  const own = reasons.get(key)
  // Equal sizes, written after the source was, by an engine that claims all it was given: its word is taken, by name.
  if (isUnproved && target !== undefined && moved.complete && source.modifiedMs <= target.modifiedMs) {
    const { same } = report.counts
    same.engine = (same.engine ?? 0) + 1
    return { kind: 'note', entry: { key, a: source.version, b: target.version, at: source.modifiedMs } }
  }
  if (own === undefined && source.modifiedMs > startedMs) {
    report.movedOn += 1
    return undefined
  }
  report.failures += 1
  const reason = own ?? reasons.get(undefined) ?? `not alike after ${report.engine ?? 'the engine'} had ended`
  if (report.failed.length < NAMED_FINDINGS) report.failed.push({ key, side: 'b', reason })
  return undefined
}
