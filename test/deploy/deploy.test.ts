import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, dataRoot, makeDeployWorld, type WorldSpec } from './support/deploy-world.ts'

let world: DeployWorld
const make = (spec: WorldSpec) => {
  world = makeDeployWorld(spec)
  return world
}
afterEach(() => world?.remove())

const CHAIN: WorldSpec = {
  units: {
    net: { cloud: 'aws', variables: { from: 'a' } },
    db: { cloud: 'gcp', inputs: { from: 'net.id' } },
    app: { cloud: 'azure', inputs: { from: 'db.text' }, needs: ['net'] },
    other: { cloud: 'aws' },
  },
}

/** The state of each unit of a report or plan. */
function states(data: { report?: { units: Line[] }; plan?: { units: Line[] } }): Record<string, string> {
  const units = data.report?.units ?? data.plan?.units ?? []
  return Object.fromEntries(units.map(({ unit, state }) => [unit, state]))
}
interface Line {
  readonly unit: string
  readonly state: string
}

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to that')
}

describe.skipIf(skipTerraformProgram())('a deployment of several units', () => {
  it('passes outputs on, changes nothing the second time, and takes all down again', async () => {
    make(CHAIN)
    const plan = await world.run('deploy', '--dry-run', '--json')
    expect([plan.code, plan.json.changed, states(plan.json.data)]).toEqual([
      0,
      false,
      { net: 'planned', db: 'deferred', app: 'deferred', other: 'planned' },
    ])
    expect(world.files('state').filter((name) => name.endsWith('.tfstate'))).toEqual([])

    const first = await world.run('deploy', '--yes', '--json')
    expect([first.code, first.json.changed]).toEqual([0, true])
    expect(new Set(Object.values(states(first.json.data)))).toEqual(new Set(['applied']))
    const outputs = await world.run('deploy', 'output', '--json')
    const value = (unit: string, output: string) =>
      outputs.json.data.outputs.find((one: { unit: string; output: string }) => {
        return one.unit === unit && one.output === output
      })?.value
    expect(value('db', 'text')).toBe(JSON.stringify(value('net', 'id')))
    expect(value('app', 'text')).toBe(JSON.stringify(value('db', 'text')))

    const second = await world.run('deploy', '--yes', '--json')
    expect([second.code, second.json.result, second.json.changed]).toEqual([0, 'unchanged', false])

    const refused = await world.run('deploy', 'destroy', '--yes', '--json')
    expect([refused.code, refused.json.error.code]).toEqual([2, 'CONFIRMATION_REQUIRED'])
    const gone = await world.run('deploy', 'destroy', '--confirm=shop', '--json')
    expect(gone.code).toBe(0)
    expect(['net', 'db', 'app', 'other'].flatMap((unit) => world.stateIds(unit))).toEqual([])
    expect(world.files('tmp')).toEqual([])
  })

  it('stops only what needs the unit that failed, and resume goes on', async () => {
    const check =
      'provisioner "local-exec" {\n    command = "test -f repaired || (echo not repaired; exit 1)"\n  }\n'
    const broken = dataRoot().replace('triggers_replace', `${check}  triggers_replace`)
    make({
      units: { ...CHAIN.units, db: { ...CHAIN.units.db, root: broken } },
    })
    const failed = await world.run('deploy', '--yes', '--json')
    expect([failed.code, failed.json.result, states(failed.json.data)]).toEqual([
      6,
      'partial',
      { net: 'applied', db: 'failed', app: 'skipped', other: 'applied' },
    ])
    const [db, app] = ['db', 'app'].map((name) =>
      failed.json.data.report.units.find(({ unit }: Line) => unit === name),
    )
    expect(db.error).toMatchObject({ code: 'TERRAFORM_FAILED' })
    expect(db.error.problems[0].message).toContain('local-exec provisioner error')
    expect(app.because).toBe('db')

    world.write('db/repaired', '')
    const resumed = await world.run('deploy', 'resume', '--yes', '--json')
    expect([resumed.code, states(resumed.json.data)]).toEqual([
      0,
      { net: 'unchanged', db: expect.any(String), app: 'applied', other: 'unchanged' },
    ])
    expect((await world.run('deploy', 'resume', '--yes', '--json')).json.error.code).toBe('RUN_NOT_FOUND')
  })

  it('prints each event as a line of JSON, and the result as the last', async () => {
    make({ units: { net: {}, db: { inputs: { from: 'net.id' } } } })
    const { code, out } = await world.run('deploy', '--yes', '--events', '--json')
    expect(code).toBe(0)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(new Set(lines.map(({ schemaVersion }) => schemaVersion))).toEqual(new Set([1]))
    const ends = lines.flatMap(({ event }) =>
      event?.kind === 'step-ended' ? [[event.id, event.result]] : [],
    )
    expect(ends).toEqual([
      ['plan:net', 'done'],
      ['plan:db', 'skipped'],
      ['apply:net', 'done'],
      ['plan:db', 'done'],
      ['apply:db', 'done'],
      ['units', 'done'],
    ])
    expect(
      lines.slice(0, -1).every(({ at, event }) => !Number.isNaN(Date.parse(at)) && event !== undefined),
    ).toBe(true)
    expect(lines.at(-1)).toMatchObject({ ok: true, result: 'done', changed: true })
  })

  it('selects by cloud, unit and commit', async () => {
    make(CHAIN)
    const git = (...args: string[]) => execFileSync('git', args, { cwd: world.folder, stdio: 'pipe' })
    git('init', '-q')
    git('add', '.')
    git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'x')
    const chosen = async (...words: string[]) => {
      const { json } = await world.run('deploy', 'plan', '--json', ...words)
      return json.ok ? Object.keys(states(json.data)).sort() : json.error.code
    }
    expect(await chosen('--cloud', 'aws')).toEqual(['net', 'other'])
    expect(await chosen('--unit', 'net', '--unit', 'other')).toEqual(['net', 'other'])
    expect(await chosen('--unit', 'db')).toBe('NOT_FOUND')
    expect(await chosen('--unit', 'nothing')).toBe('USAGE')
    expect(await chosen('--affected', 'HEAD')).toEqual([])
    writeFileSync(join(world.folder, 'net/more.tf'), '# new\n')
    expect(await chosen('--affected', 'HEAD')).toEqual(['app', 'db', 'net'])
    expect(await chosen('--affected', 'no-such-commit')).toBe('USAGE')
  })

  it('says where a unit is wrong before anything is run', async () => {
    make({
      units: {
        net: {},
        db: { inputs: { from: 'net.idd', nothing: 'net.id' } },
        app: { root: 'variable "must" {}\n' },
      },
    })
    const { code, json } = await world.run('deploy', '--yes', '--json')
    expect([code, json.error.code]).toEqual([2, 'CONFIG_INVALID'])
    const messages = json.error.problems.map((one: { at: string; message: string }) => [
      /^mcloud\.json:\d+:\d+$/.test(one.at),
      one.message,
    ])
    expect(messages).toEqual(
      expect.arrayContaining([
        [true, 'the unit net has no output `idd`'],
        [true, 'the root of db declares no variable `nothing`'],
        [true, 'the variable `must` of app has no value'],
        [true, 'the root of app has no backend block, its state is to be kept in local'],
      ]),
    )
  })

  it('says which folder of a unit is gone, in whatever selection', async () => {
    make(CHAIN)
    rmSync(join(world.folder, 'db'), { recursive: true })
    const { code, json } = await world.run('deploy', '--unit', 'net', '--yes', '--json')
    expect([code, json.error.code, json.error.problems[0].message]).toEqual([
      2,
      'CONFIG_INVALID',
      `There is no folder ${join(world.folder, 'db')}.`,
    ])
    expect(world.stateIds('net')).toEqual([])
  })

  it('gives the next step beside a plan that could not be made', async () => {
    make({ units: { net: { root: `${dataRoot()}output "no" { value = none.such.thing }\n` } } })
    const { code, out } = await world.run('deploy', '--dry-run')
    expect(code).toBe(1)
    expect(out).toContain('failed: net: terraform plan failed: Reference to undeclared resource')
    expect(out).toContain(
      'net: Repair what each listed line says, then run the same command again: nothing of this unit was begun.',
    )
  })

  it('says how to install what is missing', async () => {
    make({ ...CHAIN, environment: { PATH: '/nowhere' } })
    const { code, json } = await world.run('deploy', '--yes', '--json')
    expect([code, json.error.code]).toEqual([1, 'TOOL_MISSING'])
    expect(json.error.hint).toContain('opentofu.org')
    const graph = await world.run('deploy', 'graph')
    expect(graph.code).toBe(0)
    expect(graph.out).toMatch(/2 +app +azure +net, db +from = db.text/)
  })

  it('is interrupted once, in good order, and keeps others out while it is at work', async () => {
    make({ units: { slow: { root: dataRoot({ seconds: 1.5 }) }, next: { inputs: { from: 'slow.id' } } } })
    const { process, ended } = world.start('deploy', '--yes', '--json')
    await until(() => world.files().some((name) => name.endsWith('made.log')))
    const other = await world.run('deploy', '--yes', '--json')
    expect(other.json.error.code).toBe('RUN_LOCKED')
    process.interrupt()
    const { code, json } = await ended
    expect([code, json.error.code]).toEqual([130, 'INTERRUPTED'])
    expect(json.error.details.units.map(({ state }: Line) => state)).toEqual([
      expect.stringMatching(/applied|interrupted/),
      'skipped',
    ])
    expect(world.files('state').filter((name) => name.includes('lock'))).toEqual([])
    expect(world.stateIds('slow')).toEqual(world.read('made.log').trim().split('\n'))
    const list = await world.run('runs', 'list', '--unfinished', '--json')
    expect(list.json.data.runs[0].resumeWith).toContain('mcloud deploy resume')
    expect((await world.run('deploy', 'resume', '--confirm=shop', '--json')).code).toBe(0)
  })

  it('keeps environments apart', async () => {
    make({
      units: {
        net: { environments: { prod: { variables: { from: 'own' } } } },
        own: { root: dataRoot().replace('backend "local" {}', '') },
      },
      deploy: {
        environments: { dev: { variables: { from: 'shared' } }, prod: { approval: 'manual' } },
        state: { here: { kind: 'local', folder: './state' } },
      },
      // What a shell happens to have set leads to no other state and to no other values.
      environment: { TF_WORKSPACE: 'elsewhere', TF_VAR_from: 'the shell', TF_CLI_ARGS_plan: '-destroy' },
    })
    const file = JSON.parse(world.read('mcloud.json'))
    delete file.deploy.units.own.state
    world.write('mcloud.json', JSON.stringify(file))
    expect((await world.run('deploy', '--yes', '--json')).json.error.code).toBe('USAGE')
    expect((await world.run('deploy', '--environment', 'dev', '--yes', '--json')).code).toBe(0)
    const manual = await world.run('deploy', '--environment', 'prod', '--yes', '--json')
    expect(manual.json.error.code).toBe('CONFIRMATION_REQUIRED')
    expect((await world.run('deploy', '--environment', 'prod', '--confirm=shop', '--json')).code).toBe(0)
    expect(world.files('state').filter((name) => name.endsWith('.tfstate'))).toEqual([
      'state/shop/dev/net.tfstate',
      'state/shop/prod/net.tfstate',
    ])
    expect(world.read('state/shop/dev/net.tfstate')).toContain('shared')
    expect(world.read('state/shop/prod/net.tfstate')).toContain('own')
    expect(world.read('state/shop/dev/net.tfstate')).not.toContain('the shell')
    expect(world.files('own/terraform.tfstate.d').filter((name) => name.endsWith('.tfstate'))).toHaveLength(2)
  })
})

describe.skipIf(skipTerraformProgram())('a sealed bundle', () => {
  it('is applied as it was planned, and refused when anything about it has changed', async () => {
    make(CHAIN)
    const file = join(world.folder, 'release.bundle')
    expect((await world.run('deploy', 'plan', '--out', file)).code).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const sealed = readFileSync(file)
    for (const at of [0, 7, Math.floor(sealed.length / 2), sealed.length - 2, sealed.length - 1]) {
      const touched = Buffer.from(sealed)
      touched[at] = (touched[at] as number) ^ 1
      writeFileSync(file, touched)
      const { json } = await world.run('deploy', 'apply', file, '--yes', '--json')
      expect([at, json.error?.code]).toEqual([at, 'PLAN_INVALID'])
    }
    writeFileSync(file, sealed)

    const root = world.read('net/main.tf')
    world.write('net/main.tf', `${root}# touched\n`)
    const stale = await world.run('deploy', 'apply', file, '--yes', '--json')
    expect([stale.json.error.code, stale.json.error.message]).toEqual([
      'PLAN_STALE',
      expect.stringContaining('net: its Terraform files'),
    ])
    world.write('net/main.tf', root)

    // A plan file would go on with the place that it was made with.
    const platform = world.read('mcloud.json')
    world.write('mcloud.json', platform.replace('./state', './elsewhere'))
    const moved = await world.run('deploy', 'apply', file, '--yes', '--json')
    expect([moved.json.error.code, moved.json.error.message]).toEqual([
      'PLAN_STALE',
      expect.stringContaining('the settings of its state'),
    ])
    world.write('mcloud.json', platform)

    const applied = await world.run('deploy', 'apply', file, '--yes', '--json')
    expect([applied.code, new Set(Object.values(states(applied.json.data)))]).toEqual([
      0,
      new Set(['applied']),
    ])
    const again = await world.run('deploy', 'apply', file, '--yes', '--json')
    expect(again.code).not.toBe(0)
    expect(JSON.stringify(again.json)).toContain('PLAN_STALE')
  })

  it('cannot be opened with another key', async () => {
    make({ ...CHAIN, environment: { MCLOUD_BUNDLE_KEY: 'a long enough key one' } })
    const file = join(world.folder, 'release.bundle')
    expect((await world.run('deploy', 'plan', '--out', file)).code).toBe(0)
    ;(world.environment as Record<string, string>).MCLOUD_BUNDLE_KEY = 'a long enough key two'
    expect((await world.run('deploy', 'apply', file, '--yes', '--json')).json.error.code).toBe('PLAN_INVALID')
  })
})
