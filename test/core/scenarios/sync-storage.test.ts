import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Platform } from '../../../src/config/platform.ts'
import { endAnyCommand, scenarioCommand } from '../../../src/core/scenarios/commands.ts'
import type { ScenarioPorts } from '../../../src/core/scenarios/scenario-ports.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { syncPortsOf } from '../../support/sync-engines.ts'
import { scratchFolder } from '../../support/sync-pair.ts'
import { memoryStore } from '../runs/support/memory-store.ts'
import { call, clock, hostOf, recorder } from '../runs/support/rig.ts'
import { PLATFORM } from '../status/support/doubles.ts'

let folder: ReturnType<typeof scratchFolder>
beforeEach(() => {
  folder = scratchFolder()
  for (const name of ['a1', 'b1', 'a2', 'b2']) mkdirSync(join(folder.path, name))
})
afterEach(() => folder.remove())

const put = (place: string, text = place) => writeFileSync(join(folder.path, place), text)
const held = (name: string) => readdirSync(join(folder.path, name)).sort()
const pair = (name: string, n: number, more: object) => ({
  name,
  buckets: { aws: `a${n}`, gcp: `b${n}` },
  direction: 'one-way',
  conflicts: 'none',
  compare: 'proof',
  metadata: true,
  tags: true,
  storageClass: {},
  classes: {},
  ...more,
})

/** Two pairs whose buckets are folders; `broken` is a bucket that cannot be opened once. */
function bench(settings: object = {}, rules: object = {}) {
  const platform = {
    ...PLATFORM,
    storage: { one: pair('one', 1, rules), two: pair('two', 2, rules) },
    scenarios: { drill: { name: 'drill', steps: [{ use: 'sync-storage', with: settings }] } },
  } as unknown as Platform
  const world = { aws: '', gcp: '', folder: folder.path, tokenFile: '' }
  const store = memoryStore()
  const progress = recorder()
  const asked: string[] = []
  const broken = new Set<string>()
  let isPlanned = false
  const ports = {
    clock,
    progress,
    global: { dryRun: false },
    call: () => call(),
    platform: async () => platform,
    store: async () => store,
    runHost: async () => hostOf(1),
    providers: async () => ({}),
    nameServers: async () => ({}),
    health: async () => ({}),
    notifier: async () => ({}),
    commands: async () => ({}),
    syncStores: async () => {
      const stores = await syncPortsOf(world).syncStores()
      const open: typeof stores.open = async (place, traffic) => {
        if (!('bucket' in place)) throw new Error('The platform file names buckets.')
        if (isPlanned && broken.delete(place.bucket))
          throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'nobody is there' })
        return stores.open({ kind: 'folder', path: join(folder.path, place.bucket) }, traffic)
      }
      return { ...stores, open }
    },
    confirm: async ({ text }: { text: string }) => {
      asked.push(text)
      isPlanned = true
    },
  } as unknown as ScenarioPorts
  const run = () => scenarioCommand({ scenario: 'drill', plan: undefined }, ports)
  return { run, ports, asked, broken, progress }
}

it('plans every pair, makes them alike, and finds nothing to do the second time', async () => {
  put('a1/x', 'hello')
  put('a2/y', 'you')
  const { run, asked, progress } = bench()
  const { data } = await run()
  expect(data).toMatchObject({
    run: {
      state: 'done',
      steps: [{ state: 'done', message: 'one: 1 objects alike; two: 1 objects alike' }],
    },
  })
  expect(asked[0]).toContain('one, 1 to copy (5 B), 0 to delete; two, 1 to copy (3 B), 0 to delete')
  expect(readFileSync(join(folder.path, 'b1/x'), 'utf8')).toBe('hello')
  expect(held('b2')).toEqual(['y'])
  expect(progress.events).toContainEqual(
    expect.objectContaining({ kind: 'step-progress', id: '1-sync-storage' }),
  )
  await run()
  expect(asked[1]).toContain('one, 0 to copy (0 B), 0 to delete')
})

it('syncs only the pairs that are named, and refuses those that are not there', async () => {
  put('a1/x')
  put('a2/y')
  await bench({ pairs: ['two'] }).run()
  expect([held('b1'), held('b2')]).toEqual([[], ['y']])
  await expect(bench({ pairs: ['three'] }).run()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    problems: [{ at: 'scenarios.drill.steps[0].with.pairs', expected: 'a list of one, two' }],
  })
})

it('is taken up again where it broke off', async () => {
  put('a1/x')
  put('a2/y')
  const { run, ports, broken } = bench()
  broken.add('b2')
  await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('nobody is there') })
  expect([held('b1'), held('b2')]).toEqual([['x'], []])
  expect((await endAnyCommand('resume', undefined, ports)).data).toMatchObject({ run: { state: 'done' } })
  expect([held('b1'), held('b2')]).toEqual([['x'], ['y']])
})

it('refuses conflicts and deletes over the limit before anybody is asked', async () => {
  put('a1/x', 'here')
  put('b1/x', 'there')
  const twoWay = bench({ pairs: ['one'] }, { direction: 'two-way' })
  await expect(twoWay.run()).rejects.toMatchObject({
    code: 'PREFLIGHT_FAILED',
    problems: [{ at: 'sync-storage one', message: expect.stringContaining('the first is x') }],
  })
  put('a2/y')
  for (const name of ['p', 'q']) put(`b2/${name}`)
  const strict = bench({ pairs: ['two'] }, { deletes: true, maxDelete: { count: 1, share: 0 } })
  await expect(strict.run()).rejects.toMatchObject({
    code: 'PREFLIGHT_FAILED',
    problems: [{ at: 'sync-storage two', message: expect.stringContaining('2 objects of 2') }],
  })
  expect([twoWay.asked, strict.asked, held('b2')]).toEqual([[], [], ['p', 'q']])
  rmSync(join(folder.path, 'b2/q'))
  await strict.run()
  expect(held('b2')).toEqual(['y'])
})
