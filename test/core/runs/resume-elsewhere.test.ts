import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEpoch } from '../../../src/core/runs/control.ts'
import { unfinishedRun } from '../../../src/core/runs/list-runs.ts'
import { type LabStores, startLabStores } from '../../support/lab-stores.ts'
import { openAsCommandLine } from '../../support/object-store-opener.ts'
import { call, clock, commands, engineOf, hostOf, makeWorld, planOf, worldSteps } from './support/rig.ts'

let stores: LabStores
const folder = mkdtempSync(join(tmpdir(), 'mcloud-elsewhere-'))
beforeAll(async () => {
  stores = await startLabStores()
})
afterAll(async () => {
  await stores.close()
  rmSync(folder, { recursive: true, force: true })
})

it.each(['s3', 'gcs', 'azure-blob', 'kubernetes'] as const)(
  'a run that dies on one machine is resumed from another, over %s alone',
  async (kind) => {
    const input = stores.input(kind, 'elsewhere')
    // Two machines have nothing in common but the store: not a home, not a working folder.
    const machine = (name: string) => {
      const home = join(folder, kind, name)
      mkdirSync(home, { recursive: true })
      // Nothing can be kept there, either.
      chmodSync(home, 0o500)
      return openAsCommandLine({ ...input, environment: { ...input.environment, HOME: home } }, home)
    }
    const world = makeWorld()
    const steps = worldSteps([
      { id: 'one', reversible: true, commitPoint: false },
      { id: 'two', reversible: false, commitPoint: true },
      { id: 'three', reversible: false, commitPoint: false },
    ])
    const work = { steps, context: world, call: call(), kind: 'promote', subject: 'orders', commands }
    const killed = new Error('killed')
    const dying = engineOf(await machine('desk'), hostOf(1, new Set(), 'desk'), {
      boundary: (name) => {
        if (name === 'after commit') isDead = true
        if (isDead) throw killed
      },
    })
    let isDead = false
    await expect(dying.start({ ...work, plan: planOf(steps, world) })).rejects.toBe(killed)
    const store = await machine('laptop')
    const host = hostOf(2, new Set(), 'laptop')
    const seen = await unfinishedRun({ store, platform: 'shop', clock, host, leaseMs: 0 })
    expect(seen).toMatchObject({ committed: true, owned: false, owner: expect.stringContaining('desk') })
    const { run } = await engineOf(store, host, { leaseMs: 0 }).resume({ ...work, runId: seen?.id ?? '' })
    expect(run.state).toBe('done')
    expect(world.log).toEqual(['run one', 'run two', 'run three'])
    expect(await readEpoch(store, 'shop', 'orders')).toBe(1)
  },
)
