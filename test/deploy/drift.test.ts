import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, makeDeployWorld } from './support/deploy-world.ts'

let world: DeployWorld
afterEach(() => world?.remove())

/**
 * Nothing that Terraform has built in can change behind its back, so the drift of a unit is put into what the real
 * program says of a plan: a file of that name beside the root stands for what a provider would have found.
 */
function makeWorld(): DeployWorld {
  const { stdout: terraform } = execaSync('sh', ['-c', 'command -v terraform'])
  world = makeDeployWorld({ units: { net: {}, db: {}, app: {} }, deploy: { tool: './bin/terraform' } })
  world.write(
    'bin/terraform',
    `#!${process.execPath}
const { spawnSync } = require('node:child_process')
const { existsSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const isPlan = args[0] === 'show' && args.length === 3 && existsSync('drift.json')
const ran = spawnSync('${terraform}', args, { stdio: ['ignore', isPlan ? 'pipe' : 'inherit', 'inherit'], maxBuffer: 1e9 })
if (isPlan) process.stdout.write(JSON.stringify({ ...JSON.parse(ran.stdout), ...JSON.parse(readFileSync('drift.json')) }))
process.exitCode = ran.status
`,
  )
  chmodSync(join(world.folder, 'bin/terraform'), 0o755)
  return world
}

const changed = (actions: string[], from: string, to: string) => ({
  address: 'terraform_data.it[0]',
  mode: 'managed',
  type: 'terraform_data',
  name: 'it',
  change: { actions, before: { input: from }, after: { input: to }, after_unknown: {} },
})

const statesOf = (units: { unit: string; state: string }[]) =>
  Object.fromEntries(units.map(({ unit, state }) => [unit, state]))

describe.skipIf(skipTerraformProgram())('deploy drift', () => {
  it('tells what was changed behind Terraform from what is not applied yet, and status remembers it', async () => {
    makeWorld()
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    const same = await world.run('deploy', 'drift', '--json', '--exit-code')
    expect([same.code, statesOf(same.json.data.units)]).toEqual([
      0,
      { net: 'in sync', db: 'in sync', app: 'in sync' },
    ])

    // Changed by hand, and the plan sets it back; changed in the file; changed by hand and in the file.
    const drifted = { resource_drift: [changed(['update'], 'as made', 'by hand')] }
    const back = { resource_changes: [changed(['update'], 'by hand', 'as made')] }
    world.write('net/drift.json', JSON.stringify({ ...drifted, ...back }))
    const file = JSON.parse(world.read('mcloud.json'))
    file.deploy.units.db.variables = { from: 'another' }
    file.deploy.units.app.variables = { from: 'another' }
    world.write('mcloud.json', JSON.stringify(file))
    const other = { ...changed(['create'], '', 'new'), address: 'terraform_data.new' }
    world.write('app/drift.json', JSON.stringify({ ...drifted, resource_changes: [other] }))
    const ran = await world.run('deploy', 'drift', '--json', '--exit-code')
    expect([ran.code, statesOf(ran.json.data.units)]).toEqual([
      3,
      { net: 'drifted', db: 'pending', app: 'drifted and pending' },
    ])
    expect(ran.json.data.units.find(({ unit }: { unit: string }) => unit === 'net').drift).toEqual([
      {
        address: 'terraform_data.it[0]',
        action: 'changed',
        attributes: [{ name: 'input', from: '"as made"', to: '"by hand"' }],
      },
    ])

    const { json } = await world.run('status', '--json')
    const units = Object.fromEntries(json.data.units.map((unit: { unit: string }) => [unit.unit, unit]))
    expect(units.net).toMatchObject({
      health: 'degraded',
      applied: { result: 'applied' },
      drift: { drifted: 1 },
    })
    expect(units.db).toMatchObject({ health: 'healthy', drift: { drifted: 0, pending: 1 } })
    expect(units.net.drift.at).toBe(ran.json.data.at)
    const text = await world.run('status')
    expect(text.out).toMatch(/Unit net: 1 resources had drifted/)
  })

  it('calls what is gone drift, and what it cannot look at unknown', async () => {
    makeWorld()
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    const gone = changed(['delete'], 'as made', '')
    const again = changed(['create'], '', 'as made')
    world.write('net/drift.json', JSON.stringify({ resource_drift: [gone], resource_changes: [again] }))
    world.write(
      'db/main.tf',
      'terraform {\n  backend "local" {}\n}\noutput "id" { value = none.such.thing }\n',
    )
    const ran = await world.run('deploy', 'drift', '--json')
    expect([ran.code, statesOf(ran.json.data.units)]).toEqual([
      7,
      { net: 'drifted', db: 'unknown', app: 'in sync' },
    ])
    rmSync(join(world.folder, 'net/drift.json'))
    expect(ran.json.data.units.find(({ unit }: { unit: string }) => unit === 'db').error.code).toBe(
      'TERRAFORM_FAILED',
    )
  })
})
