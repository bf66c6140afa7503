import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type CommandLines, commandLinesIn } from '../deploy/support/command-lines.ts'
import { readPlatformUnits } from '../terraform/support/platform-units.ts'
import { secretsOfState } from '../terraform/support/state-secrets.ts'
import { copyTerraform, skipTerraform } from '../terraform/support/terraform.ts'

const PLATFORM = 'learning-platform'
const ENVIRONMENT = 'production'
const UNITS = readPlatformUnits(PLATFORM)
const NAMES = UNITS.map(({ name }) => name).sort()
const CONFIRMED = `--confirm=${PLATFORM}`

interface Line {
  readonly unit: string
  readonly state: string
  readonly error?: unknown
}

/** How many units are in each state. */
function counted(lines: readonly Line[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { state } of lines) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

describe.skipIf(skipTerraform())('mcloud deploy of the learning platform', () => {
  let copy: ReturnType<typeof copyTerraform>
  let home: string
  let commands: CommandLines
  let file: string
  // biome-ignore lint/suspicious/noExplicitAny: the file as it is written
  let written: any

  beforeAll(() => {
    copy = copyTerraform()
    home = mkdtempSync(path.join(tmpdir(), 'mcloud-learning-'))
    const folder = path.join(copy.folder, '..', 'examples', PLATFORM)
    mkdirSync(folder, { recursive: true })
    mkdirSync(path.join(home, 'tmp'))
    file = path.join(folder, 'mcloud.yaml')
    const example = path.resolve(import.meta.dirname, '../../examples', PLATFORM, 'mcloud.yaml')
    cpSync(example, file)
    written = parse(readFileSync(file, 'utf8'))
    // The one thing that differs: nothing here reaches Google's bucket of run records.
    save({ ...written, coordination: { kind: 'file', place: './coordination', singleOperator: true } })
    commands = commandLinesIn(folder, file, {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: path.join(home, 'tmp'),
      TF_CLI_CONFIG_FILE: process.env.TF_CLI_CONFIG_FILE,
      AWS_ACCOUNT_ID: '123456789012',
      GCP_PROJECT_ID: 'learning-example',
    })
  })
  afterAll(() => {
    copy?.remove()
    rmSync(home, { recursive: true, force: true })
  })

  const save = (platform: unknown) => {
    written = platform
    writeFileSync(file, stringify(platform))
  }
  const folderOf = (unit: string) => path.join(copy.folder, 'platforms', PLATFORM, unit)
  const stateOf = (unit: string) => {
    const state = path.join(folderOf(unit), 'terraform.tfstate.d', ENVIRONMENT, 'terraform.tfstate')
    return existsSync(state) ? JSON.parse(readFileSync(state, 'utf8')) : { resources: [], outputs: {} }
  }
  const managed = (unit: string) =>
    stateOf(unit).resources.filter(({ mode }: { mode: string }) => mode === 'managed')
  const locks = () =>
    readdirSync(path.join(copy.folder, 'platforms'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.lock.info'),
    )

  test('says before anything stands what can be planned, and what waits for which outputs', async () => {
    const { code, json } = await commands.run('deploy', 'plan', '--json')
    expect(code).toBe(0)
    const units = json.data.plan.units as (Line & { needs?: string[] })[]
    expect(units.map(({ unit }) => unit).sort()).toEqual(NAMES)
    expect(units.filter(({ state }) => state === 'planned').map(({ unit }) => unit)).toContain('aws-network')
    expect(units.find(({ unit }) => unit === 'vpn')).toMatchObject({ state: 'deferred' })
    expect(json.data.plan.refusals).toEqual([])
    expect(units.filter(({ state }) => !['planned', 'deferred'].includes(state))).toEqual([])
  })

  test('wants the name of the platform typed, is interrupted in good order, and is finished by resume', async () => {
    const unasked = await commands.run('deploy', '--yes', '--json')
    expect(unasked.json.error.code).toBe('CONFIRMATION_REQUIRED')

    const { process: running, ended } = commands.start('deploy', CONFIRMED, '--events')
    await until(() => /"kind":"step-ended","id":"apply:/.test(running.out()))
    running.interrupt()
    expect((await ended).code).toBe(130)
    expect(locks()).toEqual([])
    const begun = NAMES.filter((unit) => managed(unit).length > 0)
    expect(begun.length).toBeGreaterThan(0)
    expect(begun.length).toBeLessThan(NAMES.length)

    const resumed = await commands.run('deploy', 'resume', CONFIRMED, '--json')
    expect(resumed.json.data.report.units.filter(({ error }: Line) => error !== undefined)).toEqual([])
    expect(resumed.code).toBe(0)
    const states = counted(resumed.json.data.report.units)
    expect((states.applied ?? 0) + (states.unchanged ?? 0)).toBe(NAMES.length)
    expect(NAMES.filter((unit) => managed(unit).length === 0)).toEqual([])
    expect(locks()).toEqual([])
  })

  test('passes outputs between units and clouds as they are in the states', () => {
    const output = (unit: string, name: string) => stateOf(unit).outputs[name].value
    const attributes = (unit: string, type: string) =>
      managed(unit)
        .filter((resource: { type: string }) => resource.type === type)
        .flatMap(({ instances }: { instances: { attributes: Record<string, unknown> }[] }) =>
          instances.map((instance) => instance.attributes),
        )
    expect(attributes('aws-postgres', 'aws_security_group')[0].vpc_id).toBe(output('aws-network', 'vpc_id'))
    expect(JSON.stringify(managed('vpn'))).toContain(output('aws-network', 'vpc_id'))
    expect(JSON.stringify(managed('vpn'))).toContain(output('gcp-network', 'network_id'))
    expect(JSON.stringify(managed('aws-monitoring'))).toContain(output('aws-postgres', 'instance_id'))
    expect(NAMES.flatMap((unit) => secretsOfState(stateOf(unit)))).toEqual([])
  })

  test('finds everything in sync, and what is changed in the file only in the unit that it is about', async () => {
    const same = await commands.run('deploy', 'drift', '--json')
    expect([same.code, counted(same.json.data.units)]).toEqual([0, { 'in sync': NAMES.length }])
    const before = written
    const changed = structuredClone(written)
    changed.deploy.units['gcp-cache'].environments[ENVIRONMENT].variables.memory_gb = 9
    save(changed)
    const { json } = await commands.run(
      'deploy',
      'drift',
      '--unit',
      'gcp-cache',
      '--unit',
      'gcp-network',
      '--json',
    )
    save(before)
    expect(json.data.units.map(({ unit, state }: Line) => [unit, state]).sort()).toEqual([
      ['gcp-cache', 'pending'],
      ['gcp-network', 'in sync'],
    ])
  })

  test('does not destroy what holds data without the name of the platform, nor at all where that is refused', async () => {
    const unasked = await commands.run(
      'deploy',
      'destroy',
      '--unit',
      'aws-monitoring',
      '--unit',
      'aws-postgres',
      '--yes',
      '--json',
    )
    expect([unasked.code, unasked.json.error.code]).toEqual([2, 'CONFIRMATION_REQUIRED'])
    const before = written
    const strict = structuredClone(written)
    strict.deploy.policies.statefulLoss = 'refuse'
    save(strict)
    const refused = await commands.run('deploy', 'destroy', '--unit', 'gcp-storage', CONFIRMED, '--json')
    save(before)
    expect(refused.json.error.code).toBe('POLICY_REFUSED')
    expect(JSON.stringify(refused.json.error.problems)).toContain('google_storage_bucket')
    expect(NAMES.filter((unit) => managed(unit).length === 0)).toEqual([])
  })

  test('takes everything down with it, the last one first', async () => {
    const gone = await commands.run('deploy', 'destroy', CONFIRMED, '--json')
    expect([gone.code, counted(gone.json.data.report.units)]).toEqual([0, { applied: NAMES.length }])
    expect(NAMES.filter((unit) => managed(unit).length > 0)).toEqual([])
    expect(locks()).toEqual([])
    expect(readdirSync(path.join(home, 'tmp'))).toEqual([])
  })
})

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to that')
}
