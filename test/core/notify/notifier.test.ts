import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NotificationChannel } from '../../../src/config/platform.ts'
import { makeNotifier } from '../../../src/network/notifier.ts'

let server: Server
let base: string
let status = 200
const seen: { url: string | undefined; headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    seen.push({ url: request.url, headers: request.headers, body: JSON.parse(text) })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const message = { platform: 'shop', text: 'moved', runId: 'r1', severity: 'critical' as const }
const send = (kind: NotificationChannel['kind'], settings: Record<string, string>) =>
  makeNotifier(`${base}/v2/enqueue`).send({ name: 'ops', kind, settings }, message, {
    signal: new AbortController().signal,
    deadlineMs: Date.now() + 10_000,
  })

it('speaks to each channel in its own form', async () => {
  expect(await send('slack', { url: `${base}/hook` })).toEqual({ sent: true })
  expect(seen.at(-1)?.body).toEqual({ text: '[shop] moved' })
  expect(await send('pagerduty', { routingKey: 'key' })).toEqual({ sent: true })
  expect(seen.at(-1)).toMatchObject({
    url: '/v2/enqueue',
    body: { routing_key: 'key', event_action: 'trigger', payload: { severity: 'critical', source: 'shop' } },
  })
  expect(await send('webhook', { url: `${base}/w`, token: 'bearer-token' })).toEqual({ sent: true })
  expect(seen.at(-1)?.headers.authorization).toBe('Bearer bearer-token')
})

it('says why nobody was told, without address or key', async () => {
  status = 403
  expect(await send('slack', { url: `${base}/secret` })).toEqual({ sent: false, reason: 'it answered 403' })
  const silent = await send('slack', { url: 'http://127.0.0.1:1/secret' })
  expect(silent.sent).toBe(false)
  expect(JSON.stringify(silent)).not.toContain('secret')
  expect(await send('email', {})).toMatchObject({ sent: false })
})
