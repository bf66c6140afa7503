import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changesOf } from '../../src/core/deploy/changes.ts'
import { readRoot } from '../../src/terraform/read-root.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, dataRoot, makeDeployWorld } from './support/deploy-world.ts'

let world: DeployWorld
beforeEach(() => {
  world = makeDeployWorld({ units: { net: {}, db: { inputs: { from: 'net.id' } } } })
})
afterEach(() => world.remove())

/** A program of the world's own; all that is on its PATH besides is the system's. */
function program(name: string, script: string): string {
  world.write(`bin/${name}`, `#!/bin/sh\n${script}\n`)
  chmodSync(join(world.folder, 'bin', name), 0o755)
  ;(world.environment as Record<string, string>).PATH = `${join(world.folder, 'bin')}:/usr/bin:/bin`
  return join(world.folder, 'bin', name)
}

const saysVersion = (version: string) =>
  `echo '{"terraform_version":"${version}","platform":"linux_amd64","provider_selections":{}}'`

const named = (tool: string) => {
  const file = JSON.parse(world.read('mcloud.json'))
  file.deploy.tool = tool
  world.write('mcloud.json', JSON.stringify(file))
}

describe('which program is run', () => {
  // Stands in for OpenTofu where only the finding and asking of it is looked at.
  it('is refused by its version, in the words that both programs say it in', async () => {
    program('tofu', saysVersion('1.9.1'))
    named('tofu')
    const old = await world.run('deploy', '--dry-run', '--json')
    expect([old.code, old.json.error.code]).toEqual([1, 'TOOL_MISSING'])
    expect(old.json.error.message).toContain('tofu is version 1.9.1; 1.10 or newer is needed')
    program('tofu', 'echo OpenTofu v1.10.0')
    const mute = await world.run('deploy', '--dry-run', '--json')
    expect(mute.json.error.message).toContain('does not say its version')
    named('opentofu')
    const absent = await world.run('deploy', '--dry-run', '--json')
    expect(absent.json.error.message).toBe('opentofu is not on the PATH.')
    expect(absent.json.error.hint).toContain('opentofu.org')
  })
})

describe.skipIf(skipTerraformProgram())('a program called tofu', () => {
  // OpenTofu itself is not on every machine: Terraform under its name shows what mcloud does by the name alone.
  it('is found on the PATH where there is no terraform, or by its path, and named in what is said', async () => {
    const { stdout: terraform } = execaSync('sh', ['-c', 'command -v terraform'])
    const path = program('tofu', `exec '${terraform}' "$@"`)
    const plan = await world.run('deploy', '--dry-run', '--json')
    // Where a terraform of the system is found it comes first.
    const first = /^(terraform|tofu) \d/.exec(plan.json.data.plan.tool)?.[1]
    expect(first).toBe(
      execaSync('sh', ['-c', 'PATH=/usr/bin:/bin command -v terraform'], { reject: false }).exitCode === 0
        ? 'terraform'
        : 'tofu',
    )
    named(path)
    expect((await world.run('deploy', '--dry-run', '--json')).json.data.plan.tool).toMatch(/^tofu \d/)
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)

    // A bundle of the one program is not for the other.
    world.write('net/main.tf', dataRoot({ count: 2 }))
    expect((await world.run('deploy', 'plan', '--out', 'release.bundle')).code).toBe(0)
    named(terraform)
    const other = await world.run('deploy', 'apply', 'release.bundle', '--yes', '--json')
    expect([other.json.error.code, other.json.error.message]).toEqual([
      'PLAN_STALE',
      expect.stringMatching(/planned with tofu \S+; here is terraform/),
    ])

    named(path)
    world.write('db/main.tf', `${dataRoot()}resource "terraform_data" "no" { input = none.such.thing }\n`)
    const failed = await world.run('deploy', '--yes', '--json')
    const db = failed.json.data.report.units.find(({ unit }: { unit: string }) => unit === 'db')
    expect(db.error.message).toContain('db: tofu plan failed')
  })
})

describe('what OpenTofu does otherwise', () => {
  it('reads files called .tofu, each in the place of the one called .tf; Terraform reads none of them', () => {
    world.write('root/main.tf', 'variable "of_terraform" {}\n')
    world.write('root/main.tofu', 'variable "of_tofu" {}\noutput "more" { value = 1 }\n')
    world.write('root/other.tf.json', '{ "variable": { "json_of_terraform": {} } }')
    world.write('root/other.tofu.json', '{ "variable": { "json_of_tofu": {} } }')
    world.write('root/both.tf', 'variable "both" { default = 1 }\n')
    const root = join(world.folder, 'root')
    expect(Object.keys(readRoot(root, 'tofu').variables).sort()).toEqual(['both', 'json_of_tofu', 'of_tofu'])
    expect(readRoot(root, 'tofu').outputs).toEqual(['more'])
    const { variables, hash } = readRoot(root, 'terraform')
    expect(Object.keys(variables).sort()).toEqual(['both', 'json_of_terraform', 'of_terraform'])
    // What a program does not read makes no plan of it stale.
    world.write('root/main.tofu', 'variable "changed" {}\n')
    expect(readRoot(root, 'terraform').hash).toBe(hash)
  })

  it('may leave the old resource where it is and make a new one: the data is not in the new one', () => {
    const change = { actions: ['forget', 'create'], before: { id: '1' }, after: {} }
    const resource = {
      address: 'aws_db_instance.it',
      mode: 'managed',
      type: 'aws_db_instance',
      name: 'it',
      change,
    }
    const { items, counts } = changesOf({ name: 'db' }, {
      format_version: '1.2',
      resource_changes: [resource],
    } as never)
    expect(items[0]).toMatchObject({ action: 'replace', stateful: true })
    expect(counts.replace).toBe(1)
  })
})
