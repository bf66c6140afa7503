import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { thisProcess } from '../../src/cli/this-process.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import type { Ran } from './support/command-lines.ts'
import { type DeployWorld, dataRoot, makeDeployWorld } from './support/deploy-world.ts'

let world: DeployWorld
let mounted: string | undefined
afterEach(() => {
  if (mounted !== undefined) execFileSync('umount', [mounted])
  mounted = undefined
  world?.remove()
})

const unitOf = (ran: Ran, name: string) =>
  ran.json.data.report.units.find(({ unit }: { unit: string }) => unit === name)

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to that')
}

/** A file system of one megabyte in the world's folder; false where this machine does not let one be made. */
function mountSmall(name: string): boolean {
  const folder = join(world.folder, name)
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  mounted = folder
  return true
}

/** Writes until there is no room for one more byte. */
function fill(name: string): void {
  const piece = Buffer.alloc(4_096)
  try {
    for (;;) writeFileSync(join(world.folder, name, 'filler'), piece, { flag: 'a' })
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
}

const canMount = (() => {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
})()

describe.skipIf(skipTerraformProgram())('a state that somebody else has locked', () => {
  it('is an error of its unit alone, and resume goes on when they are done', async () => {
    world = makeDeployWorld({ units: { net: {}, other: {} }, deploy: { lockWait: '1s' } })
    const state = join(world.folder, 'state/shop/net.tfstate')
    const rival = join(world.folder, 'rival')
    world.write(
      'rival/main.tf',
      `terraform {
  backend "local" { path = "${state}" }
}
resource "terraform_data" "it" {
  provisioner "local-exec" { command = "while [ ! -e ${rival}/go ]; do sleep 0.1; done" }
}
`,
    )
    mkdirSync(join(world.folder, 'state/shop'), { recursive: true })
    const environment = { ...process.env, CHECKPOINT_DISABLE: '1' }
    execFileSync('terraform', ['init', '-input=false'], { cwd: rival, env: environment, stdio: 'ignore' })
    const holder = spawn('terraform', ['apply', '-auto-approve', '-input=false'], {
      cwd: rival,
      env: environment,
      stdio: 'ignore',
    })
    const gone = once(holder, 'exit')
    try {
      await until(() => existsSync(join(world.folder, 'state/shop/.net.tfstate.lock.info')))
      const ran = await world.run('deploy', '--yes', '--json')
      expect([ran.code, unitOf(ran, 'other').state, unitOf(ran, 'net').error.code]).toEqual([
        6,
        'applied',
        'STATE_LOCKED',
      ])
      expect(unitOf(ran, 'net').error.hint).toContain('force-unlock')
    } finally {
      world.write('rival/go', '')
      await gone
    }
    // The rival's resource is in the state now, and is not in the configuration of the unit any more than it was.
    const resumed = await world.run('deploy', 'resume', '--confirm=shop', '--json')
    expect([resumed.code, unitOf(resumed, 'net').state]).toEqual([0, 'applied'])
  })
})

describe.skipIf(skipTerraformProgram())('a Terraform that is killed in the middle of an apply', () => {
  it('leaves an outcome that is called unknown, names what was begun, and is finished by resume', async () => {
    const killed = dataRoot({ seconds: 1 }).replace('sleep 1', 'test -e ../spared || kill -9 $PPID')
    world = makeDeployWorld({ units: { net: { root: killed }, other: {} } })
    const ran = await world.run('deploy', '--yes', '--json')
    const { error } = unitOf(ran, 'net')
    expect([ran.code, error.code, unitOf(ran, 'other').state]).toEqual([7, 'STATE_AT_RISK', 'applied'])
    expect(error.message).toContain('was ended by SIGKILL')
    expect(error.problems).toEqual([
      { at: 'net terraform_data.it[0]', message: 'begun; its end is not known' },
    ])
    for (const word of ['import ADDRESS ID', 'force-unlock', `-chdir=${join(world.folder, 'net')}`])
      expect(error.hint).toContain(word)
    world.write('spared', '')
    const resumed = await world.run('deploy', 'resume', '--yes', '--json')
    expect([resumed.code, unitOf(resumed, 'net').state]).toEqual([0, 'applied'])
  })
})

describe.skipIf(skipTerraformProgram())('an mcloud that was killed', () => {
  it('leaves plan files that the next one removes, and those of one that is at work stay', async () => {
    world = makeDeployWorld({ units: { net: {} } })
    const folder = (name: string, owner: object) => {
      world.write(`tmp/mcloud-deploy-${name}/net.plan`, 'planted-5ecret')
      world.write(`tmp/mcloud-deploy-${name}/owner.json`, JSON.stringify(owner))
      const long = new Date(Date.now() - 3_600_000)
      utimesSync(join(world.folder, `tmp/mcloud-deploy-${name}`), long, long)
    }
    const { owner } = await thisProcess()
    const gone = { pid: spawnSync('true').pid, mark: `${owner.mark.slice(0, owner.mark.lastIndexOf('/'))}/1` }
    folder('at-work', owner)
    folder('killed', { ...owner, ...gone })
    folder('elsewhere', { ...owner, ...gone, host: 'another-machine' })
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    expect(world.files('tmp').filter((name) => name.endsWith('.plan'))).toEqual([
      'tmp/mcloud-deploy-at-work/net.plan',
      'tmp/mcloud-deploy-elsewhere/net.plan',
    ])
  })

  it('is told from one that is at work: resume does not plan beside another', async () => {
    world = makeDeployWorld({ units: { net: { root: dataRoot({ seconds: 2 }) } } })
    const { ended } = world.start('deploy', '--yes', '--json')
    await until(() => world.files().some((name) => name.endsWith('made.log')))
    const beside = await world.run('deploy', 'resume', '--yes', '--json')
    expect([beside.json.error?.code, beside.err.includes('plan net')]).toEqual(['RUN_LOCKED', false])
    expect((await ended).code).toBe(0)
  })
})

describe.skipIf(skipTerraformProgram() || !canMount)(
  'a full disk (needs a small file system to be mounted)',
  () => {
    it('where plans are written is an error with a next step, and resume goes on', async () => {
      world = makeDeployWorld({ units: { net: {}, db: { inputs: { from: 'net.id' } } } })
      if (!mountSmall('tmp')) throw new Error('a small file system could not be mounted')
      fill('tmp')
      const ran = await world.run('deploy', '--yes', '--json')
      const code = ran.json.error?.code ?? unitOf(ran, 'net').error.code
      expect([ran.code, code]).toEqual([1, 'STORE_FAILED'])
      // Nothing was begun that could be gone on with.
      const { hint } = ran.json.error ?? unitOf(ran, 'net').error
      expect(hint).toContain('run the same command again')
      expect(hint).not.toContain('resume')
      expect(world.stateIds('net')).toEqual([])
      execFileSync('rm', [join(world.folder, 'tmp/filler')])
      const again = await world.run('deploy', '--yes', '--json')
      expect(again.code).toBe(0)
    })

    it('where the state is written says that the state is at risk, and what to do brings it back', async () => {
      world = makeDeployWorld({ units: { net: {} } })
      if (!mountSmall('state')) throw new Error('a small file system could not be mounted')
      // Planned while there is room for a lock; what is then applied has none for its state.
      const slow = dataRoot({ seconds: 0.1 }).replace('sleep 0.1', 'cat /dev/zero > ../state/filler || true')
      world.write('net/main.tf', slow)
      const ran = await world.run('deploy', '--yes', '--json')
      expect([ran.code, unitOf(ran, 'net').error.code]).toEqual([7, 'STATE_AT_RISK'])
      const { hint } = unitOf(ran, 'net').error
      expect(existsSync(join(world.folder, 'net/errored.tfstate'))).toBe(true)
      execFileSync('rm', [join(world.folder, 'state/filler')])
      // Exactly what the hint says.
      const command = /`([^`]*state push errored\.tfstate)`/.exec(hint)?.[1] ?? 'false'
      execFileSync('sh', ['-c', command], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } })
      const resumed = await world.run('deploy', 'resume', '--yes', '--json')
      expect(resumed.code).toBe(0)
      // Nothing was lost, and nothing made a second time.
      expect(world.stateIds('net')).toEqual(world.read('made.log').trim().split('\n'))
    })
  },
)
