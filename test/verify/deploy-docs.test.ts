import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeployWorld, dataRoot, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/deploy.md'), 'utf8')

/** The commands with which the page begins, as they are typed. */
const commands = (/```shell\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  .split('\n')
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '')

/** What a person would answer, where nobody is there to be asked. */
function answered(words: readonly string[]): readonly string[] {
  if (words.includes('destroy')) return [...words, '--confirm=shop']
  const changes = words.length === 1 || ['apply', 'resume'].includes(words[1] ?? '')
  return changes && !words.includes('--yes') ? [...words, '--yes'] : words
}

describe.skipIf(skipTerraformProgram())('the commands of docs/deploy.md, in their order', () => {
  let world: DeployWorld
  const change = (from: string, to: string) =>
    world.write('mcloud.json', world.read('mcloud.json').replace(from, to))

  /** What must have happened for a command to have something to do. */
  const before: Readonly<Record<string, () => unknown>> = {
    'mcloud deploy --affected origin/main --yes': () => world.write('network/more.tf', '# changed\n'),
    'mcloud deploy plan --out release.bundle': () => change('"from": "a"', '"from": "b"'),
    'mcloud deploy resume': async () => {
      const check = 'test -f repaired || (echo not repaired; exit 1)'
      const broken = `resource "terraform_data" "check" {\n  provisioner "local-exec" {\n    command = "${check}"\n  }\n}\n`
      world.write('cluster/check.tf', broken)
      expect((await world.run('deploy', '--yes', '--json')).code).not.toBe(0)
      world.write('cluster/repaired', '')
    },
  }

  beforeAll(() => {
    world = makeDeployWorld({
      units: {
        network: { cloud: 'aws', variables: { from: 'a' }, root: dataRoot() },
        cluster: { cloud: 'gcp', inputs: { from: 'network.id' }, root: dataRoot() },
      },
      deploy: { environment: 'dev', environments: { dev: {}, production: { approval: 'manual' } } },
    })
    const git = (...args: string[]) => execFileSync('git', args, { cwd: world.folder, stdio: 'pipe' })
    git('init', '-q')
    git('add', '.')
    git('-c', 'user.name=t', '-c', 'user.email=t@shop.test', 'commit', '-qm', 'first')
    git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  })
  afterAll(() => world?.remove())

  it('are there', () => {
    expect(commands.length).toBeGreaterThanOrEqual(10)
    expect(Object.keys(before).filter((command) => !commands.includes(command))).toEqual([])
  })

  it.each(commands)('%s', async (command) => {
    await before[command]?.()
    const { code, out, err } = await world.run(...answered(command.split(' ').slice(1)))
    expect([code, code === 0 ? '' : err]).toEqual([0, ''])
    if (command.includes('graph')) expect(out).toContain('"network" -> "cluster"')
    if (command.includes('destroy'))
      expect(['network', 'cluster'].flatMap((unit) => world.stateIds(unit))).toEqual([])
    if (command === 'mcloud deploy') expect(world.stateIds('cluster')).toHaveLength(1)
  })
})
