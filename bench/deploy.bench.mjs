import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withScratch } from './support/scratch.mjs'

export const name = 'deploy'

const CLOUDS = ['aws', 'gcp', 'azure']
const UNITS = 30
const DEPTH = 5
const PARALLEL = 4
const ROUNDS = 3
const MANY = 500

const ROOT = `terraform {
  backend "local" {}
}
variable "from" {
  type    = string
  default = null
}
resource "terraform_data" "it" {
  input = var.from
}
output "id" { value = terraform_data.it.id }
`

/**
 * A deployment of many units against the same terraform commands under `xargs -P`, level by level; and the time in
 * which many units are found, checked and put in order.
 */
export async function run({ root, note }) {
  const program = join(root, 'bin', 'mcloud.js')
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  if (spawnSync('terraform', ['version']).status !== 0) {
    note('terraform is not on the PATH: nothing is measured')
    return []
  }
  return withScratch((folder) => {
    note(`${ROUNDS} rounds of ${UNITS} units, ${DEPTH} deep, ${PARALLEL} at a time, from nothing`)
    const ours = []
    const theirs = []
    for (let round = 0; round < ROUNDS; round++) {
      const place = join(folder, String(round))
      theirs.push(plainTerraform(makeUnits(join(place, 'plain'), UNITS)))
      ours.push(mcloud(program, makeUnits(join(place, 'mcloud'), UNITS), ['deploy', '--yes', '--quiet']))
    }
    note(`${MANY} units found, checked and ordered`)
    const many = makeUnits(join(folder, 'many'), MANY)
    const graph = Array.from({ length: 5 }, () => mcloud(program, many, ['deploy', 'graph', '--quiet']))
    const start = Array.from({ length: 5 }, () => mcloud(program, many, ['deploy', 'graph', '--help']))
    const ratio = median(ours) / median(theirs)
    return [
      { figure: `${UNITS} units against xargs -P ${PARALLEL}`, value: ratio, unit: 'x', target: 1.1 },
      { figure: 'the same, seconds', value: median(ours) / 1000, unit: 's' },
      { figure: 'xargs, seconds', value: median(theirs) / 1000, unit: 's' },
      {
        figure: 'own time a unit',
        value: ((median(ours) - median(theirs)) * PARALLEL) / UNITS,
        unit: 'ms',
        target: 50,
      },
      {
        figure: `${MANY} units ordered, without the start`,
        // The shortest of each: what else the machine does is no part of it.
        value: Math.min(...graph) - Math.min(...start),
        unit: 'ms',
        target: 300,
      },
    ]
  })
}

/** Units in `DEPTH` levels; each takes an output of one above it. */
function makeUnits(folder, count) {
  const width = Math.ceil(count / DEPTH)
  const units = {}
  for (let index = 0; index < count; index++) {
    const unit = `unit-${index}`
    mkdirSync(join(folder, unit), { recursive: true })
    writeFileSync(join(folder, unit, 'main.tf'), ROOT)
    units[unit] = {
      folder: unit,
      cloud: CLOUDS[index % 3],
      state: 'here',
      ...(index >= width && { inputs: { from: `unit-${index - width}.id` } }),
    }
  }
  const file = {
    platform: 'bench',
    strategy: 'hybrid',
    clouds: {
      aws: { region: 'us-east-1' },
      gcp: { region: 'us-central1', project: 'p' },
      azure: { region: 'eastus', subscription: '00000000-0000-0000-0000-000000000001', resourceGroup: 'r' },
    },
    coordination: { kind: 'file', place: './coordination', singleOperator: true },
    deploy: { parallel: PARALLEL, state: { here: { kind: 'local', folder: './state' } }, units },
  }
  writeFileSync(join(folder, 'mcloud.json'), JSON.stringify(file))
  return { folder, count, width }
}

function mcloud(program, { folder }, words) {
  return timeMs(() =>
    execFileSync(process.execPath, [program, ...words, '--config', join(folder, 'mcloud.json')], {
      cwd: folder,
      env: { ...process.env, HOME: join(folder, 'home') },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
}

/** What a careful script does: a level after the other, in each as many units at once. */
function plainTerraform({ folder, count, width }) {
  const script = join(folder, 'one.sh')
  writeFileSync(
    script,
    `set -e
cd "$1"
index=\${1#unit-}
above="unit-$((index - ${width}))"
vars=""
if [ "$index" -ge ${width} ]; then
  vars="-var=from=$(cat ../$above/id.txt)"
fi
terraform init -input=false -backend-config=path=../state/$1.tfstate >/dev/null
terraform plan -input=false -out=plan.bin $vars >/dev/null
terraform show -json plan.bin >plan.json
terraform apply -input=false plan.bin >/dev/null
terraform output -raw id >id.txt
`,
  )
  mkdirSync(join(folder, 'state'), { recursive: true })
  const env = { ...process.env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' }
  return timeMs(() => {
    for (let from = 0; from < count; from += width) {
      const level = Array.from(
        { length: Math.min(width, count - from) },
        (_, index) => `unit-${from + index}`,
      )
      execFileSync('xargs', ['-P', String(PARALLEL), '-n', '1', 'sh', script], {
        cwd: folder,
        env,
        input: level.join('\n'),
        stdio: ['pipe', 'ignore', 'inherit'],
      })
    }
  })
}

function timeMs(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
