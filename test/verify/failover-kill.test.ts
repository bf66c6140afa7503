import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KillWorld, openKillWorld } from '../support/kill/kill-world.ts'
import { killForced, killPlanned, openTally } from '../support/kill/matrix.ts'
import { startWatch, type Watch } from '../support/kill/watch.ts'

const tally = openTally()
const worlds: KillWorld[] = []
const watches: Watch[] = []
const beganMs = Date.now()
/** Some 450 programs started, killed and ended: beside other suites on two cores it takes its time. */
const MATRIX_MS = 40 * 60_000

async function openWatched(name: string): Promise<{ world: KillWorld; watch: Watch }> {
  const world = await openKillWorld()
  worlds.push(world)
  const watch = startWatch(world.trio, name)
  watches.push(watch)
  return { world, watch }
}

beforeAll(() => {
  console.log(
    'Every cell: the built program killed, then ended from another folder, under writes to both servers.',
  )
})
afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.stop()))
  await Promise.all(worlds.map((world) => world.close()))
  const cells = tally.rows.reduce((sum, row) => sum + row.cells, 0)
  const writes = watches.reduce((sum, watch) => sum + watch.acknowledged.length, 0)
  console.table(tally.rows)
  console.log(
    `${cells} cells, ${writes} acknowledged writes, ${((Date.now() - beganMs) / 1000).toFixed(0)} s in all`,
  )
})

const wrongOf = (run: readonly string[], ending?: string) =>
  tally.wrongs.filter((each) => run.includes(each.run) && (ending === undefined || each.ending === ending))

/** At most one server takes writes at every moment, exactly one afterwards, and nothing acknowledged is lost. */
describe.concurrent('the program killed at every one of its effects', () => {
  it.each(['resume', 'abort'] as const)(
    'in planned runs and failbacks, ended by %s',
    async (ending) => {
      const { world, watch } = await openWatched(ending)
      await killPlanned(world, watch, ending, tally)
      expect(wrongOf(['planned', 'failback'], ending)).toEqual([])
      expect(watch.faults).toEqual([])
      // an abort has fewer places to die at: those before the commit
      const rows = tally.rows.filter((row) => row.ending === ending && row.run !== 'forced')
      expect(rows.map(({ run, died }) => ({ run, isEnough: died > 40 }))).toEqual([
        { run: expect.any(String), isEnough: true },
        { run: expect.any(String), isEnough: true },
      ])
    },
    MATRIX_MS,
  )

  it(
    'in forced runs, ended by resume and by abort',
    async () => {
      const { world, watch } = await openWatched('forced')
      await world.beat()
      await killForced(world, watch, tally)
      expect(wrongOf(['forced'])).toEqual([])
      expect(tally.rows.filter((row) => row.run === 'forced').every((row) => row.died > 25)).toBe(true)
    },
    MATRIX_MS,
  )
})
