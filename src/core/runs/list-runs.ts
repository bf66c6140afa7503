import { McloudError } from '../../errors/mcloud-error.ts'
import type { Clock } from '../ports.ts'
import { type Control, readControl } from './control.ts'
import type { CoordinationStore } from './coordination-store.ts'
import { deriveRun } from './derive-run.ts'
import { runKeys } from './keys.ts'
import type { Plan, Run } from './plan.ts'
import { readJournal } from './read-journal.ts'
import { isAtWork } from './run-lock.ts'
import type { RunHost } from './run-owner.ts'

/** Silence after which an owner on another machine counts as gone. */
export const LEASE_MS = 15_000

export interface RunReader {
  readonly store: CoordinationStore
  readonly platform: string
  readonly clock: Clock
  readonly host: RunHost
  readonly leaseMs?: number
}

/** The newest runs first, at most `limit`; a run whose documents cannot be read stands in `unreadable`. */
export async function listRuns(
  reader: RunReader,
  limit: number,
): Promise<{ runs: readonly Run[]; unreadable: readonly { id: string; reason: string }[]; total: number }> {
  const [all, control] = await allRuns(reader)
  const unreadable: { id: string; reason: string }[] = []
  const runs = await Promise.all(
    all
      .reverse()
      .slice(0, limit)
      .map((id) =>
        readRun(reader, id, control).catch((error: Error) => {
          unreadable.push({ id, reason: error.message })
          return undefined
        }),
      ),
  )
  return { runs: runs.filter((run): run is Run => run !== undefined), unreadable, total: all.length }
}

/** One run. @throws McloudError RUN_NOT_FOUND, STORE_FAILED */
export async function showRun(reader: RunReader, runId: string): Promise<Run> {
  return await readRun(reader, runId, await readControl(reader.store, reader.platform))
}

/**
 * The run of any of some lanes whose id begins so; the newest one where nothing is given.
 * @throws McloudError RUN_NOT_FOUND also where several begin so, STORE_FAILED
 */
export async function findRun(
  reader: Omit<RunReader, 'platform'>,
  lanes: readonly string[],
  start: string | undefined,
): Promise<Run> {
  const all = await Promise.all(
    lanes.map(async (platform) => {
      const [ids, control] = await allRuns({ ...reader, platform })
      return ids.map((id) => ({ id, control, platform }))
    }),
  )
  const sorted = all.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
  const fitting = start === undefined ? sorted.slice(-1) : sorted.filter(({ id }) => id.startsWith(start))
  const [found] = fitting
  if (found !== undefined && (fitting.length === 1 || found.id === start))
    return await readRun({ ...reader, platform: found.platform }, found.id, found.control)
  throw new McloudError({
    code: 'RUN_NOT_FOUND',
    message:
      start === undefined
        ? 'Nothing was ever run on this platform.'
        : `${fitting.length === 0 ? 'No run begins' : `${fitting.length} runs begin`} with ${start}.`,
  })
}

/** The run that is not over yet; there is at most one. */
export async function unfinishedRun(reader: RunReader): Promise<Run | undefined> {
  const control = await readControl(reader.store, reader.platform)
  if (control.run === undefined) return undefined
  const run = await readRun(reader, control.run.id, control)
  return run.state === 'done' || run.state === 'aborted' ? undefined : run
}

async function readRun(reader: RunReader, runId: string, control: Control): Promise<Run> {
  const { store, platform, clock, host } = reader
  const mine = control.run?.id === runId ? control.run : undefined
  const journal = await readJournal(store, platform, runId)
  const started = journal.entries.find((entry) => entry.kind === 'run-started')
  const planHash = mine?.planHash ?? started?.planHash
  if (planHash === undefined) {
    if (journal.nextSequence > 1)
      throw new McloudError({
        code: 'STORE_FAILED',
        message: `${store.describe}: the first journal entry of run ${runId} is damaged.`,
      })
    throw new McloudError({ code: 'RUN_NOT_FOUND', message: `There is no run ${runId}.` })
  }
  const plan = (await store.read(runKeys(platform).plan(planHash)))?.value as Plan | undefined
  if (plan === undefined)
    throw new McloudError({
      code: 'STORE_FAILED',
      message: `${store.describe}: the plan of run ${runId} is missing.`,
    })
  const owned =
    mine !== undefined &&
    (isAtWork(mine, { clock, host, leaseMs: reader.leaseMs ?? LEASE_MS }) ||
      (mine.owner !== undefined && mine.owner.mark === host.owner.mark && mine.owner.pid === host.owner.pid))
  return deriveRun({ id: runId, plan, journal, control: mine, owned })
}

/** Ids of all runs, oldest first, also of one that has taken the lock and written nothing yet. */
async function allRuns({ store, platform }: RunReader): Promise<[string[], Control]> {
  const prefix = runKeys(platform).runs
  const [keys, control] = await Promise.all([store.list(prefix), readControl(store, platform)])
  const ids = new Set(keys.map((key) => key.slice(prefix.length).split('/')[0] ?? ''))
  if (control.run !== undefined) ids.add(control.run.id)
  return [[...ids].sort(), control]
}
