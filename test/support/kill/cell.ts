import type { Cloud } from '../../../src/config/clouds.ts'
import { until } from '../postgres-platform.ts'
import type { Death, Ended, KillWorld } from './kill-world.ts'
import { missingWrites, overlaps, type Watch } from './watch.ts'

export interface CellRequest {
  /** The command that is to die. */
  readonly words: readonly string[]
  readonly from: Cloud
  readonly death: Death
  readonly ending: 'resume' | 'abort'
  /** A promotion by force may lose what had not arrived: only what the new primary acknowledged counts. */
  readonly mayLose?: boolean
}

export interface Cell {
  readonly at: string
  readonly died: boolean
  /** Of the run, after it was ended; `none` where the program died without one, or after its end. */
  readonly state: string
  readonly primary: Cloud
  readonly effects: number
  /** Empty for a cell that is as it must be. */
  readonly wrong: readonly string[]
}

/** Lets the command die there, ends its run as the other operator, and judges what was seen from outside. */
export async function killAndEnd(world: KillWorld, watch: Watch, request: CellRequest): Promise<Cell> {
  const { from, death, words } = request
  const start = watch.acknowledged.length
  const heard = (since: number) => until(async () => watch.acknowledged.length > since + 3, 30_000)
  await heard(start)
  const killed = await world.mcloud('first', [...words, '--confirm=shop', '--json'], death)
  const effects = world.effects()
  const died = killed.signal === 'SIGKILL'
  const wrong: string[] = []
  if (!died && !parsed(killed).ok) wrong.push(`the run itself: ${said(killed)}`)
  const ended = died ? await end(world, request.ending) : { state: 'done', problem: undefined }
  if (ended.problem !== undefined) wrong.push(ended.problem)
  const { length } = watch.acknowledged
  await heard(length).catch(() => wrong.push('nobody takes writes afterwards'))
  // still under way when the run was ended, or refused and soon forgotten: a moment shows which
  await new Promise((resolve) => setTimeout(resolve, 60))
  const writes = watch.acknowledged.slice(start)
  const primary = writes.at(-1)?.cloud ?? from
  wrong.push(...overlaps(writes, from))
  const owed = request.mayLose ? writes.filter(({ cloud }) => cloud === primary) : writes
  wrong.push(...(await missingWrites(world.trio, primary, owed)).slice(0, 3))
  if (ended.state === 'aborted' && primary !== from) wrong.push('aborted, and not where it was')
  if (ended.state === 'done' && primary === from) wrong.push('done, and still where it was')
  if (ended.state === 'aborted' && request.ending === 'resume') wrong.push('resumed, and went back')
  return { at: effects.at(-1) ?? '', died, state: ended.state, primary, effects: effects.length, wrong }
}

async function end(
  world: KillWorld,
  ending: 'resume' | 'abort',
): Promise<{ readonly state: string; readonly problem: string | undefined }> {
  const ended = await world.mcloud('second', ['failover', ending, '--confirm=shop', '--json'])
  const { data, error } = parsed(ended)
  if (error?.code === 'RUN_NOT_FOUND') return { state: 'none', problem: undefined }
  // after the commit point there is only forward, and the refusal says so
  if (error?.code === 'RUN_COMMITTED' && ending === 'abort') return end(world, 'resume')
  const state = data?.report?.state ?? data?.run?.state
  if (state === 'done' || state === 'aborted') return { state, problem: undefined }
  return { state: state ?? 'unknown', problem: `${ending}: ${said(ended)}` }
}

function parsed({ stdout }: Ended): {
  ok?: boolean
  data?: { report?: { state: string }; run?: { state: string } }
  error?: { code: string }
} {
  try {
    return JSON.parse(stdout)
  } catch {
    return {}
  }
}

function said({ code, signal, stdout, stderr }: Ended): string {
  return `${signal ?? code} ${stdout.slice(0, 1500)} ${stderr.slice(-600)}`
}
