import type { Cloud } from '../../src/config/clouds.ts'
import { findRun, goOn, plan, promote } from '../../src/core/failover/promote.ts'
import type { Boundary } from '../../src/core/runs/journal.ts'
import type { McloudError } from '../../src/errors/mcloud-error.ts'
import type { FailoverBench } from './postgres-failover.ts'
import { type Trio, until } from './postgres-platform.ts'
import { lostWrites, startSampler } from './postgres-writer.ts'

/** The process has died: nothing after it has an effect. */
export class Crash extends Error {}

/** Dies at the boundary with that place in the row, and at every one after it, as a dead process does nothing more. */
export function dieAt(place: number): { boundary: Boundary; passed: string[] } {
  const passed: string[] = []
  return {
    passed,
    boundary: (name) => {
      passed.push(name)
      if (passed.length > place) throw new Crash(name)
    },
  }
}

/** The names of all boundaries of one planned promotion, in their order. */
export async function boundariesOf(bench: FailoverBench, to: Cloud): Promise<string[]> {
  const { boundary, passed } = dieAt(Number.POSITIVE_INFINITY)
  const approved = await plan(bench.input(), to)
  if (approved === undefined) throw new Error('It is there already.')
  await promote(bench.input(boundary), approved)
  return passed
}

export interface CrashCase {
  readonly to: Cloud
  readonly place: number
  readonly direction: 'resume' | 'abort'
}

export interface CrashResult {
  readonly died: boolean
  readonly boundary: string
  /** Where the primary was afterwards. */
  readonly primary: Cloud
  readonly turns: readonly Cloud[]
  readonly faults: readonly string[]
  readonly lost: readonly string[]
  readonly state: string
}

/** Promotes, dies there, ends the run, and tells what an outside writer saw all along. */
export async function crashAndEnd(
  trio: Trio,
  bench: FailoverBench,
  { to, place, direction }: CrashCase,
): Promise<CrashResult> {
  const clouds = [...trio.clusters.keys()]
  const sampler = startSampler(trio, `crash ${to} ${place} ${direction}`, clouds)
  const { boundary, passed } = dieAt(place)
  let died = false
  let state = 'done'
  try {
    await until(async () => sampler.acknowledged.length > 3)
    const approved = await plan(bench.input(), to).catch((error: McloudError) => {
      throw new Error(`Before place ${place}: ${JSON.stringify(error.problems ?? error.message)}`)
    })
    if (approved === undefined) throw new Error('It is there already.')
    await promote(bench.input(boundary), approved).catch((error: unknown) => {
      if (passed.length <= place) throw error
      died = true
    })
    if (died) state = await endRun(bench, direction)
    const before = sampler.acknowledged.length
    await until(async () => sampler.acknowledged.length > before + 3)
  } finally {
    await sampler.stop()
  }
  const primary = sampler.acknowledged.at(-1)?.cloud as Cloud
  return {
    died,
    boundary: passed[place] ?? '',
    primary,
    turns: sampler.turns(),
    faults: sampler.faults,
    lost: await lostWrites(trio, primary, sampler.acknowledged),
    state,
  }
}

/** Resumes or aborts; where it is too late to abort, and the engine says so, resumes. */
export async function endRun(bench: FailoverBench, direction: 'resume' | 'abort'): Promise<string> {
  const input = bench.input()
  const run = await findRun(input).catch((error: { code?: string }) => {
    if (error.code === 'RUN_NOT_FOUND') return undefined
    throw error
  })
  if (run === undefined) return 'no run'
  const way = direction === 'abort' && run.committed ? 'resume' : direction
  return (await goOn(input, run, way)).state
}
