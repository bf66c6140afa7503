import { beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../src/commands/command.ts'
import { runsList } from '../../src/commands/runs-list.ts'
import { runsShow } from '../../src/commands/runs-show.ts'
import type { CoordinationStore } from '../../src/core/runs/coordination-store.ts'
import { memoryStore } from '../core/runs/support/memory-store.ts'
import {
  call,
  clock,
  commands,
  engineOf,
  hostOf,
  makeWorld,
  planOf,
  worldSteps,
} from '../core/runs/support/rig.ts'
import { PLATFORM } from '../core/status/support/doubles.ts'
import { textPage } from './command-context.ts'

let store: CoordinationStore
let context: Context
beforeEach(() => {
  store = memoryStore()
  context = {
    platform: async () => PLATFORM,
    store: async () => store,
    runHost: async () => hostOf(1),
    clock,
  } as unknown as Context
})

async function run(fails: boolean): Promise<string> {
  const world = makeWorld()
  if (fails) world.failing.set('fence', new Error('no lock'))
  const steps = worldSteps([
    { id: 'fence', reversible: true, commitPoint: false },
    { id: 'commit', reversible: false, commitPoint: true },
  ])
  const report = await engineOf(store, hostOf(2)).start({
    steps,
    context: world,
    call: call(),
    plan: planOf(steps, world),
    kind: 'promote',
    subject: 'orders',
    commands,
  })
  return report.run.id
}

const list = (more: { limit?: number; unfinished?: boolean } = {}) =>
  runsList.run({ options: { limit: 20, unfinished: false, ...more }, arguments: {} }, context)

async function listText(): Promise<string> {
  const page = textPage()
  await runsList.human(await list(), page)
  return page.text()
}

async function showText(start?: string): Promise<string> {
  const page = textPage()
  await runsShow.human(await runsShow.run({ options: {}, arguments: { run: start } }, context), page)
  return page.text()
}

describe('mcloud runs list', () => {
  it('says that there are none', async () => {
    expect(await listText()).toBe('No runs in memory.')
  })

  it('shows each with its state, and how to end the one that is not over', async () => {
    const done = await run(false)
    const failed = await run(true)
    const text = await listText()
    expect(text).toMatch(new RegExp(`${done} {2}promote orders {2}done`))
    expect(text).toMatch(
      new RegExp(`${failed} {2}promote orders {2}failed.*mcloud failover resume ${failed}`),
    )
    expect((await list({ unfinished: true })).data.runs.map(({ id }) => id)).toEqual([failed])
    expect((await list({ limit: 1 })).data).toMatchObject({ total: 2, runs: [{ state: expect.any(String) }] })
  })
})

describe('mcloud runs show', () => {
  it('shows the newest run step by step, with both ways on', async () => {
    const id = await run(true)
    const text = await showText()
    expect(text).toContain(`run: ${id}`)
    expect(text).toContain('state: failed')
    expect(text).toContain('Turn fence on  failed')
    expect(text).toContain('no lock')
    expect(text).toContain('Turn commit on  waiting')
    expect(text).toContain(`Go on with:   mcloud failover resume ${id}`)
    expect(text).toContain(`Go back with: mcloud failover abort ${id}`)
  })

  it('takes the beginning of an id', async () => {
    const id = await run(false)
    expect(await showText(id.slice(0, -3))).toContain(`run: ${id}`)
    await expect(showText('2')).resolves.toContain(id)
    await expect(showText('1999')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    await run(false)
    await expect(showText('2')).rejects.toMatchObject({ message: '2 runs begin with 2.' })
  })

  it('says that nothing was ever run', async () => {
    await expect(showText()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})
