import { readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCommandRunner } from '../../../src/cli/command-runner.ts'
import { loadPlatform } from '../../../src/config/load-platform.ts'
import type { FailoverPorts } from '../../../src/core/failover/failover-ports.ts'
import { planDns } from '../../../src/core/scenarios/dns-plan.ts'
import { readSteps, type ShiftStep } from '../../../src/core/scenarios/scenario-step.ts'

const folder = join(import.meta.dirname, '../../../examples')
const loaded = (name: string) =>
  loadPlatform({
    configPath: join(folder, name, 'mcloud.yaml'),
    environment: { GCP_PROJECT_ID: 'learning-1', AWS_ACCOUNT_ID: '111111111111' },
    workingFolder: folder,
  })

describe('the scenarios of the example platforms', () => {
  it('can all be carried out', async () => {
    const read: string[] = []
    for (const name of await readdir(folder)) {
      const platform = await loaded(name)
      for (const scenario of Object.values(platform.scenarios))
        read.push(`${name} ${scenario.name}: ${readSteps(platform, scenario).length}`)
    }
    expect(read).toContain('learning-platform aws-region-failure: 5')
    expect(read.length).toBeGreaterThan(8)
  })

  it('lead the names that follow no database to the other cloud, at both providers', async () => {
    const platform = await loaded('learning-platform')
    const scenario = platform.scenarios['aws-region-failure']
    if (scenario === undefined) throw new Error('It is not there.')
    const ports = { platform: async () => platform } as FailoverPorts
    const { updates, warnings } = await planDns(ports, readSteps(platform, scenario))
    const texts = updates[0]?.texts.join('\n')
    for (const name of ['www', 'api', 'beta']) expect(texts).toContain(`${name}.learn.example.com`)
    expect(warnings.join()).toContain('follow learning are led to gcp by its promotion, in step 2')
  })

  it('name the cluster in the project of the platform', async () => {
    const platform = await loaded('learning-platform')
    const scenario = platform.scenarios['aws-region-failure']
    if (scenario === undefined) throw new Error('It is not there.')
    const command = readSteps(platform, scenario).find(({ use }) => use === 'run-command')
    expect(command).toMatchObject({ command: expect.arrayContaining(['--project=learning-1']) })
  })
})

describe('the gate of the learning platform', () => {
  let prometheus: Server
  /** Double of a Prometheus: these conditions hold, and this one it cannot read. */
  const holding = new Set<string>()
  beforeAll(async () => {
    prometheus = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const query = new URLSearchParams(text).get('query') ?? ''
      const isWell = request.url === '/api/v1/query' && !query.startsWith('bad')
      response.writeHead(isWell ? 200 : 400, { 'content-type': 'application/json' })
      const result = holding.has(query) ? [{ metric: {}, value: [0, '1'] }] : []
      response.end(
        JSON.stringify(
          isWell
            ? { status: 'success', data: { resultType: 'vector', result } }
            : { status: 'error', error: 'parse error' },
        ),
      )
    })
    await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => prometheus?.close())

  async function gate(...more: string[]) {
    const platform = await loaded('learning-platform')
    const scenario = platform.scenarios['partial-failure']
    if (scenario === undefined) throw new Error('It is not there.')
    const step = readSteps(platform, scenario).find((one): one is ShiftStep => one.use === 'shift-traffic')
    const url = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`
    process.env.PROMETHEUS_URL = url
    try {
      const runner = makeCommandRunner(process.env, join(folder, 'learning-platform'))
      const call = { signal: new AbortController().signal, deadlineMs: Date.now() + 20_000 }
      return await runner.run([...(step?.gate ?? []), ...more], 20_000, call)
    } finally {
      delete process.env.PROMETHEUS_URL
    }
  }

  it('is open while no condition holds, and shut with its name where one does', async () => {
    expect(await gate()).toMatchObject({ result: 'exited', exitCode: 0 })
    holding.add('error_rate > 0.05 or absent(error_rate)')
    expect(await gate()).toEqual({
      result: 'exited',
      exitCode: 1,
      tail: 'error_rate > 0.05 or absent(error_rate)',
    })
    holding.clear()
  })

  it('is shut where nothing can be told', async () => {
    expect(await gate('bad')).toEqual({ result: 'exited', exitCode: 2, tail: 'not known: bad: parse error' })
  })
})
