import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withScratch } from './support/scratch.mjs'

export const name = 'deploy-interrupt'

const TRIALS = 100

/** Deployments that are interrupted at pseudo-random moments: the long suite of the same name, with more of them. */
export async function run({ root, note }) {
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  if (spawnSync('terraform', ['version']).status !== 0) {
    note('terraform is not on the PATH: nothing is measured')
    return []
  }
  const trials = Number(process.env.MCLOUD_INTERRUPTS ?? TRIALS)
  note(`${trials} deployments of five units, each interrupted by Ctrl-C and resumed`)
  const start = performance.now()
  return withScratch((folder) => {
    const file = join(folder, 'results.json')
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const suite = ['--config', 'vitest.verify.config.ts', `test/verify/${name}.test.ts`]
    spawnSync(process.execPath, [vitest, 'run', ...suite, '--reporter=json', `--outputFile=${file}`], {
      cwd: root,
      env: { ...process.env, MCLOUD_INTERRUPTS: String(trials) },
      stdio: 'ignore',
    })
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
    const results = testResults.flatMap(({ assertionResults }) => assertionResults)
    for (const { title, status } of results) if (status !== 'passed') note(`${status}: ${title}`)
    const passed = results.filter(({ status }) => status === 'passed').length
    return [
      { figure: 'interrupted and resumed', value: passed, unit: 'trials' },
      {
        figure: 'with a lock left, state lost, or not finished by resume',
        value: trials - passed,
        unit: 'trials',
        target: 0,
      },
      { figure: 'all of them', value: (performance.now() - start) / 1000, unit: 's' },
    ]
  })
}
