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
    const rounds = []
    const back = []
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
      rounds.push({ decidedMs, ...stagesOf(forced.data.report) })
      await settle(1000)
      await mcloud(['lab', 'heal', 'aws', ...lab])
      const rejoined = await mcloud(
        ['failover', 'rejoin', '--cloud', 'aws', '--out', join(folder, `rows-${round}`), '--confirm=shop'],
        [0, 6],
      )
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
    const pauses = pausesIn(acknowledged, back)
    const seen = rounds.map((round) => ({
      ...round,
      clientMs: acknowledged.find((time) => time > round.decidedMs),
    }))
    const part = (figure, of, more = {}) => ({
      figure,
      value: quantile(seen.map(of), 0.5),
      unit: 'ms',
      ...more,
    })
    const firstMs = ({ clientMs, decidedMs }) => clientMs - decidedMs
    return [
      part('forced: decision to the first accepted write, load client, p50', firstMs, { target: 1000 }),
      { figure: 'the same, max', value: quantile(seen.map(firstMs), 1), unit: 'ms' },
      part(
        'of it: process, platform file, checks and plan',
        ({ startedMs, decidedMs }) => startedMs - decidedMs,
      ),
      part('of it: checks again under the run lock', ({ fenceMs, startedMs }) => fenceMs - startedMs),
      part(
        'of it: fence; a server of the lab takes 200 ms to stop',
        ({ fencedMs, fenceMs }) => fencedMs - fenceMs,
      ),
      part(
        'of it: replication stopped, sequences, commit, write of mcloud',
        ({ wroteMs, fencedMs }) => wroteMs - fencedMs,
      ),
      part(
        "of it: until the client's write; a DNS change of the lab takes 60 ms",
        ({ clientMs, wroteMs }) => clientMs - wroteMs,
      ),
      part(
        'forced: start of the run to its first write, p50',
        ({ wroteMs, startedMs }) => wroteMs - startedMs,
      ),
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

/** When a forced promotion came where, in milliseconds since the epoch. */
function stagesOf({ steps, forced }) {
  const startOf = (id) => Date.parse(steps.find((step) => step.id === id).startedAt)
  const endOf = (id) => startOf(id) + steps.find((step) => step.id === id).elapsedMs
  const wroteMs = endOf('probe-write')
  return {
    startedMs: wroteMs - forced.firstWriteMs,
    fenceMs: startOf('fence-source'),
    fencedMs: endOf('fence-source'),
    wroteMs,
  }
}
