import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { execaSync } from 'execa'
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

  it('count what is judged at the same time', async () => {
    make({
      units: { net: {}, db: { inputs: { from: 'net.id' } }, cache: { inputs: { from: 'net.id' } } },
      deploy: { policies: { maxChanges: 2 } },
    })
    const ran = await world.run('deploy', '--yes', '--json')
    const states = ran.json.data.report.units.map(({ state }: Line) => state)
    expect([ran.code, states.sort()]).toEqual([6, ['applied', 'applied', 'refused']])
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

  // Runs where there is one: the program is the operator's own, and needed by nothing else here.
  it.skipIf(execaSync('sh', ['-c', 'command -v opa'], { reject: false }).exitCode !== 0)(
    'are judged by a real opa, and a package without deny refuses',
    async () => {
      make({ units: { net: {} }, deploy: { policies: { opa: { policies: './rules' } } } })
      world.write(
        'rules/rules.rego',
        'package mcloud\nimport rego.v1\ndeny contains msg if {\n  some change in input.resource_changes\n  change.type == "terraform_data"\n  msg := sprintf("no data here: %s", [change.address])\n}\n',
      )
      const denied = await world.run('deploy', '--yes', '--json')
      expect(denied.json.error.problems).toEqual([
        { at: 'net', message: 'no data here: terraform_data.it[0]' },
      ])
      world.write('rules/rules.rego', 'package elsewhere\nallow := true\n')
      const unfound = await world.run('deploy', '--yes', '--json')
      expect(unfound.json.error.problems[0].message).toBe('the policies define no data.mcloud.deny')
    },
  )

  it('are not passed where the opa that they want is not there', async () => {
    make({ units: { net: {} }, deploy: { policies: { opa: { policies: './rules', binary: './no-opa' } } } })
    const { json } = await world.run('deploy', '--yes', '--json')
    expect([json.error.code, json.error.hint]).toEqual([
      'TOOL_MISSING',
      expect.stringContaining('openpolicyagent.org'),
    ])
    expect(world.stateIds('net')).toEqual([])
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
