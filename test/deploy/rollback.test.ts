import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import type { Ran } from './support/command-lines.ts'
import { type DeployWorld, makeDeployWorld, type WorldSpec } from './support/deploy-world.ts'

let world: DeployWorld
afterEach(() => world?.remove())

/** Puts `from` into a file that stands for what runs, each time anew; well is what says good. */
const ROOT = `terraform {
  backend "local" {}
}
variable "from" { type = string }
variable "live" { type = string }
variable "secret" {
  type      = string
  default   = "planted-5ecret-value"
  sensitive = true
}
resource "terraform_data" "it" {
  triggers_replace = var.from
  provisioner "local-exec" {
    command = "cat \${path.module}/greeting.txt > \${var.live}; echo \${var.from} >> \${var.live}; echo \${var.from} >> $MADE_LOG"
  }
}
output "id" { value = terraform_data.it.id }
`

const quick = { successes: 1, every: '10ms', within: '50ms' }

function make(spec: Partial<WorldSpec['deploy']> = {}, units: readonly string[] = ['net'], wave?: string) {
  world = makeDeployWorld({
    units: Object.fromEntries(units.map((name) => [name, { root: ROOT, ...(wave && { wave }) }])),
    deploy: { onFailure: 'rollback', ...spec },
  })
  const file = JSON.parse(world.read('mcloud.json'))
  for (const name of units) {
    const live = join(world.folder, `${name}.live`)
    file.deploy.units[name].variables = { from: 'good', live }
    if (wave === undefined)
      file.deploy.units[name].health = [{ command: ['grep', '-q', 'good', live], ...quick }]
    world.write(`${name}/greeting.txt`, 'hello\n')
  }
  world.write('mcloud.json', JSON.stringify(file))
  return world
}

/** The next version of a unit: other values, another file, one more resource. */
function break_(name: string) {
  const file = JSON.parse(world.read('mcloud.json'))
  file.deploy.units[name].variables.from = 'bad'
  world.write('mcloud.json', JSON.stringify(file))
  world.write(`${name}/greeting.txt`, 'farewell\n')
  world.write(`${name}/more.tf`, 'resource "terraform_data" "more" {}\n')
}

const unitOf = (ran: Ran, name: string) =>
  ran.json.data.report.units.find(({ unit }: { unit: string }) => unit === name)

describe.skipIf(skipTerraformProgram())('after a failed health check', () => {
  it('goes back by a new plan of the files and values with which the unit was last well', async () => {
    make()
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    break_('net')
    const ran = await world.run('deploy', '--yes', '--json')
    expect(ran.code).toBe(6)
    expect(unitOf(ran, 'net')).toMatchObject({
      state: 'failed',
      error: { code: 'HEALTH_GATE_FAILED' },
      rollback: { state: 'done', counts: { replace: 1, destroy: 1 }, irreversible: [] },
    })
    expect(world.read('net.live')).toBe('hello\ngood\n')
    expect(world.read('made.log')).toBe('good\nbad\ngood\n')
    expect(world.stateIds('net')).toHaveLength(1)
    // The new configuration is still what the files say, and repaired it goes on.
    expect((await world.run('deploy', 'plan', '--json')).json.result).toBe('changes')
    world.write('net/greeting.txt', 'good enough\n')
    expect((await world.run('deploy', 'resume', '--yes', '--json')).code).toBe(0)
    // Folders of this process are gone, and what is kept tells nothing.
    expect(world.files('tmp')).toEqual([])
    const kept = world.files('coordination').filter((name) => name.includes('releases') && /net/.test(name))
    expect(kept.length).toBeGreaterThan(0)
    for (const name of world.files('coordination')) {
      const path = join(world.folder, name)
      if (statSync(path).isFile()) expect(readFileSync(path, 'utf8')).not.toContain('planted-5ecret')
    }
  })

  it('lists first what does not come back', async () => {
    make({ policies: { stateful: ['terraform_data'] } })
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    break_('net')
    const ran = await world.run('deploy', '--confirm=shop')
    expect(ran.code).toBe(6)
    const lost =
      'DOES NOT COME BACK in net: the data of terraform_data.it, which the deployment was to replace'
    expect(ran.out).toContain(lost)
    expect(ran.out.indexOf('net: rolled back to how it was at')).toBeGreaterThan(ran.out.indexOf(lost))
    expect(world.read('net.live')).toBe('hello\ngood\n')
  })

  it('changes nothing more where the policies refuse the way back', async () => {
    make({ policies: { maxDestroy: 1 } })
    await world.run('deploy', '--yes', '--json')
    break_('net')
    const ran = await world.run('deploy', '--yes', '--json')
    expect(unitOf(ran, 'net').rollback).toMatchObject({ state: 'refused' })
    expect(world.read('net.live')).toBe('farewell\nbad\n')
  })

  it('leaves everything as it is by default, and where nothing was ever well', async () => {
    make({ onFailure: 'stop' })
    await world.run('deploy', '--yes', '--json')
    break_('net')
    const stopped = await world.run('deploy', '--yes', '--json')
    expect([unitOf(stopped, 'net').state, unitOf(stopped, 'net').rollback]).toEqual(['failed', undefined])
    expect(world.files('coordination').filter((name) => name.includes('releases'))).toEqual([])
    world.remove()
    make()
    break_('net')
    const first = await world.run('deploy', '--yes')
    expect(first.out).toContain('net: cannot be rolled back: no earlier deployment that was well is known')
    expect(world.read('net.live')).toBe('farewell\nbad\n')
  })

  it('says why it cannot go back where the key is another, and leaves everything as it is', async () => {
    make()
    const environment = world.environment as Record<string, string>
    environment.MCLOUD_BUNDLE_KEY = 'the key of the one machine'
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    environment.MCLOUD_BUNDLE_KEY = 'the key of another machine'
    break_('net')
    const ran = await world.run('deploy', '--yes', '--json')
    expect([ran.code, unitOf(ran, 'net').rollback.state]).toEqual([6, 'impossible'])
    expect(unitOf(ran, 'net').rollback.note).toContain('MCLOUD_BUNDLE_KEY has to be the same')
    expect(world.read('net.live')).toBe('farewell\nbad\n')
  })

  it('goes back with all of a wave, the last first', async () => {
    make(
      { waves: ['canary'], health: [{ command: ['sh', '-c', '! cat *.live | grep -q bad'], ...quick }] },
      ['one', 'two'],
      'canary',
    )
    const file = JSON.parse(world.read('mcloud.json'))
    file.deploy.units.two.needs = ['one']
    world.write('mcloud.json', JSON.stringify(file))
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    break_('one')
    break_('two')
    const ran = await world.run('deploy', '--yes', '--json')
    expect([unitOf(ran, 'one').rollback.state, unitOf(ran, 'two').rollback.state]).toEqual(['done', 'done'])
    expect([world.read('one.live'), world.read('two.live')]).toEqual(['hello\ngood\n', 'hello\ngood\n'])
    const back = ran.err.split('\n').filter((line) => line.includes('roll back'))
    expect(back.findIndex((line) => line.includes('two'))).toBeLessThan(
      back.findIndex((line) => line.includes('one')),
    )
  })
})
