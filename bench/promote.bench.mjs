import { join } from 'node:path'
import { pausesIn, quantile, readLog, settle, withLab } from './lab.mjs'

export const name = 'promote'

const ROUNDS = 20

/** Planned promotions back and forth under load; the judge is the log of the client that writes the orders. */
export function run({ root, note }) {
  return withLab(root, async ({ mcloud, lab, folder }) => {
    const log = join(folder, 'client', 'bench.jsonl')
    await mcloud(['lab', 'load', '--background', '--until-stopped', '--rate', '200', '--log', log, ...lab])
    const windows = []
    const measured = []
    const wholeMs = []
    for (let round = 0; round < ROUNDS; round++) {
      await settle(2000)
      const to = round % 2 === 0 ? 'gcp' : 'aws'
      const fromMs = Date.now()
      const { data, elapsedMs } = await mcloud(['failover', 'promote', '--to', to, '--confirm=shop'])
      await settle(1000)
      windows.push([fromMs, Date.now()])
      wholeMs.push(elapsedMs)
      measured.push(data.report.pause.databaseMs)
      note(`${round + 1} of ${ROUNDS}: to ${to}`)
    }
    await mcloud(['lab', 'load', 'stop', ...lab])
    const { data: judged } = await mcloud(['lab', 'load', 'verify', '--log', log, ...lab])
    const pauses = pausesIn(await readLog(log), windows)
    return [
      {
        figure: 'write pause seen by the load client, p50',
        value: quantile(pauses, 0.5),
        unit: 'ms',
        target: 500,
      },
      { figure: 'write pause seen by the load client, p95', value: quantile(pauses, 0.95), unit: 'ms' },
      { figure: 'write pause measured by mcloud, p50', value: quantile(measured, 0.5), unit: 'ms' },
      { figure: 'whole promotion, p50', value: quantile(wholeMs, 0.5) / 1000, unit: 's' },
      {
        figure: 'acknowledged writes lost',
        value: judged.verification.lost.length,
        unit: 'orders',
        target: 0,
      },
      {
        figure: 'duplicate keys',
        value: judged.verification.duplicateKeys.length,
        unit: 'orders',
        target: 0,
      },
    ]
  })
}
