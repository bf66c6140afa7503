import type { Cloud } from '../../../src/config/clouds.ts'
import { type Cell, killAndEnd } from './cell.ts'
import type { Death, KillWorld } from './kill-world.ts'
import type { Watch } from './watch.ts'

export type Ending = 'resume' | 'abort'

/** One line of the table: what became of all the cells of one kind of run that were ended in one way. */
export interface Row {
  readonly run: string
  readonly ending: Ending
  cells: number
  died: number
  done: number
  aborted: number
  /** Died before there was a run, or when it was over. */
  'no run': number
  wrong: number
}

export interface Wrong extends Cell {
  readonly run: string
  readonly ending: Ending
  readonly death: Death
}

/** What all cells together have shown. */
export interface Tally {
  readonly rows: Row[]
  readonly wrongs: Wrong[]
  count(run: string, ending: Ending, death: Death, cell: Cell): void
}

export function openTally(): Tally {
  const rows: Row[] = []
  const wrongs: Wrong[] = []
  return {
    rows,
    wrongs,
    count: (run, ending, death, cell) => {
      let row = rows.find((each) => each.run === run && each.ending === ending)
      if (row === undefined) {
        row = { run, ending, cells: 0, died: 0, done: 0, aborted: 0, 'no run': 0, wrong: 0 }
        rows.push(row)
      }
      row.cells++
      if (cell.died) row.died++
      if (cell.state === 'done') row.done++
      if (cell.state === 'aborted') row.aborted++
      if (cell.state === 'none') row['no run']++
      if (cell.wrong.length === 0) return
      row.wrong++
      wrongs.push({ run, ending, death, ...cell })
      console.log('WRONG', JSON.stringify(wrongs.at(-1)))
    },
  }
}

/**
 * Every place at which a run with these effects can die: before each of them, which is also after the one before,
 * as nothing but reading lies between; while each call over the network is under way; and after the last.
 */
export function deathsIn(effects: readonly string[]): Death[] {
  return [
    ...effects.flatMap((label, place): Death[] => [
      { moment: 'gap', place },
      ...(/^(sql|request) /.test(label) ? [{ moment: 'sent' as const, place }] : []),
    ]),
    { moment: 'sent', place: effects.length - 1 },
  ]
}

/** After the commit point an abort is refused and the run is resumed: one such place more speaks for all of them. */
function deathsFor(ending: Ending, effects: readonly string[]): Death[] {
  const committed = effects.indexOf('journal committed')
  return deathsIn(ending === 'abort' ? effects.slice(0, committed + 2) : effects)
}

const NEVER = { moment: 'gap', place: Number.MAX_SAFE_INTEGER } as const

const KINDS = {
  aws: { run: 'planned', words: ['failover', 'promote', '--to', 'gcp'] },
  gcp: { run: 'failback', words: ['failover', 'failback'] },
} as const

/** Promotes and fails back over one pair of servers until every place of both has been died at. */
export async function killPlanned(
  world: KillWorld,
  watch: Watch,
  ending: Ending,
  tally: Tally,
): Promise<void> {
  let primary: Cloud = 'aws'
  const run = async (death: Death) => {
    const from = primary as keyof typeof KINDS
    const kind = KINDS[from]
    const cell = await killAndEnd(world, watch, { words: kind.words, from, death, ending })
    tally.count(kind.run, ending, death, cell)
    primary = cell.primary
  }
  // the first promotion of all also makes what later ones find: the second of each kind is the measure
  const pending = new Map<Cloud, Death[]>()
  for (let round = 0; round < 4; round++) {
    const from = primary
    await run(NEVER)
    pending.set(from, deathsFor(ending, world.effects()))
  }
  while ([...pending.values()].some((deaths) => deaths.length > 0))
    await run(pending.get(primary)?.shift() ?? NEVER)
}

const FORCED = ['failover', 'promote', '--to', 'gcp', '--forced', '--accept-loss', '2h']

/** Promotes by force a server that only mcloud cannot reach, from the same beginning for every place. */
export async function killForced(world: KillWorld, watch: Watch, tally: Tally): Promise<void> {
  const putBack = await world.keep()
  const run = async (death: Death, ending: Ending) => {
    await putBack()
    await world.passage('aws').set('dead')
    const cell = await killAndEnd(world, watch, { words: FORCED, from: 'aws', death, ending, mayLose: true })
    tally.count('forced', ending, death, cell)
    return cell
  }
  await run(NEVER, 'resume')
  const effects = world.effects()
  for (const ending of ['resume', 'abort'] as const)
    for (const death of deathsFor(ending, effects)) await run(death, ending)
}
