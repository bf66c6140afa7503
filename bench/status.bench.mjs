import { quantile, withLab } from './lab.mjs'

export const name = 'status'

const ROUNDS = 11

/** `status` of a healthy lab as a process, and what it adds to the slowest single call inside it. */
export function run({ root, note }) {
  return withLab(root, async ({ mcloud, upMs }) => {
    note(`${ROUNDS} rounds of status in a lab of three clouds`)
    await mcloud(['status'])
    const wholeMs = []
    const addedMs = []
    for (let round = 0; round < ROUNDS; round++) {
      const { data, elapsedMs } = await mcloud(['status'])
      wholeMs.push(elapsedMs)
      addedMs.push(data.elapsedMs - data.slowest.elapsedMs)
    }
    return [
      { figure: 'lab up to ready', value: upMs / 1000, unit: 's', target: 8 },
      { figure: 'status as a process, p50', value: quantile(wholeMs, 0.5), unit: 'ms', target: 600 },
      {
        figure: 'status beyond its slowest call, p50',
        value: quantile(addedMs, 0.5),
        unit: 'ms',
        target: 150,
      },
    ]
  })
}
