import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const name = 'startup'

const ROUNDS = 21
const WARM_UP = 2

/** The start of mcloud against that of the runtime alone: medians of rounds that take turns. */
export async function run({ root, note }) {
  const program = join(root, 'bin', 'mcloud.js')
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  const cases = [
    { figure: '--version', words: ['--version'], target: 1.6 },
    { figure: '--help', words: ['--help'], target: 1.6 },
    { figure: 'failover promote --help', words: ['failover', 'promote', '--help'], target: 2 },
  ].filter(({ words }) => spawnSync(process.execPath, [program, ...words]).status === 0)
  note(`${ROUNDS} rounds of node -e 0 and ${cases.length} calls of mcloud`)

  const bareMs = []
  const caseMs = cases.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const bare = timeMs(['-e', '0'])
    const each = cases.map(({ words }) => timeMs([program, ...words]))
    if (round < 0) continue
    bareMs.push(bare)
    for (const [index, ms] of each.entries()) caseMs[index].push(ms)
  }
  const base = median(bareMs)
  return [
    { figure: 'node -e 0', value: base, unit: 'ms' },
    ...cases.map(({ figure, target }, index) => ({
      figure: `${figure} against node -e 0`,
      value: median(caseMs[index]) / base,
      unit: 'x',
      target,
    })),
  ]
}

function timeMs(words) {
  // Reading extra certificates costs more than all that is measured here.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const start = performance.now()
  spawnSync(process.execPath, words, { env, stdio: 'ignore' })
  return performance.now() - start
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}
