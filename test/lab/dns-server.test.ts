import * as dnsPacket from 'dns-packet'
import { describe, expect, test } from 'vitest'
import type { LabCloud, LabDnsAnswer, LabDnsQuestion } from '../../src/lab/cloud.ts'
import { respond, startDnsServer } from '../../src/lab/daemon/dns-server.ts'
import { askForAddress } from '../../src/lab/stub-resolver.ts'
import { freePort } from '../support/free-port.ts'

const record = (index: number) => ({
  name: 'a.test',
  type: 'A',
  ttl: 7,
  data: `10.0.${index >> 8}.${index & 255}`,
})

function cloudWith(records: number, asked: LabDnsQuestion[] = []): LabCloud {
  return {
    answerDns(question: LabDnsQuestion): LabDnsAnswer {
      asked.push(question)
      const answers = Array.from({ length: records }, (_, index) => record(index))
      return { code: records > 0 ? 'NOERROR' : 'NXDOMAIN', authoritative: true, answers, authorities: [] }
    },
  } as unknown as LabCloud
}

function query(change: Partial<dnsPacket.Packet> = {}): Buffer {
  return dnsPacket.encode({
    type: 'query',
    id: 4711,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type: 'A', name: 'A.Test' }],
    ...change,
  })
}

const answerTo = (cloud: LabCloud, message: Buffer, streamLimit?: number) => {
  const reply = respond(cloud, message, '192.0.2.1', streamLimit)
  return reply ? { bytes: reply.length, ...dnsPacket.decode(reply) } : undefined
}
const edns = (udpPayloadSize: number, options: dnsPacket.PacketOpt[] = []) =>
  ({
    type: 'OPT',
    name: '.',
    udpPayloadSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options,
  }) as const

describe('an answer', () => {
  test('is authoritative, repeats the question as it was written and asks the cloud in lower case', () => {
    const asked: LabDnsQuestion[] = []
    const reply = answerTo(cloudWith(1, asked), query())
    expect(reply).toMatchObject({
      id: 4711,
      flag_qr: true,
      flag_aa: true,
      flag_rd: true,
      flag_ra: false,
      rcode: 'NOERROR',
    })
    expect(reply?.questions).toMatchObject([{ name: 'A.Test', type: 'A' }])
    expect(reply?.answers).toMatchObject([record(0)])
    expect(reply?.additionals).toEqual([])
    expect(asked).toEqual([{ name: 'a.test', type: 'A', client: '192.0.2.1' }])
  })

  test('says when there is no such name', () => {
    expect(answerTo(cloudWith(0), query())).toMatchObject({ rcode: 'NXDOMAIN', answers: [] })
  })

  test('is cut to 512 bytes over UDP without EDNS, to what EDNS offers with it, and whole over TCP', () => {
    const cloud = cloudWith(50)
    expect(answerTo(cloud, query())).toMatchObject({ flag_tc: true, answers: [] })
    expect(answerTo(cloud, query({ additionals: [edns(600)] }))).toMatchObject({ flag_tc: true })
    const whole = answerTo(cloud, query({ additionals: [edns(4096)] }))
    expect(whole).toMatchObject({ flag_tc: false })
    expect(whole?.answers).toHaveLength(50)
    expect(whole?.additionals).toMatchObject([{ type: 'OPT' }])
    expect(answerTo(cloudWith(300), query(), 65_535)?.answers).toHaveLength(300)
  })

  test('is judged by the network that a resolver asks for', () => {
    const asked: LabDnsQuestion[] = []
    const subnet = {
      code: 'CLIENT_SUBNET',
      ip: '203.0.113.0',
      sourcePrefixLength: 24,
    } as unknown as dnsPacket.PacketOpt
    answerTo(cloudWith(1, asked), query({ additionals: [edns(1232, [subnet])] }))
    expect(asked[0]?.client).toBe('203.0.113.0')
  })

  test('refuses what is no query, and ignores replies', () => {
    expect(answerTo(cloudWith(1), Buffer.from('short'))).toBeUndefined()
    expect(
      answerTo(cloudWith(1), dnsPacket.encode({ type: 'response', id: 1, questions: [] })),
    ).toBeUndefined()
    const status = query()
    status.writeUInt16BE(2 << 11, 2)
    expect(answerTo(cloudWith(1), status)).toMatchObject({ rcode: 'NOTIMP' })
    const torn = query().subarray(0, 14)
    expect(answerTo(cloudWith(1), torn)).toMatchObject({ rcode: 'FORMERR' })
  })
})

describe('a name server', () => {
  test('answers over TCP what does not fit into a datagram, and nothing while it is out of order', async () => {
    const port = await freePort()
    const server = await startDnsServer({ host: '127.0.0.1', port, cloud: () => cloudWith(200) })
    const ask = () => askForAddress({ host: '127.0.0.1', port }, 'a.test')
    try {
      expect(await ask()).toEqual({ address: '10.0.0.0', ttlMs: 7_000 })
      await server.fail('blackhole')
      await expect(ask()).rejects.toThrow(/did not answer/)
      await server.fail('kill')
      await expect(ask()).rejects.toThrow(/ECONNREFUSED|did not answer/)
      await server.heal()
      expect((await ask()).address).toBe('10.0.0.0')
    } finally {
      await server.close()
    }
  })
})
