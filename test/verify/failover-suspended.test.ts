import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud } from '../../src/config/clouds.ts'
import { type Ended, type KillWorld, openKillWorld } from '../support/kill/kill-world.ts'
import { missingWrites, overlaps, startWatch, type Watch } from '../support/kill/watch.ts'
import { until } from '../support/postgres-platform.ts'

let world: KillWorld
let watch: Watch

beforeAll(async () => {
  world = await openKillWorld()
  watch = startWatch(world.trio, 'suspended')
  await world.beat()
})
afterAll(async () => {
  await watch?.stop()
  await world?.close()
})

const dataOf = ({ stdout }: Ended) => JSON.parse(stdout)

/** Repeats the command while the run is held by a process that may still be at work. */
async function endAs(ending: 'resume' | 'abort'): Promise<{ refused: number; ended: Ended }> {
  for (let refused = 0; ; refused++) {
    const ended = await world.mcloud('second', ['failover', ending, '--confirm=shop', '--json'])
    if (dataOf(ended).ok || refused > 90) return { refused, ended }
    if (dataOf(ended).error?.code !== 'RUN_LOCKED') return { refused, ended }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Suspends a promotion there, lets another operator end it, wakes it up, and tells how it ended. */
async function suspendAt(before: string, ending: 'resume' | 'abort') {
  const from: Cloud = 'aws'
  const start = watch.acknowledged.length
  const words = ['failover', 'promote', '--to', 'gcp', '--confirm=shop', '--json']
  const first = world.launch('first', words, { moment: 'stop', before })
  const early = first.ended.then(() => {
    if (!first.effects().at(-1)?.startsWith('stopped before: '))
      throw new Error(`It did not stop: ${first.effects().join('; ')}`)
  })
  const stopped = until(async () => first.effects().at(-1)?.startsWith('stopped before: ') === true, 60_000)
  await Promise.race([stopped, early])
  const { refused, ended } = await endAs(ending)
  const state = dataOf(ended).data?.report?.state
  const { length } = watch.acknowledged
  await until(async () => watch.acknowledged.length > length + 5)
  process.kill(first.pid, 'SIGCONT')
  const woken = await first.ended
  const afterMs = performance.now()
  await until(async () => watch.acknowledged.some(({ startedMs }) => startedMs > afterMs + 100))
  const writes = watch.acknowledged.slice(start)
  const primary = writes.at(-1)?.cloud as Cloud
  return {
    refused,
    state: state ?? ended.stdout + ended.stderr,
    woken: dataOf(woken).error?.code,
    primary,
    wrong: [...overlaps(writes, from), ...(await missingWrites(world.trio, primary, writes))],
  }
}

async function failBack(): Promise<void> {
  const ended = await world.mcloud('second', ['failover', 'failback', '--confirm=shop', '--json'])
  expect(dataOf(ended)).toMatchObject({ ok: true })
}

/** A suspended process looks alive: it is waited for as long as its lease, and what it does afterwards is refused. */
describe('a promotion that is suspended and wakes up after somebody else has ended its run', () => {
  it('before it commits, and the run was aborted: it does not commit any more', async () => {
    const { refused, ...seen } = await suspendAt('control forward committed', 'abort')
    expect(seen).toEqual({ state: 'aborted', woken: 'RUN_LOCKED', primary: 'aws', wrong: [] })
    expect(refused).toBeGreaterThan(0)
  })

  it('in the pause, before it says that it drains', async () => {
    const { refused: _, ...seen } = await suspendAt('journal step-started drain', 'resume')
    expect(seen).toEqual({ state: 'done', woken: 'RUN_LOCKED', primary: 'gcp', wrong: [] })
    await failBack()
  })

  it('after its commit, and the run was finished: it opens nothing', async () => {
    const { refused: _, ...seen } = await suspendAt('journal committed', 'resume')
    expect(seen).toEqual({ state: 'done', woken: 'RUN_LOCKED', primary: 'gcp', wrong: [] })
    await failBack()
  })

  it('inside the transaction that fences: the server ends its session', async () => {
    const { port } = world.passage('aws')
    const { refused: _, ...seen } = await suspendAt(`sql :${port} COMMIT of SET LOCAL lock_timeout`, 'abort')
    expect(seen).toMatchObject({ state: 'aborted', primary: 'aws', wrong: [] })
  })
})
