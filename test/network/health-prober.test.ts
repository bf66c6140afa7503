import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeHealthProber } from '../../src/network/health-prober.ts'

const open: (Server | TcpServer)[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

async function listen<S extends Server | TcpServer>(server: S): Promise<string> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`
}

const serve = (listener: RequestListener) => listen(createServer(listener))
const call = (ms = 5000, signal = new AbortController().signal) => ({ signal, deadlineMs: Date.now() + ms })
const prober = makeHealthProber()

describe('a probe', () => {
  it('is healthy on 2xx, also while the body never ends', async () => {
    const url = await serve((_, response) => response.writeHead(204).end())
    expect(await prober.probe(url, call())).toMatchObject({ healthy: true, status: 204 })
    const endless = await serve((_, response) => response.writeHead(200).write('...'))
    expect(await prober.probe(endless, call())).toMatchObject({ healthy: true, status: 200 })
  })

  it.each([302, 404, 503])('is unhealthy on %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status, { location: '/' }).end())
    expect(await prober.probe(url, call())).toMatchObject({
      healthy: false,
      status,
      reason: `answered ${status}`,
    })
  })

  it('keeps no connection', async () => {
    let connections = 0
    const url = await serve((_, response) => response.end('ok'))
    ;(open[0] as Server).on('connection', () => connections++)
    await prober.probe(url, call())
    await prober.probe(url, call())
    expect(connections).toBe(2)
  })

  it('says why when nothing listens, nothing answers, or it is not HTTP', async () => {
    const closed = await serve(() => {})
    open.pop()?.close()
    expect(await prober.probe(closed, call())).toMatchObject({ healthy: false, reason: 'connection refused' })
    const silent = await listen(createTcpServer(() => {}))
    expect(await prober.probe(silent, call(100))).toMatchObject({
      healthy: false,
      reason: 'no answer before the deadline',
    })
    const rude = await listen(createTcpServer((socket) => socket.end('220 smtp ready\r\n')))
    expect((await prober.probe(rude, call())).healthy).toBe(false)
    expect((await prober.probe('ftp://127.0.0.1/', call())).reason).toContain('not http')
    expect((await prober.probe('not a url', call())).healthy).toBe(false)
  })

  it('ends when it is aborted', async () => {
    const stop = new AbortController()
    const url = await serve(() => stop.abort())
    expect(await prober.probe(url, call(20_000, stop.signal))).toMatchObject({
      healthy: false,
      reason: 'interrupted',
    })
  })

  const openssl = spawnSync('openssl', ['version']).status === 0
  it.skipIf(!openssl && process.env.MCLOUD_REQUIRE_TOOLS !== '1')(
    'does not believe a server whose certificate it cannot verify (needs openssl)',
    async () => {
      const server = createTlsServer(await selfSigned(), (_, response) => response.end('ok'))
      const url = await listen(server)
      expect(await prober.probe(url.replace('http:', 'https:'), call())).toMatchObject({
        healthy: false,
        reason: expect.stringContaining('self-signed'),
      })
    },
  )
})

async function selfSigned(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -days 1 -keyout ${key} -out ${cert}`
  const made = spawnSync('openssl', words.split(' '))
  if (made.status !== 0) throw new Error(String(made.stderr))
  const pair = { key: await readFile(key), cert: await readFile(cert) }
  await rm(folder, { recursive: true })
  return pair
}
