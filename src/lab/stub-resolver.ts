import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import * as dnsPacket from 'dns-packet'

export interface NameServerAddress {
  readonly host: string
  readonly port: number
}

export interface Resolved {
  readonly address: string
  readonly ttlMs: number
}

const ASK_TIMEOUT_MS = 250
/** For how long a name server that did not answer is asked last. */
const AVOID_SILENT_MS = 5_000
/** How long an old answer serves on before the name servers are tried again. */
const SERVE_STALE_MS = 1_000

/**
 * Resolves one name to an IPv4 address as a client's own resolver would: asks the name servers in turn, keeps the
 * answer for its time to live, and asks anew at once when told that the address does not work.
 */
export function makeStubResolver(name: string, servers: readonly NameServerAddress[]) {
  let known: { readonly address: string; readonly untilMs: number } | undefined
  let asking: Promise<string> | undefined
  let turn = 0
  const silentUntilMs = new Map<NameServerAddress, number>()

  /** The next ones in turn, those that were silent lately after all others. */
  const inOrder = () => {
    const first = turn++ % servers.length
    const rotated = [...servers.slice(first), ...servers.slice(0, first)]
    const isSilent = (server: NameServerAddress) => (silentUntilMs.get(server) ?? 0) > performance.now()
    return [...rotated.filter((server) => !isSilent(server)), ...rotated.filter(isSilent)]
  }
  const askAnew = async (): Promise<string> => {
    let problem: unknown
    for (const server of inOrder()) {
      try {
        const { address, ttlMs } = await askForAddress(server, name)
        known = { address, untilMs: performance.now() + ttlMs }
        return address
      } catch (error) {
        silentUntilMs.set(server, performance.now() + AVOID_SILENT_MS)
        problem = error
      }
    }
    // An answer that is out of date serves on while no name server can be asked (RFC 8767).
    if (known) {
      known = { ...known, untilMs: performance.now() + SERVE_STALE_MS }
      return known.address
    }
    throw problem
  }
  return {
    async address(): Promise<string> {
      if (known && performance.now() < known.untilMs) return known.address
      asking ??= askAnew().finally(() => {
        asking = undefined
      })
      return await asking
    },
    /** What was answered last is of no use: the next call asks a name server. */
    forget(): void {
      known = undefined
    },
  }
}

export type StubResolver = ReturnType<typeof makeStubResolver>

/** Asks one name server for an A record, following CNAMEs within its answer; over TCP where it was truncated. */
export async function askForAddress(server: NameServerAddress, name: string): Promise<Resolved> {
  const query = dnsPacket.encode({
    type: 'query',
    id: Math.floor(Math.random() * 65_536),
    flags: 0,
    questions: [{ type: 'A', name }],
  })
  const first = dnsPacket.decode(await overUdp(server, query))
  const reply = first.flag_tc ? dnsPacket.decode(await overTcp(server, query)) : first
  const records = reply.answers ?? []
  const found = records.find((record) => record.type === 'A')
  if (found?.type !== 'A') throw new Error(`${server.host} has no address for ${name}`)
  const ttls = records.map((record) => ('ttl' in record ? (record.ttl ?? 0) : 0))
  return { address: found.data, ttlMs: Math.min(...ttls) * 1000 }
}

function overUdp(server: NameServerAddress, query: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    const end = (work: () => void) => {
      clearTimeout(timer)
      socket.close()
      work()
    }
    const timer = setTimeout(
      () => end(() => reject(new Error(`${server.host}:${server.port} did not answer`))),
      ASK_TIMEOUT_MS,
    )
    socket.on('error', (error) => end(() => reject(error)))
    socket.on('message', (message) => {
      if (message.length >= 12 && message.readUInt16BE(0) === query.readUInt16BE(0))
        end(() => resolve(message))
    })
    // Connected, so that a closed port is told at once instead of by a time-out.
    socket.connect(server.port, server.host, () => socket.send(query))
  })
}

function overTcp(server: NameServerAddress, query: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, server.host)
    let received = Buffer.alloc(0)
    socket.setTimeout(ASK_TIMEOUT_MS, () =>
      socket.destroy(new Error(`${server.host} did not answer over TCP`)),
    )
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`${server.host} closed the connection`)))
    socket.on('data', (part) => {
      received = Buffer.concat([received, part])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
      resolve(received.subarray(2, 2 + received.readUInt16BE(0)))
      socket.destroy()
    })
    socket.write(dnsPacket.streamEncode(dnsPacket.decode(query)))
  })
}
