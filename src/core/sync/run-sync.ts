import type { ErrorCode } from '../../errors/codes.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { Result, ResultKind } from '../result.ts'
import { allowedDeletes, DEFAULT_DELETE_LIMIT } from './delete-gate.ts'
import { isTelling } from './engines/estimate-duration.ts'
import { movePair } from './engines/move-pair.ts'
import { runWhole } from './engines/run-whole.ts'
import { makePace, UNLIMITED } from './pace.ts'
import type { PairInput } from './pair-input.ts'
import { failedPair, type PairResult, pairResult, type SyncResult } from './pair-result.ts'
import type { PairSpec } from './pair-spec.ts'
import { addressOf } from './place.ts'
import { TrafficCount } from './store-traffic.ts'
import { syncPair } from './sync-pair.ts'
import type { PairHistory, PairPorts, SyncPorts } from './sync-ports.ts'
import { hasChanged, isPartial, type SyncReport } from './sync-report.ts'
import { pairsFor, type SyncRequest } from './sync-request.ts'
import { progressText } from './sync-text.ts'

/** A run may take days; --timeout makes it shorter. */
const RUN_TIMEOUT_MS = 7 * 86_400_000

/** A run that ends so may be gone on with by `sync resume`. */
const CUTS_OFF: ReadonlySet<ErrorCode> = new Set([
  'INTERRUPTED',
  'DEADLINE',
  'CLOUD_UNREACHABLE',
  'CLOUD_THROTTLED',
  'CLOUD_FAILED',
  'STORE_FAILED',
])

/** `mcloud sync`: makes the pairs that are meant alike, one after the other. */
export async function runSync(
  request: SyncRequest & { readonly events?: boolean },
  ports: SyncPorts,
): Promise<Result<SyncResult | undefined>> {
  const pairs = await pairsFor(request, ports)
  return runPairs(pairs, request.events === true, ports)
}

/** `mcloud sync resume`: goes on where runs were killed, with the rules that they had. */
export async function resumeSync(ports: SyncPorts): Promise<Result<SyncResult | undefined>> {
  const pairs = await (await ports.syncStores()).unfinished()
  if (pairs.length === 0) return { kind: 'unchanged', data: { pairs: [] } }
  return runPairs(pairs, false, ports)
}

export async function runPairs(
  pairs: readonly PairSpec[],
  events: boolean,
  ports: SyncPorts,
): Promise<Result<SyncResult | undefined>> {
  const results: PairResult[] = []
  for (const [index, spec] of pairs.entries()) {
    try {
      const report = await runPair(spec, ports, {
        index,
        total: pairs.length,
        events: events && ports.terminal,
      })
      results.push(await pairResult(spec, report, ports))
    } catch (error) {
      results.push(failedPair(spec, error, pairs.length === 1 || ports.signal.aborted))
    }
  }
  const kind = kindOf(results)
  if (!events) return { kind, data: { pairs: results } }
  for (const result of results) await ports.terminal.writeData(JSON.stringify({ event: 'report', ...result }))
  return { kind, data: undefined }
}

function kindOf(results: readonly PairResult[]): ResultKind {
  if (results.every(({ error }) => error !== undefined)) return 'failed'
  if (results.some(({ report }) => report === undefined || isPartial(report))) return 'partial'
  return results.some(({ report }) => report !== undefined && hasChanged(report)) ? 'done' : 'unchanged'
}

/** Runs one pair, with its progress shown and its outcome remembered. */
export async function runPair(
  spec: PairSpec,
  ports: PairPorts,
  run: {
    readonly index: number
    readonly total: number
    readonly events: SyncPorts['terminal'] | false
    /** When what is carried out was seen, where that was not now. */
    readonly seenAtMs?: number
  },
  more: Partial<PairInput> = {},
): Promise<SyncReport> {
  const { clock, progress, global } = ports
  const dryRun = global.dryRun
  const stores = await ports.syncStores()
  const startedMs = clock.now()
  const id = `sync ${spec.name}`
  progress.emit({ kind: 'step-started', id, text: spec.name, index: run.index, total: run.total })
  let end = async () => {}
  const begin = async () => {
    // Of a saved plan nothing is left to `sync resume`, which would decide anew what nobody has approved.
    if (!dryRun && more.decided === undefined) end = await stores.begin(spec)
  }
  // While another run of the pair goes on, what is kept of it is that one's.
  let locked = false
  let result: 'done' | 'failed' = 'failed'
  let message: string | undefined
  const call = ports.call(RUN_TIMEOUT_MS)
  const { signal } = call
  let report: SyncReport | undefined
  try {
    report = await withPair(
      spec,
      ports,
      { call, begin },
      {
        dryRun,
        ...progressHooks(spec, ports, run.events, startedMs),
        ...more,
      },
    )
    result = 'done'
    await end()
    return report
  } catch (thrown) {
    const error = stoppedBy(signal, thrown, goesOnBy(dryRun, more))
    message = isMcloudError(error) ? error.message : 'a defect of mcloud'
    locked = isMcloudError(error) && error.code === 'RUN_LOCKED'
    // What was cut off is unfinished; what was refused has ended.
    if (isMcloudError(error) && !CUTS_OFF.has(error.code)) await end()
    throw error
  } finally {
    const elapsedMs = clock.now() - startedMs
    if (!dryRun && !locked)
      await remember(spec, ports, { startedMs, report, message, ...run, exact: more.decided !== undefined })
    progress.emit({
      kind: 'step-ended',
      id,
      text: spec.name,
      result:
        result === 'failed' ? 'failed' : report !== undefined && hasChanged(report) ? 'done' : 'unchanged',
      elapsedMs,
      ...(message === undefined ? {} : { message }),
    })
  }
}

/** Says of what the signal has ended that it was interrupted or out of time, whatever it broke with. */
function stoppedBy({ aborted, reason }: AbortSignal, error: unknown, hint: string): unknown {
  if (!aborted) return error
  const stop = [error, reason].find(isMcloudError)
  if (stop !== undefined && stop.code !== 'INTERRUPTED' && stop.code !== 'DEADLINE') return stop
  const late = (reason as { name?: string } | undefined)?.name === 'TimeoutError'
  const code = stop?.code ?? (late ? 'DEADLINE' : 'INTERRUPTED')
  const message = code === 'DEADLINE' ? 'The time limit came before the work was done.' : 'Interrupted.'
  return new McloudError({ code, message, hint, cause: error })
}

/** What is to be typed to go on with a run that was stopped. */
function goesOnBy(dryRun: boolean, { decided }: Partial<PairInput>): string {
  if (dryRun) return 'Nothing was changed; repeat the command, with a longer --timeout where one is given.'
  return decided === undefined
    ? 'What has arrived stays; go on with `mcloud sync resume`, or repeat the command.'
    : 'What has arrived stays; apply the plan again to go on with it.'
}

/** Opens the stores and the state of a pair, runs it, and closes everything. */
async function withPair(
  spec: PairSpec,
  ports: PairPorts,
  { call, begin }: { readonly call: Call; readonly begin: () => Promise<void> },
  more: Partial<PairInput> & { readonly dryRun: boolean },
): Promise<SyncReport> {
  const { clock } = ports
  const stores = await ports.syncStores()
  const approve = async (deletes: number, held: number) => {
    if (deletes > allowedDeletes(held, DEFAULT_DELETE_LIMIT)) await confirmDeletes(spec, ports, deletes)
  }
  if (spec.a.kind === 'rclone' || spec.b.kind === 'rclone') {
    requireRclone(spec, more)
    const { onProgress, dryRun } = more
    await begin()
    return runWhole(
      { spec, dryRun, clock, call, approveDeletes: approve, onProgress },
      await stores.wholeMover(spec),
    )
  }
  const { engine = 'builtin', bandwidthBytes } = spec
  const mover = engine === 'builtin' ? undefined : await stores.mover(spec, engine)
  const traffic = new TrafficCount()
  const state = await stores.state(spec.a, spec.b, spec.rules.direction)
  try {
    await begin()
    const [a, b] = await Promise.all([stores.open(spec.a, traffic), stores.open(spec.b, traffic)])
    try {
      const input: PairInput = {
        a,
        b,
        rules: spec.rules,
        state,
        clock,
        traffic,
        pace: bandwidthBytes === undefined ? UNLIMITED : makePace(bandwidthBytes, clock),
        call,
        approveDeletes: approve,
        ...more,
      }
      if (mover === undefined) return await syncPair(input)
      return await movePair(bandwidthBytes === undefined ? input : { ...input, bandwidthBytes }, mover)
    } finally {
      await Promise.all([a.close(), b.close()])
    }
  } finally {
    await state.close()
  }
}

/** More deletes than are let through without a word need the name of what they are made in. */
export async function confirmDeletes(
  { a, b }: PairSpec,
  { confirm }: Pick<PairPorts, 'confirm'>,
  deletes: number,
): Promise<void> {
  await confirm({
    risk: 'severe',
    text: `${deletes === 1 ? 'One object' : `${deletes} objects`} will be deleted to make ${addressOf(a)} and ${addressOf(b)} alike.`,
    platform: nameOf(b),
  })
}

function nameOf(place: PairSpec['b']): string {
  switch (place.kind) {
    case 'folder':
      return place.path
    case 'rclone':
      return place.remote
    case 'azure-blob':
      return place.container
    default:
      return place.bucket
  }
}

/** A place that mcloud cannot list has no saved plan, and no other engine. */
function requireRclone(spec: PairSpec, { onDecisions, decided }: Partial<PairInput>): void {
  if ((spec.engine ?? 'rclone') === 'rclone' && onDecisions === undefined && decided === undefined) return
  throw new McloudError({
    code: 'USAGE',
    message: `${addressOf(spec.a)} and ${addressOf(spec.b)}: a place that only rclone can list has no saved plan, no events and no other engine.`,
  })
}

function progressHooks(
  spec: PairSpec,
  ports: PairPorts,
  events: SyncPorts['terminal'] | false,
  startedMs: number,
): Pick<PairInput, 'onProgress' | 'onDecisions'> {
  const { clock, progress } = ports
  let shownAt = 0
  return {
    onProgress: (report) => {
      const now = clock.now()
      if (now - shownAt < 250) return
      shownAt = now
      progress.emit({
        kind: 'step-progress',
        id: `sync ${spec.name}`,
        text: progressText(report, now - startedMs),
      })
    },
    ...(events !== false
      ? {
          onDecisions: async (batch) => {
            for (const decision of batch)
              if (decision.kind !== 'note' && decision.kind !== 'forget')
                await events.writeData(JSON.stringify({ event: 'decided', pair: spec.name, ...decision }))
          },
        }
      : {}),
  }
}

interface Ended {
  readonly startedMs: number
  readonly seenAtMs?: number
  readonly report: SyncReport | undefined
  readonly message: string | undefined
  /** A saved plan was carried out: what has moved on since is missing. */
  readonly exact: boolean
}

async function remember(spec: PairSpec, ports: PairPorts, ended: Ended): Promise<void> {
  const stores = await ports.syncStores()
  const before = await stores.history(spec)
  await stores.remember(spec, {
    ...outcomeOf(spec, ended, before),
    lastRunAtMs: ended.startedMs,
    copied: ended.report?.copied ?? 0,
    deleted: ended.report?.deleted ?? 0,
    ...measuredBy(spec, ended.report, before, ports.clock.now()),
  })
}

type Outcome = Omit<PairHistory, 'lastRunAtMs' | 'copied' | 'deleted' | 'measured'>

/** What a run came to for the pair: one over a part of the keys cannot tell that the others are alike. */
function outcomeOf(
  { narrowed }: PairSpec,
  { startedMs, seenAtMs = startedMs, report, message, exact }: Ended,
  before: PairHistory | undefined,
): Outcome {
  const partial = report !== undefined && (isPartial(report) || (exact && report.movedOn > 0))
  const good = report !== undefined && !partial
  if (good && narrowed && before !== undefined) return before
  // Two-way, a version that was met unawares is in one place alone.
  const alike = good && !narrowed && !(report.direction === 'two-way' && report.movedOn > 0)
  const alikeAtMs = alike ? Math.max(seenAtMs, before?.alikeAtMs ?? 0) : before?.alikeAtMs
  return {
    ...(alikeAtMs === undefined ? {} : { alikeAtMs }),
    lastResult: report === undefined ? 'failed' : partial ? 'partial' : 'done',
    ...(message === undefined ? {} : { lastReason: message }),
    backlog:
      report === undefined
        ? (before?.backlog ?? 0)
        : report.failures + report.refusals + report.conflicts + (exact ? report.movedOn : 0),
    conflicts: report === undefined ? 0 : report.conflicts - report.kept.length,
    failures: report === undefined ? 0 : report.failures + report.refusals,
  }
}

function measuredBy(
  { a, b, engine = 'builtin' }: PairSpec,
  report: SyncReport | undefined,
  before: PairHistory | undefined,
  atMs: number,
): Pick<PairHistory, 'measured'> {
  const load = { objects: report?.copied ?? 0, bytes: report?.copiedBytes ?? 0 }
  if (report !== undefined && report.elapsedMs > 0 && isTelling(load))
    return { measured: { engine, from: a.kind, to: b.kind, ...load, elapsedMs: report.elapsedMs, atMs } }
  return before?.measured === undefined ? {} : { measured: before.measured }
}

/** @throws McloudError for a pair that cannot be named twice */
export function onlyPair(pairs: readonly PairSpec[], why: string): PairSpec {
  const [only, ...others] = pairs
  if (only !== undefined && others.length === 0) return only
  throw new McloudError({
    code: 'USAGE',
    message: why,
    problems: [
      {
        at: 'NAME',
        message: `${pairs.length} pairs are meant`,
        expected: `one of ${pairs.map(({ name }) => name).join(', ')}`,
      },
    ],
  })
}
