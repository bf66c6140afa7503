import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, dataRoot, makeDeployWorld } from './support/deploy-world.ts'

let world: DeployWorld
afterEach(() => world?.remove())

interface Unit {
  readonly unit: string
  readonly state: string
  readonly error?: { readonly code: string }
}

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to that')
}

describe.skipIf(skipTerraformProgram())('a deployment that is cut off', () => {
  it('tells what came of each unit when the store of the runs is gone, and begins nothing more', async () => {
    const breaking = dataRoot({ seconds: 1 }).replace(
      'sleep 1',
      'cd .. && rm -r coordination && touch coordination',
    )
    world = makeDeployWorld({ units: { net: { root: breaking }, db: { inputs: { from: 'net.id' } } } })
    const { code, json, err } = await world.run('deploy', '--yes', '--json')
    const units: Unit[] = json.data.report.units
    expect([code, units.map(({ unit, state, error }) => [unit, state, error?.code])]).toEqual([
      6,
      [
        ['net', 'applied', undefined],
        ['db', 'failed', 'STORE_FAILED'],
      ],
    ])
    expect(err).toContain('net: what came of it is not in the journal of the run')
    expect(world.stateIds('db')).toEqual([])
  })

  it('does not say that all is in good order beside a state at risk', async () => {
    const killed = dataRoot({ seconds: 1 }).replace('sleep 1', 'kill -9 $PPID')
    world = makeDeployWorld({ units: { net: { root: killed }, slow: { root: dataRoot({ seconds: 60 }) } } })
    const { process, ended } = world.start('deploy', '--yes', '--json')
    await until(
      () => process.err().includes('failed: apply net') && world.read('made.log').split('\n').length > 2,
    )
    process.interrupt()
    const { code, json } = await ended
    expect([code, json.ok]).toEqual([7, true])
    expect(json.data.report.units.map(({ state, error }: Unit) => [state, error?.code])).toEqual([
      ['failed', 'STATE_AT_RISK'],
      ['interrupted', 'INTERRUPTED'],
    ])
  })

  it('is late where --timeout ends it, not interrupted by somebody', async () => {
    world = makeDeployWorld({ units: { slow: { root: dataRoot({ seconds: 60 }) } } })
    const { code, json } = await world.run('deploy', '--yes', '--json', '--timeout', '3s')
    expect([code, json.error.code]).toEqual([1, 'DEADLINE'])
  })

  it('does not end with 0 when the reader of its output goes away', async () => {
    world = makeDeployWorld({ units: { slow: { root: dataRoot({ seconds: 60 }) } } })
    const child = world.spawn(['deploy', '--yes', '--events'])
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [code] = await once(child, 'close')
    expect([code, said]).toEqual([130, expect.stringContaining('INTERRUPTED')])
    expect(world.files('state').filter((name) => name.includes('lock'))).toEqual([])
  })
})

describe.skipIf(skipTerraformProgram())('a sensitive output of one unit', () => {
  it('stays hidden in the units that take it, though they do not mark it', async () => {
    const secret = 'planted "5ecret" of two\nlines'
    const giving = dataRoot()
    const failing = dataRoot({ seconds: 1 })
      .replace('sleep 1', 'echo $SAID >&2; exit 3')
      .replace(
        'provisioner "local-exec" {',
        'provisioner "local-exec" {\n    environment = { SAID = var.from }',
      )
    world = makeDeployWorld({
      units: {
        net: { root: giving, variables: { secret } },
        db: { inputs: { from: 'net.password' } },
        bad: { root: failing, inputs: { from: 'net.password' } },
      },
    })
    const ran = await world.run('deploy', '--yes', '--events', '--json')
    expect(ran.code).toBe(6)
    const shown = await world.run('deploy', 'output', '--json')
    const again = await world.run('deploy', 'plan', '--json')
    const journal = world
      .files('coordination')
      .filter((name) => name.endsWith('.json'))
      .map(world.read)
    for (const text of [ran.out, ran.err, shown.out, again.out, again.err, ...journal])
      expect(text).not.toMatch(/5ecret|of two/)
    const outputs: { unit: string; output: string; sensitive: boolean }[] = shown.json.data.outputs
    expect(
      outputs.filter(({ sensitive }) => sensitive).map(({ unit, output }) => `${unit}.${output}`),
    ).toEqual(expect.arrayContaining(['net.password', 'db.text']))
    expect(outputs.find(({ unit, output }) => unit === 'db' && output === 'id')?.sensitive).toBe(false)
  })
})
