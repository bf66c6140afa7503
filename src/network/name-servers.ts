import { randomInt } from 'node:crypto'
import type { Socket as UdpSocket } from 'node:dgram'
import type { DecodedPacket, Packet } from 'dns-packet'
import type { DnsAnswer, DnsQuestion, NameServers } from '../core/ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { timerMs } from '../errors/time-limit.ts'
import type { Call } from '../providers/provider.ts'
import { parseServer, type ServerAddress } from './server-address.ts'

/** A datagram may get lost: it is sent again after this time. */
const RESEND_AFTER_MS = 700

type Codec = typeof import('dns-packet')

/** Asks authoritative name servers over UDP, sent again inside the deadline, and over TCP where truncated. */
export function makeNameServers(): NameServers {
  return {
    ask: async (server, question, call) => {
      const codec = await loadCodec()
      const address = parseServer(server, 53)
      const startedMs = Date.now()
      const query: Packet = {
        type: 'query',
        id: randomInt(0x10000),
        // No recursion: the question is what this very server holds.
        flags: 0,
        questions: [{ type: question.type, name: question.name, class: 'IN' }],
      }
      try {
        const first = await askUdp(codec, address, query, call)
        const packet = first.flag_tc ? await askTcp(codec, address, query, call) : first
        return answerOf(`${address.host}:${address.port}`, question, packet, Date.now() - startedMs)
      } catch (cause) {
        if (call.signal.aborted) throw call.signal.reason
        const reason = reasonOf(cause as NodeJS.ErrnoException)
        throw new McloudError({
          code: cause instanceof Silence ? 'DEADLINE' : 'CLOUD_UNREACHABLE',
          message: `Name server ${server} gave no answer for ${question.name} ${question.type}: ${reason}.`,
          hint: 'Check the address of the name server and that port 53 (UDP and TCP) is open to it.',
          call: 'DNS query',
          retry: 'safe',
          details: { reason },
          cause,
        })
      }
    },
  }
}

async function loadCodec(): Promise<Codec> {
  const module = await import('dns-packet')
  return (module as unknown as { default?: Codec }).default ?? module
}

async function askUdp(
  codec: Codec,
  address: ServerAddress,
  query: Packet,
  call: Call,
): Promise<DecodedPacket> {
  const { createSocket } = await import('node:dgram')
  const { lookup } = await import('node:dns/promises')
  const target = await within<{ address: string; family: number }>(call, (settle, fail) =>
    lookup(address.host).then(settle, fail),
  )
  const socket: UdpSocket = createSocket(target.family === 6 ? 'udp6' : 'udp4')
  let timer: NodeJS.Timeout | undefined
  try {
    return await within(call, (settle, fail) => {
      const send = () => socket.send(codec.encode(query))
      socket.on('error', fail)
      socket.on('message', (message) => {
        const packet = tryDecode(() => codec.decode(message))
        if (packet !== undefined && isAnswerTo(packet, query)) settle(packet)
      })
      // A connected socket takes datagrams from that server only, and hears of a closed port at once.
      socket.connect(address.port, target.address, (error?: Error) => {
        if (error !== undefined) return fail(error)
        send()
        timer = setInterval(send, RESEND_AFTER_MS)
      })
    })
  } finally {
    clearInterval(timer)
    socket.close()
  }
}

async function askTcp(
  codec: Codec,
  address: ServerAddress,
  query: Packet,
  call: Call,
): Promise<DecodedPacket> {
  const { connect } = await import('node:net')
  const socket = connect({ host: address.host, port: address.port })
  try {
    return await within(call, (settle, fail) => {
      let received = Buffer.alloc(0)
      socket.on('error', fail)
      socket.on('close', () => fail(new Error('the connection was closed')))
      socket.on('connect', () => socket.write(codec.streamEncode(query)))
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        if (received.length < 2 || received.length < received.readUInt16BE(0) + 2) return
        // The types say Packet; what comes back is decoded like any other.
        const packet = tryDecode(() => codec.streamDecode(received) as DecodedPacket)
        if (packet !== undefined && isAnswerTo(packet, query)) settle(packet)
        else fail(new Error('the answer is not one to the question'))
      })
    })
  } finally {
    socket.destroy()
  }
}

/** Ends with the first of: an answer, an error, the deadline, the abort. */
function within<T>(
  call: Call,
  act: (settle: (value: T) => void, fail: (error: Error) => void) => unknown,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Silence()), timerMs(call.deadlineMs - Date.now()))
    const aborted = () => reject(new Error('interrupted'))
    const finish =
      <A>(end: (value: A) => void) =>
      (value: A) => {
        clearTimeout(timer)
        call.signal.removeEventListener('abort', aborted)
        end(value)
      }
    if (call.signal.aborted) return finish(reject)(new Error('interrupted'))
    call.signal.addEventListener('abort', aborted, { once: true })
    act(finish(resolve), finish(reject))
  })
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND') return 'host name not found'
  return message
}

class Silence extends Error {
  constructor() {
    super('nothing came before the deadline')
  }
}

function isAnswerTo(packet: DecodedPacket, query: Packet): boolean {
  const asked = query.questions?.[0]
  const echoed = packet.questions?.[0]
  return (
    packet.type === 'response' &&
    packet.id === query.id &&
    (echoed === undefined || echoed.name.toLowerCase() === asked?.name.toLowerCase())
  )
}

function tryDecode(decode: () => DecodedPacket): DecodedPacket | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}

function answerOf(
  server: string,
  question: DnsQuestion,
  packet: DecodedPacket,
  elapsedMs: number,
): DnsAnswer {
  return {
    server,
    code: (packet as DecodedPacket & { rcode: string }).rcode,
    authoritative: packet.flag_aa,
    records: (packet.answers ?? []).flatMap((answer) =>
      'data' in answer
        ? [
            {
              name: answer.name,
              type: answer.type,
              ttlSeconds: 'ttl' in answer ? (answer.ttl ?? 0) : 0,
              data: textOf(answer.data, question),
            },
          ]
        : [],
    ),
    elapsedMs,
  }
}

function textOf(data: unknown, question: DnsQuestion): string {
  if (typeof data === 'string') return data
  if (Buffer.isBuffer(data)) return data.toString('utf8')
  if (Array.isArray(data)) return data.map((part) => textOf(part, question)).join('')
  return JSON.stringify(data)
}
