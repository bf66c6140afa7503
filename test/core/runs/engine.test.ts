import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFileStore } from '../../../src/coordination/file-store.ts'
import { readEpoch } from '../../../src/core/runs/control.ts'
import type { CoordinationStore } from '../../../src/core/runs/coordination-store.ts'
import { clearDebt, listDebts } from '../../../src/core/runs/debts.ts'
import { runKeys } from '../../../src/core/runs/keys.ts'
import { listRuns, showRun, unfinishedRun } from '../../../src/core/runs/list-runs.ts'
import type { Step } from '../../../src/core/runs/step.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import {
  call,
  clock,
  commands,
  engineOf,
  hostOf,
  makeWorld,
  planOf,
  recorder,
  type StepShape,
  type World,
  worldSteps,
} from './support/rig.ts'

const SHAPES: readonly StepShape[] = [
  { id: 'prepare', reversible: true, commitPoint: false },
  { id: 'fence', reversible: true, commitPoint: false },
  { id: 'commit', reversible: false, commitPoint: true },
  { id: 'unfence', reversible: false, commitPoint: false },
]

let folder: string
let store: CoordinationStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcloud-runs-'))
  store = openFileStore(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function work(world: World, steps: readonly Step<World>[] = worldSteps(SHAPES)) {
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

const reader = (pid = 1, dead?: ReadonlySet<number>) => ({
  store,
  platform: 'shop',
  clock,
  host: hostOf(pid, dead),
})

describe('a run', () => {
  it('does every step in order, commits the epoch and gives the lock back', async () => {
    const world = makeWorld()
    const progress = recorder()
    const { run, failure } = await engineOf(store, hostOf(1), { progress }).start(work(world))
    expect(failure).toBeUndefined()
    // Start, four steps, the commit, the end: how a step ended is written with what comes next.
    expect(await store.list(runKeys('shop').journal(run.id))).toHaveLength(7)
    expect(run).toMatchObject({ state: 'done', committed: true, epoch: 1, subject: 'orders', owned: false })
    expect(run.steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done'])
    expect(run.resumeWith).toBeUndefined()
    expect(world.log).toEqual(['run prepare', 'run fence', 'run commit', 'run unfence'])
    expect(await readEpoch(store, 'shop', 'orders')).toBe(1)
    expect(await unfinishedRun(reader())).toBeUndefined()
    expect(progress.events.map((event) => event.kind)).toEqual(
      SHAPES.flatMap(() => ['step-started', 'step-ended']),
    )
  })

  it('stays unfinished when a step fails, names the commands, and refuses any other run', async () => {
    const world = makeWorld()
    world.failing.set('fence', new McloudError({ code: 'DATABASE_UNREACHABLE', message: 'no answer' }))
    const { run, failure } = await engineOf(store, hostOf(1)).start(work(world))
    expect(failure).toMatchObject({ code: 'RUN_STEP_FAILED' })
    expect(failure?.hint).toContain(`mcloud failover resume ${run.id}`)
    expect(failure?.hint).toContain(`mcloud failover abort ${run.id}`)
    expect(run).toMatchObject({ state: 'failed', owned: false, abortWith: `mcloud failover abort ${run.id}` })
    await expect(engineOf(store, hostOf(2)).start(work(makeWorld()))).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      details: { runId: run.id },
    })
    world.failing.clear()
    const resumed = await engineOf(store, hostOf(2)).resume({ runId: run.id, ...work(world) })
    expect(resumed.run.state).toBe('done')
    expect(world.log).toEqual(['run prepare', 'run fence', 'run commit', 'run unfence'])
    expect(resumed.run.steps[0]?.state).toBe('unchanged')
  })

  it('goes back by itself when asked to and a step before the commit point fails', async () => {
    const world = makeWorld()
    world.failing.set('commit', new Error('lag is over the gate'))
    const { run, failure } = await engineOf(store, hostOf(1)).start({ ...work(world), undoOnFailure: true })
    expect(failure?.message).toContain('lag is over the gate')
    expect(failure?.message).toContain('undone')
    expect(run).toMatchObject({ state: 'aborted', committed: false, aborting: true })
    expect(world.on).toEqual(new Set())
    expect(await readEpoch(store, 'shop', 'orders')).toBe(0)
  })

  it('gives back what the application waits for, also where a later step cannot be undone, and resumes the rest', async () => {
    const world = makeWorld()
    const shapes: readonly StepShape[] = [
      { id: 'fence', reversible: true, commitPoint: false },
      { id: 'prepare', reversible: true, commitPoint: false },
      { id: 'stop', reversible: true, commitPoint: false },
      { id: 'commit', reversible: false, commitPoint: true },
    ]
    const steps = worldSteps(shapes).map((step) =>
      step.id === 'fence' ? { ...step, undoAnyway: true } : step,
    )
    world.failing.set('commit', new Error('the lag is over the gate'))
    world.failing.set('undo stop', new Error('the target does not answer'))
    const { run, failure } = await engineOf(store, hostOf(1)).start({
      ...work(world, steps),
      undoOnFailure: true,
    })
    expect(failure?.message).toContain('the target does not answer')
    expect(run).toMatchObject({ state: 'failed', aborting: true, committed: false })
    expect(world.on).toEqual(new Set(['prepare', 'stop']))
    world.failing.clear()
    const resumed = await engineOf(store, hostOf(2)).resume({ runId: run.id, ...work(world, steps) })
    expect(resumed.run.state).toBe('aborted')
    expect(world.on).toEqual(new Set())
    expect(world.log.filter((line) => line === 'undo fence')).toHaveLength(1)
  })

  it('never goes back after the commit point', async () => {
    const world = makeWorld()
    world.failing.set('unfence', new Error('broken'))
    const { run } = await engineOf(store, hostOf(1)).start({ ...work(world), undoOnFailure: true })
    expect(run).toMatchObject({ state: 'failed', committed: true })
    expect(run.abortWith).toBeUndefined()
    const other = engineOf(store, hostOf(2))
    await expect(other.abort({ runId: run.id, ...work(world) })).rejects.toMatchObject({
      code: 'RUN_COMMITTED',
    })
    world.failing.clear()
    expect((await other.resume({ runId: run.id, ...work(world) })).run.state).toBe('done')
    expect(await readEpoch(store, 'shop', 'orders')).toBe(1)
    await expect(other.abort({ runId: run.id, ...work(world) })).rejects.toMatchObject({
      code: 'RUN_COMMITTED',
    })
  })

  it('reads an open outcome back: what it observes counts', async () => {
    const world = makeWorld()
    const steps = worldSteps(SHAPES).map((step) =>
      step.id === 'prepare'
        ? {
            ...step,
            run: async (inner: World) => {
              inner.on.add('prepare')
              throw new McloudError({ code: 'OUTCOME_UNKNOWN', message: 'the answer was lost' })
            },
          }
        : step,
    )
    expect((await engineOf(store, hostOf(1)).start(work(world, steps))).run.state).toBe('done')
  })

  it('calls an open outcome that cannot be read back unknown', async () => {
    const world = makeWorld()
    world.unclear.add('fence')
    const { run, failure } = await engineOf(store, hostOf(1)).start({ ...work(world), undoOnFailure: true })
    expect(run.state).toBe('unknown')
    expect(run.steps[1]).toMatchObject({ state: 'unknown', message: 'no answer' })
    expect(failure).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(failure?.exitCode).toBe(7)
  })

  it('fails before it has done anything when the check of a step says no', async () => {
    const world = makeWorld()
    const steps = worldSteps(SHAPES).map((step) =>
      step.id === 'prepare'
        ? { ...step, check: async () => ({ kind: 'no', reason: 'slot lost' }) as const }
        : step,
    )
    const { run, failure } = await engineOf(store, hostOf(1)).start(work(world, steps))
    expect(failure?.message).toContain('slot lost')
    expect(world.log).toEqual([])
    expect(run.steps[0]).toMatchObject({ state: 'failed' })
  })

  it('says so when it is interrupted inside a step', async () => {
    const world = makeWorld()
    const stop = new AbortController()
    const steps = worldSteps(SHAPES).map((step) =>
      step.id === 'fence'
        ? {
            ...step,
            run: async (_: World, scope: { call: { signal: AbortSignal } }) => {
              stop.abort()
              scope.call.signal.throwIfAborted()
            },
          }
        : step,
    )
    const { run, failure } = await engineOf(store, hostOf(1)).start({
      ...work(world, steps),
      call: call(stop.signal),
    })
    expect(run.state).toBe('interrupted')
    expect(failure).toMatchObject({ code: 'INTERRUPTED' })
    expect(run.steps[1]?.state).toBe('unknown')
    expect(run.steps[2]?.state).toBe('waiting')
    const resumed = await engineOf(store, hostOf(2)).resume({ runId: run.id, ...work(world) })
    expect(resumed.run.state).toBe('done')
  })

  it('keeps facts and debts over a crash', async () => {
    const world = makeWorld()
    const debt = {
      id: 'orphan-slot:aws:mcloud_gcp',
      kind: 'orphan-slot',
      text: 'a slot',
      clearWith: 'mcloud x',
    }
    const steps = worldSteps(SHAPES).map((step): Step<World> => {
      if (step.id === 'prepare')
        return {
          ...step,
          run: async (inner, scope) => {
            await scope.record('lsn', { at: '0/1' })
            await scope.addDebt(debt)
            await step.run(inner, scope)
          },
        }
      if (step.id !== 'unfence') return step
      return {
        ...step,
        run: async (inner, scope) => {
          inner.log.push(`lsn ${JSON.stringify(scope.recall('lsn'))} ${scope.epoch} ${scope.committed}`)
          await step.run(inner, scope)
        },
      }
    })
    world.failing.set('fence', new Error('no'))
    const { run } = await engineOf(store, hostOf(1)).start(work(world, steps))
    world.failing.clear()
    const done = await engineOf(store, hostOf(2)).resume({ runId: run.id, ...work(world, steps) })
    expect(world.log).toContain('lsn {"at":"0/1"} 1 true')
    expect(done.run.debts).toMatchObject([debt])
    expect(await listDebts(store, 'shop')).toMatchObject([{ ...debt, runId: run.id }])
    expect(await clearDebt(store, 'shop', debt.id, Date.now())).toBe(true)
    expect(await clearDebt(store, 'shop', debt.id, Date.now())).toBe(false)
    expect(await listDebts(store, 'shop')).toEqual([])
  })

  it('lists runs newest first and shows one', async () => {
    const first = await engineOf(store, hostOf(1)).start(work(makeWorld()))
    await new Promise((resolve) => setTimeout(resolve, 2))
    const second = await engineOf(store, hostOf(1)).start(work(makeWorld()))
    const { runs, total } = await listRuns(reader(), 10)
    expect(runs.map((run) => run.id)).toEqual([second.run.id, first.run.id])
    expect(total).toBe(2)
    expect((await listRuns(reader(), 1)).runs).toHaveLength(1)
    expect(await showRun(reader(), first.run.id)).toEqual(first.run)
    expect(second.run.epoch).toBe(2)
    await expect(showRun(reader(), 'nope')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })

  it('refuses a plan made at another epoch', async () => {
    await engineOf(store, hostOf(1)).start({ ...work(makeWorld()), expectedEpoch: 0 })
    const world = makeWorld()
    await expect(
      engineOf(store, hostOf(1)).start({ ...work(world), expectedEpoch: 0 }),
    ).rejects.toMatchObject({ code: 'STALE_EPOCH' })
    expect(world.log).toEqual([])
  })
})

describe('ownership', () => {
  it('is not taken from a process that is at work, but from one that is gone or silent', async () => {
    const world = makeWorld()
    let release = () => {}
    const paused = new Promise<void>((resolve) => {
      release = resolve
    })
    let reached = () => {}
    const inside = new Promise<void>((resolve) => {
      reached = resolve
    })
    const steps = worldSteps(SHAPES).map((step) =>
      step.id === 'fence'
        ? {
            ...step,
            run: async (inner: World, scope: Parameters<typeof step.run>[1]) => {
              reached()
              await paused
              await step.run(inner, scope)
            },
          }
        : step,
    )
    const first = engineOf(store, hostOf(1)).start(work(world, steps))
    await inside
    const id = (await unfinishedRun(reader(2)))?.id ?? ''
    expect(await unfinishedRun(reader(2))).toMatchObject({ state: 'running', owned: true })
    await expect(engineOf(store, hostOf(2)).resume({ runId: id, ...work(world) })).rejects.toMatchObject({
      code: 'RUN_LOCKED',
    })
    // Gone, as this machine sees it: the run is another's now, and is taken back.
    const aborted = await engineOf(store, hostOf(2, new Set([1]))).abort({ runId: id, ...work(world) })
    expect(aborted.run.state).toBe('aborted')
    release()
    await expect(first).rejects.toMatchObject({ code: 'RUN_LOCKED', details: { lockLost: true } })
    expect(await readEpoch(store, 'shop', 'orders')).toBe(0)
    expect((await showRun(reader(), id)).state).toBe('aborted')
  })

  it('lets a silent owner of another machine be replaced only after its lease', async () => {
    const world = makeWorld()
    await expect(
      engineOf(store, hostOf(1), { boundary: dieAt('before run fence') }).start(work(world)),
    ).rejects.toThrow('dead')
    const id = (await unfinishedRun(reader()))?.id ?? ''
    const elsewhere = hostOf(9, new Set(), 'laptop')
    await expect(engineOf(store, elsewhere).resume({ runId: id, ...work(world) })).rejects.toMatchObject({
      code: 'RUN_LOCKED',
    })
    const later = { ...clock, now: () => Date.now() + 16_000 }
    const { run } = await engineOf(store, elsewhere, { clock: later }).resume({ runId: id, ...work(world) })
    expect(run).toMatchObject({ state: 'done', owner: 'op@laptop (process 9)' })
  })

  it('can be forced', async () => {
    const world = makeWorld()
    await expect(
      engineOf(store, hostOf(1), { boundary: dieAt('before run fence') }).start(work(world)),
    ).rejects.toThrow('dead')
    const id = (await unfinishedRun(reader()))?.id ?? ''
    const { run } = await engineOf(store, hostOf(9, new Set(), 'laptop')).abort({
      runId: id,
      force: true,
      ...work(world),
    })
    expect(run.state).toBe('aborted')
    expect(world.on).toEqual(new Set())
  })

  it('is kept by one of two runs that start at once; the loser has changed nothing', async () => {
    const worlds = [makeWorld(), makeWorld(), makeWorld()]
    const ends = await Promise.allSettled(
      worlds.map((world, index) => engineOf(openFileStore(folder), hostOf(index + 1)).start(work(world))),
    )
    const winners = ends.filter((end) => end.status === 'fulfilled')
    // A run may end before another one begins: then both are right, one after the other.
    expect(winners.length).toBeGreaterThanOrEqual(1)
    for (const [index, end] of ends.entries())
      if (end.status === 'rejected') {
        expect(end.reason).toMatchObject({ code: 'RUN_LOCKED' })
        expect(worlds[index]?.log).toEqual([])
      }
    expect((await listRuns(reader(), 10)).total).toBe(winners.length)
    expect(await readEpoch(store, 'shop', 'orders')).toBe(winners.length)
  })
})

describe('a store that cannot be written any more', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])(
    'stops the run at write %i: nothing is done that is not journalled, and it can be resumed',
    async (failsAt) => {
      let writes = 0
      const full = async <T>(write: () => Promise<T>): Promise<T> => {
        if (++writes >= failsAt) throw new McloudError({ code: 'STORE_FAILED', message: 'the disk is full' })
        return await write()
      }
      // Test double of a full disk around the real store.
      const failing: CoordinationStore = {
        ...store,
        create: (key, value) => full(() => store.create(key, value)),
        replace: (key, value, version) => full(() => store.replace(key, value, version)),
      }
      const world = makeWorld()
      const end = engineOf(failing, hostOf(1)).start(work(world))
      await expect(end).rejects.toMatchObject({ code: 'STORE_FAILED' })
      const run = await unfinishedRun(reader())
      const begun = run?.steps.filter((step) => step.state !== 'waiting').length ?? 0
      expect(world.on.size).toBeLessThanOrEqual(run === undefined ? 4 : begun)
      if (run === undefined) return
      const resumed = await engineOf(store, hostOf(2, new Set([1]))).resume({ runId: run.id, ...work(world) })
      expect(resumed.run.state).toBe('done')
      expect(world.on.size).toBe(4)
    },
  )
})

describe('a damaged journal', () => {
  async function crashed(): Promise<{ world: World; id: string; files: string[]; journal: string }> {
    const world = makeWorld()
    await expect(
      engineOf(store, hostOf(1), { boundary: dieAt('after run fence') }).start(work(world)),
    ).rejects.toThrow('dead')
    const id = (await unfinishedRun(reader()))?.id ?? ''
    const journal = join(folder, 'shop', 'runs', id, 'journal')
    return { world, id, journal, files: (await readdir(journal)).sort() }
  }

  it('is tolerated at its end, told, and resumed from what is observed', async () => {
    const { world, id, journal, files } = await crashed()
    await truncate(join(journal, files.at(-1) ?? ''), 20)
    expect((await showRun(reader(), id)).remarks[0]).toContain('cannot be read')
    const { run } = await engineOf(store, hostOf(2, new Set([1]))).resume({ runId: id, ...work(world) })
    expect(run.state).toBe('done')
    expect(run.remarks[0]).toContain('cannot be read')
    expect(world.log).toEqual(['run prepare', 'run fence', 'run commit', 'run unfence'])
  })

  it('makes an abort undo the step that may have been begun', async () => {
    const { world, id, journal, files } = await crashed()
    await writeFile(join(journal, files.at(-1) ?? ''), '')
    const { run } = await engineOf(store, hostOf(2, new Set([1]))).abort({ runId: id, ...work(world) })
    expect(run.state).toBe('aborted')
    expect(world.on).toEqual(new Set())
  })

  it('is an error that names the entry when it is damaged in the middle', async () => {
    const { world, id, journal, files } = await crashed()
    await truncate(join(journal, files[1] ?? ''), 20)
    await expect(
      engineOf(store, hostOf(2, new Set([1]))).resume({ runId: id, ...work(world) }),
    ).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('000002') })
    expect((await listRuns(reader(), 10)).unreadable).toMatchObject([{ id }])
  })
})

/** The process dies at that boundary: nothing of it happens any more. */
function dieAt(name: string) {
  let dead = false
  return (at: string) => {
    if (at === name) dead = true
    if (dead) throw new Error('dead')
  }
}
