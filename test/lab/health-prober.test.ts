import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { makeHealthProber } from '../../src/lab/daemon/health-prober.ts'
import { until } from '../support/postgres-platform.ts'

const ended: (() => unknown)[] = []
afterEach(() => Promise.all(ended.splice(0).map((end) => end())))

it('asks nothing before it is started, so that no first look at an empty place stands for an interval', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.end()
  }).listen(0, '127.0.0.1')
  ended.push(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const probe = { id: 'shop', protocol: 'http', host: '127.0.0.1', port, path: '/' } as const
  const prober = makeHealthProber(() => [{ ...probe, intervalMs: 60_000, timeoutMs: 1_000, threshold: 1 }], 1)
  ended.push(() => prober.close())
  prober.refresh()
  expect(prober.list()).toEqual([])
  expect(prober.health('shop')).toBe('unknown')
  prober.start()
  await until(async () => prober.health('shop') === 'healthy')
  expect(asked).toBe(1)
})
