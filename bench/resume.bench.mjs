import { join } from 'node:path'
import { quantile, readLog, settle, withLab } from './lab.mjs'

export const name = 'resume'

const ROUNDS = 8

/** A promotion is killed inside its write pause, and ended by another process; the load client saw for how long. */
export function run({ root, note }) {
  return withLab(root, async ({ mcloud, killed, lab, folder }) => {
    const log = join(folder, 'client', 'bench.jsonl')
    await mcloud(['lab', 'load', '--background', '--until-stopped', '--rate', '200', '--log', log, ...lab])
    const waits = { resume: [], abort: [] }
    const wholeMs = { resume: [], abort: [] }
    let primary = 'aws'
    for (let round = 0; round < ROUNDS; round++) {
      await settle(2500)
      const ending = round % 2 === 0 ? 'resume' : 'abort'
      const to = primary === 'aws' ? 'gcp' : 'aws'
      const words = ['failover', 'promote', '--to', to, '--confirm=shop']
      await killed(words, 'journal step-started drain')
      const fromMs = Date.now()
      const { elapsedMs } = await mcloud(['failover', ending, '--confirm=shop'], [0, 6])
      wholeMs[ending].push(elapsedMs)
      waits[ending].push(fromMs)
      if (ending === 'resume') primary = to
      note(`${round + 1} of ${ROUNDS}: ${ending}`)
    }
    await settle(1000)
    await mcloud(['lab', 'load', 'stop', ...lab])
    const { data } = await mcloud(['lab', 'load', 'verify', '--log', log, ...lab])
    const acknowledged = await readLog(log)
    const served = (ending) => waits[ending].map((at) => acknowledged.find((time) => time > at) - at)
    return [
      ...['resume', 'abort'].flatMap((ending) => [
        {
          figure: `${ending} to the first accepted write, load client, p50`,
          value: quantile(served(ending), 0.5),
          unit: 'ms',
        },
        {
          figure: `${ending} to the first accepted write, load client, max`,
          value: quantile(served(ending), 1),
          unit: 'ms',
        },
        { figure: `${ending} as a whole, p50`, value: quantile(wholeMs[ending], 0.5) / 1000, unit: 's' },
      ]),
      {
        figure: 'acknowledged writes lost',
        value: data.verification.lost.length,
        unit: 'orders',
        target: 0,
      },
    ]
  })
}
