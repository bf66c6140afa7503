import { join } from 'node:path'
import { pausesIn, quantile, readLog, settle, withLab } from './lab.mjs'

export const name = 'forced'

const ROUNDS = 5

/**
 * The primary's region is lost for real, given up by force, healed, rejoined and failed back to, under load; every
 * pause is what the load client saw.
 */
export function run({ root, note }) {
  return withLab(root, async ({ mcloud, lab, folder }) => {
    const log = join(folder, 'client', 'bench.jsonl')
    await mcloud(['lab', 'load', '--background', '--until-stopped', '--rate', '200', '--log', log, ...lab])
    const decided = []
    const back = []
    const decisionMs = []
    const rejoinMs = []
    let lostRows = 0
    for (let round = 0; round < ROUNDS; round++) {
      await settle(2500)
      await mcloud(['lab', 'fail', 'aws', ...lab])
      await settle(1000)
      const decidedMs = Date.now()
      const forced = await mcloud(
        ['failover', 'promote', '--to', 'gcp', '--forced', '--accept-loss', '1m', '--confirm=shop'],
        [0, 6],
      )
      decided.push(decidedMs)
      decisionMs.push(forced.data.report.forced.firstWriteMs)
      await settle(1000)
      await mcloud(['lab', 'heal', 'aws', ...lab])
      const rejoined = await mcloud(['failover', 'rejoin', '--cloud', 'aws', '--confirm=shop'], [0, 6])
      rejoinMs.push(rejoined.elapsedMs)
      lostRows += rejoined.data.report?.loss?.rows ?? 0
      await settle(2000)
      const fromMs = Date.now()
      await mcloud(['failover', 'failback', '--confirm=shop'], [0, 6])
      await settle(1000)
      back.push([fromMs, Date.now()])
      note(`${round + 1} of ${ROUNDS}`)
    }
    await mcloud(['lab', 'load', 'stop', ...lab])
    const acknowledged = await readLog(log)
    const firstMs = decided.map((at) => acknowledged.find((time) => time > at) - at)
    const pauses = pausesIn(acknowledged, back)
    return [
      {
        figure: 'forced: decision to the first accepted write, load client, p50',
        value: quantile(firstMs, 0.5),
        unit: 'ms',
      },
      {
        figure: 'forced: decision to the first accepted write, load client, max',
        value: quantile(firstMs, 1),
        unit: 'ms',
      },
      {
        figure: 'forced: start of the run to its first write, p50',
        value: quantile(decisionMs, 0.5),
        unit: 'ms',
        target: 1000,
      },
      { figure: 'rows lost by force, counted by rejoin', value: lostRows, unit: 'rows' },
      { figure: 'rejoin, p50', value: quantile(rejoinMs, 0.5) / 1000, unit: 's' },
      {
        figure: 'failback: write pause, load client, p50',
        value: quantile(pauses, 0.5),
        unit: 'ms',
        target: 500,
      },
      { figure: 'failback: write pause, load client, max', value: quantile(pauses, 1), unit: 'ms' },
    ]
  })
}
