import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import * as dnsPacket from 'dns-packet'
import type { LabCloud, LabDnsAnswer, LabDnsRecord } from '../cloud.ts'
import { closeListener, listen } from './listener.ts'
import type { BreakableServer, Outage } from './outage.ts'

export interface DnsServerInput {
  readonly host: string
  readonly port: number
  readonly cloud: () => LabCloud
}

const SMALLEST_UDP_BYTES = 512
const LARGEST_UDP_BYTES = 1232
const RESPONSE_CODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const
const FORMERR = 1
const NOTIMP = 4

/** The authoritative name server of one cloud, over UDP and TCP (RFC 1035, RFC 6891, RFC 7766). */
export async function startDnsServer({ host, port, cloud }: DnsServerInput): Promise<BreakableServer> {
  let outage: Outage | undefined
  let datagrams: DatagramSocket | undefined
  const connections = new Set<Socket>()

  const streams = createServer((socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setTimeout(10_000, () => socket.destroy())
    let pending = Buffer.alloc(0)
    socket.on('data', (part) => {
      pending = Buffer.concat([pending, part])
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const end = 2 + pending.readUInt16BE(0)
        const reply = outage
          ? undefined
          : respond(cloud(), pending.subarray(2, end), socket.remoteAddress ?? '', 65_535)
        pending = pending.subarray(end)
        if (reply) {
          const length = Buffer.alloc(2)
          length.writeUInt16BE(reply.length)
          socket.write(Buffer.concat([length, reply]))
        }
      }
    })
  })

  const bindDatagrams = () =>
    new Promise<void>((resolve, reject) => {
      const socket = createSocket('udp4')
      socket.once('error', reject)
      socket.on('message', (message, from) => {
        if (outage) return
        const reply = respond(cloud(), message, from.address, undefined)
        if (reply) socket.send(reply, from.port, from.address)
      })
      socket.bind(port, host, () => {
        socket.off('error', reject)
        socket.on('error', () => {})
        datagrams = socket
        resolve()
      })
    })
  const open = async () => {
    await listen(streams, host, port)
    try {
      await bindDatagrams()
    } catch (error) {
      await shut()
      throw error
    }
  }
  const shut = async () => {
    datagrams?.close()
    datagrams = undefined
    for (const socket of connections) socket.destroy()
    if (streams.listening) await closeListener(streams)
  }

  await open()
  return {
    async fail(wanted) {
      if (wanted === 'kill') await shut()
      else if (!streams.listening) await open()
      outage = wanted
    },
    async heal() {
      outage = undefined
      if (!streams.listening) await open()
    },
    close: shut,
  }
}

/** The reply to one query in wire format; undefined where the message is no query at all. */
export function respond(
  cloud: Pick<LabCloud, 'answerDns'>,
  message: Buffer,
  client: string,
  streamLimit: number | undefined,
): Buffer | undefined {
  if (message.length < 12 || (message.readUInt16BE(2) & 0x8000) !== 0) return undefined
  const opcode = (message.readUInt16BE(2) >> 11) & 0xf
  if (opcode !== 0) return failure(message, NOTIMP)
  let query: dnsPacket.DecodedPacket
  try {
    query = dnsPacket.decode(message)
  } catch {
    return failure(message, FORMERR)
  }
  const [question] = query.questions ?? []
  if (!question || query.questions?.length !== 1) return failure(message, FORMERR)

  const edns = query.additionals?.find((record) => record.type === 'OPT')
  const answer = cloud.answerDns({
    name: question.name.toLowerCase().replace(/\.$/, ''),
    type: question.type,
    client: clientSubnet(edns) ?? client,
  })
  const limit = streamLimit ?? udpLimit(edns)
  const whole = encode(query, question, answer, edns !== undefined, false)
  return whole.length <= limit ? whole : encode(query, question, answer, edns !== undefined, true)
}

function encode(
  query: dnsPacket.DecodedPacket,
  question: dnsPacket.Question,
  answer: LabDnsAnswer,
  edns: boolean,
  truncated: boolean,
): Buffer {
  const wantsRecursion = (query.flags ?? 0) & dnsPacket.RECURSION_DESIRED
  return dnsPacket.encode({
    type: 'response',
    id: query.id ?? 0,
    flags:
      wantsRecursion |
      (answer.authoritative ? dnsPacket.AUTHORITATIVE_ANSWER : 0) |
      (truncated ? dnsPacket.TRUNCATED_RESPONSE : 0) |
      RESPONSE_CODES[answer.code],
    questions: [question],
    answers: truncated ? [] : answer.answers.map(toRecord),
    authorities: truncated ? [] : answer.authorities.map(toRecord),
    additionals: edns ? [optRecord()] : [],
  })
}

function toRecord(record: LabDnsRecord): dnsPacket.Answer {
  return {
    name: record.name,
    type: record.type,
    ttl: record.ttl,
    class: 'IN',
    data: record.data,
  } as dnsPacket.Answer
}

function optRecord(): dnsPacket.OptAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: LARGEST_UDP_BYTES,
    flags: 0,
    extendedRcode: 0,
    ednsVersion: 0,
    flag_do: false,
    options: [],
  }
}

function udpLimit(edns: dnsPacket.Answer | undefined): number {
  const offered = (edns as { udpPayloadSize?: number } | undefined)?.udpPayloadSize ?? SMALLEST_UDP_BYTES
  return Math.min(Math.max(offered, SMALLEST_UDP_BYTES), LARGEST_UDP_BYTES)
}

/** The network for which a resolver asks, by which geolocation is judged (RFC 7871). */
function clientSubnet(edns: dnsPacket.Answer | undefined): string | undefined {
  const options = (edns as { options?: { type?: string | null; ip?: string }[] } | undefined)?.options
  return options?.find((option) => option.type === 'CLIENT_SUBNET')?.ip
}

/** The header of the query sent back with an error code. */
function failure(message: Buffer, code: number): Buffer {
  const header = Buffer.from(message.subarray(0, 12))
  header.writeUInt16BE(0x8000 | (header.readUInt16BE(2) & 0x7900) | code, 2)
  header.fill(0, 4)
  return header
}
