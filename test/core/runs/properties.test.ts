import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEpoch } from '../../../src/core/runs/control.ts'
import type { CoordinationStore } from '../../../src/core/runs/coordination-store.ts'
import { unfinishedRun } from '../../../src/core/runs/list-runs.ts'
import { isMcloudError } from '../../../src/errors/mcloud-error.ts'
import { memoryStore } from './support/memory-store.ts'
import {
  call,
  clock,
  commands,
  engineOf,
  hostOf,
  makeWorld,
  planOf,
  type StepShape,
  type World,
  worldSteps,
} from './support/rig.ts'

/** Reversible steps, a commit point, and steps that only go forward. */
const shapes = fc
  .record({ before: fc.integer({ min: 0, max: 3 }), after: fc.integer({ min: 0, max: 2 }) })
  .map(({ before, after }): StepShape[] => [
    ...Array.from({ length: before }, (_, index) => ({
      id: `b${index}`,
      reversible: true,
      commitPoint: false,
    })),
    { id: 'commit', reversible: false, commitPoint: true },
    ...Array.from({ length: after }, (_, index) => ({
      id: `a${index}`,
      reversible: false,
      commitPoint: false,
    })),
  ])

/** A process that dies at its nth boundary, for good. */
function mortal(diesAt: number) {
  let passed = 0
  return () => {
    if (++passed >= diesAt) throw new Error('dead')
  }
}

function work(world: World, plan: readonly StepShape[], boundary?: () => void) {
  const steps = worldSteps(plan, boundary)
  return {
    steps,
    context: world,
    call: call(),
    plan: planOf(steps, world),
    kind: 'promote',
    subject: 'orders',
    commands,
  }
}

/** Lets processes die one after the other, each at a boundary of its own. */
async function dieOften(
  store: CoordinationStore,
  world: World,
  plan: readonly StepShape[],
  deaths: readonly number[],
  goOn: 'resume' | 'abort',
): Promise<{ id: string | undefined; dead: Set<number> }> {
  const dead = new Set<number>()
  const [first = 1, ...others] = deaths
  let boundary = mortal(first)
  await engineOf(store, hostOf(1, dead), { boundary })
    .start(work(world, plan, boundary))
    .catch(expectDeath)
  dead.add(1)
  for (const [index, diesAt] of others.entries()) {
    const run = await unfinishedRun({ store, platform: 'shop', clock, host: hostOf(0, dead) })
    if (run === undefined) break
    const pid = index + 2
    boundary = mortal(diesAt)
    const act = goOn === 'abort' && !run.committed ? 'abort' : 'resume'
    await engineOf(store, hostOf(pid, dead), { boundary })
      [act]({ runId: run.id, ...work(world, plan, boundary) })
      .catch(expectDeath)
    dead.add(pid)
  }
  const left = await unfinishedRun({ store, platform: 'shop', clock, host: hostOf(0, dead) })
  return { id: left?.id, dead }
}

function expectDeath(error: unknown): void {
  if (!(error instanceof Error) || error.message !== 'dead') throw error
}

const deaths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })

describe('whatever the plan and wherever processes die', () => {
  it('resume reaches the end', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, deaths, async (plan, dying) => {
        const store = memoryStore()
        const world = makeWorld()
        const { id, dead } = await dieOften(store, world, plan, dying, 'resume')
        if (id !== undefined) {
          const { run } = await engineOf(store, hostOf(99, dead)).resume({ runId: id, ...work(world, plan) })
          expect(run.state).toBe('done')
        }
        const began =
          world.log.length > 0 || (await readEpoch(store, 'shop', 'orders')) > 0 || id !== undefined
        expect(world.on).toEqual(new Set(began ? plan.map((step) => step.id) : []))
        expect(await readEpoch(store, 'shop', 'orders')).toBe(began ? 1 : 0)
        expect(await unfinishedRun({ store, platform: 'shop', clock, host: hostOf(0, dead) })).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('abort restores everything, or says that the run is committed, and nothing in between', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, deaths, async (plan, dying) => {
        const store = memoryStore()
        const world = makeWorld()
        const { id, dead } = await dieOften(store, world, plan, dying, 'abort')
        if (id === undefined) return
        const engine = engineOf(store, hostOf(99, dead))
        const isCommitted = (await readEpoch(store, 'shop', 'orders')) === 1
        const ended = await engine.abort({ runId: id, ...work(world, plan) }).catch((error: unknown) => error)
        if (isCommitted) {
          expect(isMcloudError(ended) && ended.code).toBe('RUN_COMMITTED')
          await engine.resume({ runId: id, ...work(world, plan) })
          expect(world.on).toEqual(new Set(plan.map((step) => step.id)))
        } else {
          expect(ended).toMatchObject({ run: { state: 'aborted' } })
          expect([...world.on].filter((on) => on.startsWith('b'))).toEqual([])
          expect([...world.on].filter((on) => on.startsWith('a'))).toEqual([])
        }
        // The next run finds the lock free.
        const next = makeWorld()
        expect((await engine.start(work(next, plan))).run.state).toBe('done')
      }),
      { numRuns: 200 },
    )
  })

  it('a process that sleeps at any boundary while another aborts never commits, nor goes past the step it slept in', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 30 }), async (plan, sleepsAt) => {
        const store = memoryStore()
        const world = makeWorld()
        let passed = 0
        let abortEnd: unknown
        const dead = new Set([1])
        const steps = worldSteps(plan)
        const sleeper = engineOf(store, hostOf(1), {
          boundary: async () => {
            if (++passed !== sleepsAt) return
            const run = await unfinishedRun({ store, platform: 'shop', clock, host: hostOf(2, dead) })
            if (run === undefined) return
            abortEnd = await engineOf(store, hostOf(2, dead))
              .abort({ runId: run.id, ...work(world, plan) })
              .catch((error: unknown) => error)
          },
        })
        const end = await sleeper.start({ ...work(world, plan), steps }).catch((error: unknown) => error)
        const epoch = await readEpoch(store, 'shop', 'orders')
        if (abortEnd === undefined || isMcloudError(abortEnd)) {
          // Nobody aborted, or it was too late to: the run has committed, and reached its end.
          expect(epoch).toBe(1)
          expect(end).toMatchObject({ run: { state: 'done' } })
        } else {
          expect(abortEnd).toMatchObject({ run: { state: 'aborted' } })
          expect(epoch).toBe(0)
          expect(isMcloudError(end) && end.code).toBe('RUN_LOCKED')
          expect(world.on.has('a0')).toBe(false)
        }
      }),
      { numRuns: 200 },
    )
  })
})
