import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { type DeployWorld, dataRoot, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'

/** More in the bench of the same name. */
const TRIALS = Number(process.env.MCLOUD_INTERRUPTS ?? 30)
/** When the interrupt comes, in milliseconds after the first word of progress: before a whole deployment is over. */
const EARLIEST_MS = 0
const LATEST_MS = 5_500

let world: DeployWorld | undefined
afterEach(() => world?.remove())

const built = existsSync(join(import.meta.dirname, '../../dist/main.js'))

/** The same numbers in every run, so that a failure can be repeated: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function delays(count: number): number[] {
  let seed = 20_260_101
  return Array.from({ length: count }, () => {
    seed = (seed * 48_271) % 2_147_483_647
    return Math.round(EARLIEST_MS + (seed / 2_147_483_647) * (LATEST_MS - EARLIEST_MS))
  })
}

it
  .skipIf(skipTerraformProgram() || !built)
  .each(delays(TRIALS).map((delayMs, trial) => ({ trial, delayMs })))(
  'trial $trial: Ctrl-C after $delayMs ms leaves no lock and loses no state, and resume finishes',
  async ({ delayMs }) => {
    const root = dataRoot({ seconds: 0.15, count: 3 })
    world = makeDeployWorld({
      units: {
        one: { root },
        two: { root },
        three: { root, inputs: { from: 'one.id' } },
        four: { root, inputs: { from: 'two.id' }, needs: ['one'] },
        five: { root, inputs: { from: 'three.id' } },
      },
    })
    const units = ['one', 'two', 'three', 'four', 'five']
    const child = world.spawn(['deploy', '--yes', '--json'])
    const ended = once(child, 'exit')
    // However slow the machine is, an interrupt is listened for by then.
    await Promise.race([once(child.stderr as Readable, 'data'), ended])
    child.stderr?.resume()
    child.stdout?.resume()
    const timer = setTimeout(() => child.kill('SIGINT'), delayMs)
    const [code, signal] = (await ended) as [number | null, string | null]
    clearTimeout(timer)
    expect([0, 130], `ended by ${signal}`).toContain(code)

    const locks = world.files('state').filter((name) => name.includes('.lock.info'))
    expect(locks).toEqual([])
    const made = existsSync(join(world.folder, 'made.log'))
      ? world.read('made.log').split('\n').filter(Boolean)
      : []
    const known = units.flatMap((unit) => world?.stateIds(unit) ?? [])
    expect(made.filter((id) => !known.includes(id))).toEqual([])
    expect(world.files('tmp')).toEqual([])

    const resumed = await world.run('deploy', 'resume', '--confirm=shop', '--json')
    if (code === 0 || resumed.json.error?.code === 'RUN_NOT_FOUND') {
      // It was over, or had not begun: there is nothing to resume.
      expect((await world.run('deploy', '--confirm=shop', '--json')).code).toBe(0)
    } else expect(resumed.code).toBe(0)
    const last = await world.run('deploy', 'plan', '--json')
    expect(last.json.result).toBe('unchanged')
  },
)
