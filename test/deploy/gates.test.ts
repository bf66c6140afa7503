import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'
import { type DeployWorld, dataRoot, makeDeployWorld, type WorldSpec } from './support/deploy-world.ts'

let world: DeployWorld
let server: Server | undefined
const make = (spec: WorldSpec) => {
  world = makeDeployWorld(spec)
  return world
}
afterEach(async () => {
  world?.remove()
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)))
  server = undefined
})

interface Line {
  readonly unit: string
  readonly state: string
  readonly error?: { readonly code: string }
}

const statesOf = (json: DeployWorld['run'] extends (...words: never) => Promise<infer R> ? R : never) =>
  Object.fromEntries(json.json.data.report.units.map(({ unit, state }: Line) => [unit, state]))

/** Answers what `answer` says, each time anew. */
async function healthEndpoint(answer: () => number): Promise<string> {
  server = createServer((_request, response) => {
    response.statusCode = answer()
    response.end()
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`
}

describe.skipIf(skipTerraformProgram())('health gates', () => {
  it('let the next units begin only after so many good answers in a row', async () => {
    let asked = 0
    const http = await healthEndpoint(() => {
      asked++
      return asked === 2 ? 503 : 200
    })
    make({
      units: {
        net: { health: [{ http, successes: 3, every: '20ms', within: '10s' }] },
        app: { inputs: { from: 'net.id' } },
      },
    })
    const { code } = await world.run('deploy', '--yes', '--json')
    expect([code, asked]).toEqual([0, 5])
  })

  it('stop what needs a unit that does not become well, and nothing else', async () => {
    const http = await healthEndpoint(() => 500)
    make({
      units: {
        net: { health: [{ name: 'front door', http, successes: 1, every: '10ms', within: '100ms' }] },
        app: { inputs: { from: 'net.id' } },
        other: {},
      },
    })
    const ran = await world.run('deploy', '--yes', '--json')
    expect([ran.code, statesOf(ran)]).toEqual([6, { net: 'failed', app: 'skipped', other: 'applied' }])
    const net = ran.json.data.report.units.find(({ unit }: Line) => unit === 'net')
    expect(net.error.code).toBe('HEALTH_GATE_FAILED')
    expect(net.error.message).toContain('front door')
  })

  it('stand between waves, by command, port and name', async () => {
    const http = await healthEndpoint(() => 200)
    const address = new URL(http).host
    const quick = { successes: 1, every: '10ms', within: '200ms' }
    make({
      units: { first: { wave: 'canary' }, second: { wave: 'rest' } },
      deploy: {
        waves: ['canary', 'rest'],
        health: [
          { tcp: address, ...quick },
          { command: ['sh', '-c', 'echo too bad; exit 3'], ...quick },
        ],
      },
    })
    const ran = await world.run('deploy', '--yes', '--json')
    expect(statesOf(ran)).toMatchObject({
      first: 'applied',
      second: 'skipped',
      'end of wave canary': 'failed',
    })
    expect(JSON.stringify(ran.json)).toContain('ended with 3: too bad')
  })
})

describe.skipIf(skipTerraformProgram())('policies', () => {
  it('refuse a plan before anything is applied', async () => {
    make({
      units: { net: { root: dataRoot({ count: 3 }) } },
      deploy: { policies: { maxChanges: 2 } },
    })
    const { code, json } = await world.run('deploy', '--yes', '--json')
    expect([code, json.error.code, json.error.problems[0].message]).toEqual([
      1,
      'POLICY_REFUSED',
      'the plan would touch 3 resources',
    ])
    expect(world.stateIds('net')).toEqual([])
  })

  it('judge what was deferred together with what was applied before', async () => {
    make({
      units: { net: {}, db: { inputs: { from: 'net.id' } } },
      deploy: { policies: { maxChanges: 1 } },
    })
    const ran = await world.run('deploy', '--yes', '--json')
    expect([ran.code, statesOf(ran)]).toEqual([6, { net: 'applied', db: expect.stringMatching('refused') }])
  })

  it('want the name of the platform where data would be lost, also in a deferred unit', async () => {
    make({
      units: { net: { variables: { from: 'a' } }, db: { inputs: { from: 'net.id' } } },
      deploy: { policies: { stateful: ['terraform_data'] } },
    })
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    const file = JSON.parse(world.read('mcloud.json'))
    file.deploy.units.net.variables.from = 'b'
    world.write('mcloud.json', JSON.stringify(file))
    const asked = await world.run('deploy', '--yes', '--json')
    expect(asked.json.error?.code).toBe('CONFIRMATION_REQUIRED')
    const plan = await world.run('deploy', '--dry-run')
    expect(plan.out).toContain('DATA IS LOST: replace terraform_data.it[0] in net')
    expect((await world.run('deploy', '--confirm=shop', '--json')).code).toBe(0)
  })

  it('ask the own opa of the operator', async () => {
    make({
      units: { net: {} },
      deploy: { policies: { opa: { policies: './rules', binary: './opa' } } },
    })
    // Stands in for opa, which is not on every machine: denies a plan that creates terraform_data.
    world.write(
      'opa',
      '#!/bin/sh\nif grep -q \'"type":"terraform_data"\'; then echo \'{"result":[{"expressions":[{"value":["no data here"]}]}]}\'; fi\n',
    )
    const { chmodSync } = await import('node:fs')
    chmodSync(join(world.folder, 'opa'), 0o755)
    const { json } = await world.run('deploy', '--yes', '--json')
    expect([json.error.code, json.error.problems]).toEqual([
      'POLICY_REFUSED',
      [{ at: 'net', message: 'no data here' }],
    ])
  })
})

describe.skipIf(skipTerraformProgram())('secrets', () => {
  const PLANTED = 'planted-5ecret-value'

  it('are in no output, journal, bundle or file that is left, whatever command is run', async () => {
    const root = `${dataRoot()}
output "nested" {
  value     = { inner = [var.secret] }
  sensitive = true
}
resource "terraform_data" "holder" {
  input = sensitive("\${var.secret}-stored")
}
resource "terraform_data" "breaks" {
  count = fileexists("\${path.module}/break") ? 1 : 0
  input = var.secret
  lifecycle {
    precondition {
      condition     = var.secret == "never"
      error_message = "it breaks"
    }
  }
}
`
    make({
      units: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the platform file
        net: { root, variables: { secret: '${DEPLOY_PLANTED}' } },
        db: { root, inputs: { from: 'net.id', secret: 'net.password' }, variables: {} },
      },
      // Its name does not say that it is one, so that nothing is hidden by name.
      environment: { DEPLOY_PLANTED: PLANTED },
    })
    const file = join(world.folder, 'release.bundle')
    const seen: string[] = []
    const run = async (...words: string[]) => {
      const { out, err } = await world.run(...words)
      seen.push(out, err)
    }
    await run('deploy', 'plan', '--out', file)
    await run('deploy', 'apply', file, '--yes', '--events')
    await run('deploy', 'output', '--json')
    await run('deploy', 'output')
    world.write('mcloud.json', world.read('mcloud.json').replace('PLANTED}"', 'PLANTED}-changed"'))
    await run('deploy', '--dry-run', '--json', '--verbose')
    await run('deploy', '--yes', '--events')
    await run('deploy', 'drift', '--json')
    world.write('net/break', '')
    await run('deploy', '--yes', '--json', '--verbose')
    await run('status', '--json')
    await run('runs', 'show', '--json')
    expect(seen.join('\n')).not.toContain(PLANTED)
    expect(seen.join('\n')).toContain('it breaks')

    // Terraform itself keeps it in the state, and nowhere else may it be.
    const left = world.files().filter((name) => !/^state\/|\.tfstate/.test(name))
    const holding = left.filter((name) => {
      try {
        return readFileSync(join(world.folder, name)).includes(PLANTED)
      } catch {
        return false
      }
    })
    expect(holding).toEqual([])
    expect(world.read('state/shop/net.tfstate')).toContain(PLANTED)
  })
})
