import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import packet from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { makeNameServers } from '../../src/network/name-servers.ts'
import { parseServer } from '../../src/network/server-address.ts'
import { freePort } from '../support/free-port.ts'

const open: (Socket | Server)[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

type Answer = (query: packet.DecodedPacket, count: number) => packet.Packet | Buffer | undefined

/** A real name server on loopback, UDP and TCP on one port. */
async function serve(udp: Answer, tcp?: Answer, host = '127.0.0.1'): Promise<string> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  open.push(socket)
  let count = 0
  socket.on('message', (message, from) => {
    const answer = udp(packet.decode(message), ++count)
    if (answer !== undefined)
      socket.send(Buffer.isBuffer(answer) ? answer : packet.encode(answer), from.port, from.address)
  })
  socket.bind(await freePort(), host)
  await once(socket, 'listening')
  const { port } = socket.address()
  if (tcp !== undefined) {
    const server = createServer((client) =>
      client.on('data', (data: Buffer) => {
        const answer = tcp(packet.streamDecode(data) as packet.DecodedPacket, 1)
        if (answer !== undefined) client.write(Buffer.isBuffer(answer) ? answer : packet.streamEncode(answer))
        else client.end()
      }),
    )
    open.push(server)
    server.listen(port, host)
    await once(server, 'listening')
  }
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function reply(query: packet.DecodedPacket, more: Partial<packet.Packet>): packet.Packet {
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: packet.AUTHORITATIVE_ANSWER,
    questions: query.questions ?? [],
    ...more,
  }
}

const call = (ms = 5000, signal = new AbortController().signal) => ({ signal, deadlineMs: Date.now() + ms })
const A = { name: 'app.shop.test', type: 'A' } as const
const answers: packet.Answer[] = [{ type: 'A', name: 'app.shop.test', ttl: 30, data: '127.0.0.9' }]

describe('asking a name server', () => {
  it('tells what it answers, and that it does so with authority', async () => {
    const server = await serve((query) => reply(query, { answers }))
    expect(await makeNameServers().ask(server, A, call())).toMatchObject({
      server,
      code: 'NOERROR',
      authoritative: true,
      records: [{ name: 'app.shop.test', type: 'A', ttlSeconds: 30, data: '127.0.0.9' }],
    })
  })

  it.each([
    [3, 'NXDOMAIN'],
    [2, 'SERVFAIL'],
    [5, 'REFUSED'],
  ])('passes on code %i', async (code, word) => {
    const server = await serve((query) => reply(query, { flags: code }))
    expect(await makeNameServers().ask(server, A, call())).toMatchObject({
      code: word,
      authoritative: false,
      records: [],
    })
  })

  it('asks again when a datagram is lost', async () => {
    const server = await serve((query, count) => (count < 2 ? undefined : reply(query, { answers })))
    expect((await makeNameServers().ask(server, A, call())).records).toHaveLength(1)
  })

  it('goes over to TCP when the answer is truncated', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...answers[0], data: `127.0.1.${index}` }))
    const server = await serve(
      (query) => reply(query, { flags: packet.TRUNCATED_RESPONSE }),
      (query) => reply(query, { answers: many as packet.Answer[] }),
    )
    expect((await makeNameServers().ask(server, A, call())).records).toHaveLength(100)
  })

  it('does not believe answers to other questions, nor garbage', async () => {
    const server = await serve((query, count) =>
      count === 1
        ? Buffer.from('garbage')
        : reply(query, count === 2 ? { id: ((query.id ?? 0) + 1) % 65536 } : { answers }),
    )
    expect((await makeNameServers().ask(server, A, call())).records).toHaveLength(1)
  })

  it('reads TXT and CNAME as text', async () => {
    const server = await serve((query) =>
      reply(query, {
        answers: [
          { type: 'TXT', name: 'x', data: ['one ', 'two'] },
          { type: 'CNAME', name: 'y', data: 'z.test' },
        ],
      }),
    )
    const { records } = await makeNameServers().ask(server, { name: 'x', type: 'TXT' }, call())
    expect(records.map((record) => record.data)).toEqual(['one two', 'z.test'])
  })

  it('speaks IPv6 where the machine has it', async (context) => {
    const server = await serve((query) => reply(query, { answers }), undefined, '::1').catch(() => undefined)
    if (server === undefined) return context.skip('no IPv6 on this machine')
    expect((await makeNameServers().ask(server, A, call())).records).toHaveLength(1)
  })

  it('ends by the deadline when nothing answers', async () => {
    const server = await serve(() => undefined)
    await expect(makeNameServers().ask(server, A, call(100))).rejects.toMatchObject({ code: 'DEADLINE' })
  })

  it('tells a closed port at once', async () => {
    const server = await serve(() => undefined)
    open.pop()?.close()
    await expect(makeNameServers().ask(server, A, call(20_000))).rejects.toMatchObject({
      code: 'CLOUD_UNREACHABLE',
      message: expect.stringContaining(server),
    })
  })

  it('ends when it is aborted', async () => {
    const server = await serve(() => undefined)
    const stop = new AbortController()
    const asked = makeNameServers().ask(server, A, call(20_000, stop.signal))
    stop.abort(new Error('Ctrl-C'))
    await expect(asked).rejects.toThrow('Ctrl-C')
  })
})

describe('the address of a server', () => {
  it.each([
    ['ns1.example.', { host: 'ns1.example', port: 53 }],
    ['127.0.0.1:5353', { host: '127.0.0.1', port: 5353 }],
    ['::1', { host: '::1', port: 53 }],
    ['[::1]:54', { host: '::1', port: 54 }],
    ['[::1]', { host: '::1', port: 53 }],
  ])('%s', (text, address) => {
    expect(parseServer(text, 53)).toEqual(address)
  })
})
