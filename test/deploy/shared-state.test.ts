import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, dataRoot, makeDeployWorld } from './support/deploy-world.ts'

let world: DeployWorld
afterEach(() => world?.remove())

const PLAIN = dataRoot().replace('  backend "local" {}\n', '')
const OWN = dataRoot().replace('backend "local" {}', 'backend "local" {\n    path = "own.tfstate"\n  }')

/** A platform whose units keep their states where their roots say. */
function makeWorld(units: Parameters<typeof makeDeployWorld>[0]['units'], deploy: object = {}): void {
  world = makeDeployWorld({ units, deploy: { ...deploy } })
  const file = JSON.parse(world.read('mcloud.json'))
  for (const unit of Object.values(file.deploy.units) as { state?: string }[]) delete unit.state
  world.write('mcloud.json', JSON.stringify(file, undefined, 2))
}

const problemsOf = async () => {
  const { code, json } = await world.run('deploy', 'graph', '--json')
  return [code, json.error?.problems.map(({ message }: { message: string }) => message)]
}

describe('one state for two', () => {
  it('is refused for units in one folder, by whatever way they name it', async () => {
    makeWorld({ a: { root: PLAIN }, b: { root: PLAIN } })
    world.write('mcloud.json', world.read('mcloud.json').replace('"folder": "b"', '"folder": "./b/../a"'))
    expect(await problemsOf()).toEqual([2, [expect.stringMatching(/^a and b would share one state/)]])
    world.write('mcloud.json', world.read('mcloud.json').replace('"folder": "./b/../a"', '"folder": "b"'))
    expect(await problemsOf()).toEqual([0, undefined])
  })

  it('is refused for environments that differ, where the root says itself where its state is', async () => {
    const environments = { dev: { variables: { from: 'dev' } }, production: { variables: { from: 'live' } } }
    makeWorld({ a: { root: OWN } }, { environments, environment: 'dev' })
    expect(await problemsOf()).toEqual([
      2,
      ['all environments of a would share one state: its root says where that is'],
    ])
    world.write('a/main.tf', PLAIN)
    expect(await problemsOf()).toEqual([0, undefined])
    // What is the same everywhere may be there once.
    makeWorld({ a: { root: OWN } }, { environments: { dev: {}, production: {} }, environment: 'dev' })
    expect(await problemsOf()).toEqual([0, undefined])
  })

  it('is refused in the settings of a backend', async () => {
    makeWorld(
      { a: {} },
      { state: { aws: { kind: 's3', bucket: 'states', settings: { key: 'all.tfstate' } } } },
    )
    const { code, json } = await world.run('config', 'validate', '--json')
    expect([code, JSON.stringify(json.error.problems)]).toEqual([
      2,
      expect.stringContaining('with it all units would share one state'),
    ])
  })
})

describe.skipIf(skipTerraformProgram())('taking down what others need', () => {
  it('is refused while they stand, and not when they go with it', async () => {
    world = makeDeployWorld({ units: { net: {}, db: { inputs: { from: 'net.id' } }, far: {} } })
    expect((await world.run('deploy', '--yes')).code).toBe(0)
    const looked = await world.run('deploy', 'destroy', '--unit', 'net', '--dry-run', '--json')
    expect(looked.json.data.plan.refusals[0]).toMatchObject({
      at: 'db',
      message: 'it needs net, and still stands',
    })
    const { code, json } = await world.run('deploy', 'destroy', '--unit', 'net', '--confirm=shop', '--json')
    expect([code, json.error.code, world.stateIds('net').length]).toEqual([1, 'POLICY_REFUSED', 1])
    for (const unit of ['db', 'net']) {
      const ran = await world.run('deploy', 'destroy', '--unit', unit, '--confirm=shop', '--json')
      expect([ran.code, world.stateIds(unit)]).toEqual([0, []])
    }
  })
})
