import { connect, createServer, type Socket } from 'node:net'
import { closeListener, listen } from './listener.ts'
import type { BreakableServer, Outage } from './outage.ts'

export interface ReplicationLinkInput {
  readonly host: string
  readonly port: number
  /** Port of the PostgreSQL server on the same host. */
  readonly serverPort: number
  /** How long bytes to the subscription of this name are held back now; asked for each packet. */
  readonly delayMs: (subscription: string) => number
}

const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const MOST_HELD_BYTES = 64 << 20

/**
 * The address under which other clouds subscribe to one server. Bytes pass as they are; for a lagging cloud those
 * from the publisher are held back, so its replica is really behind and catches up when the lag ends.
 */
export async function startReplicationLink(input: ReplicationLinkInput): Promise<BreakableServer> {
  const { host, port, serverPort, delayMs } = input
  let outage: Outage | undefined
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }

  const server = createServer((subscriber) => {
    track(subscriber)
    subscriber.on('error', () => {})
    // Nothing goes through a black hole, and whoever waits in it sees no end.
    if (outage) return
    const publisher = track(connect({ host, port: serverPort }))
    publisher.on('error', () => subscriber.destroy())
    publisher.on('close', () => subscriber.destroy())
    subscriber.on('close', () => publisher.destroy())

    const name = startupReader()
    subscriber.on('data', (part) => {
      name.read(part)
      if (!outage) publisher.write(part)
    })
    holdBack(publisher, subscriber, () =>
      outage ? Number.POSITIVE_INFINITY : delayMs(name.applicationName() ?? ''),
    )
  })
  await listen(server, host, port)

  const shut = async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await closeListener(server)
  }
  return {
    async fail(wanted) {
      outage = wanted
      if (wanted === 'kill') await shut()
      else if (!server.listening) await listen(server, host, port)
    },
    async heal() {
      outage = undefined
      for (const socket of sockets) socket.destroy()
      if (!server.listening) await listen(server, host, port)
    },
    close: shut,
  }
}

/** Passes bytes on in order, each no sooner than its delay after it came; a shorter delay takes hold at once. */
function holdBack(from: Socket, to: Socket, delayMs: () => number): void {
  const held: { readonly at: number; readonly part: Buffer }[] = []
  let heldBytes = 0
  let timer: NodeJS.Timeout | undefined
  const release = () => {
    timer = undefined
    for (let first = held[0]; first; first = held[0]) {
      const waitMs = first.at + delayMs() - performance.now()
      if (waitMs > 0) {
        // Asked again soon: the lag may be ended while bytes are held.
        timer = setTimeout(release, Math.min(waitMs, 50))
        return
      }
      held.shift()
      heldBytes -= first.part.length
      if (heldBytes < MOST_HELD_BYTES) from.resume()
      to.write(first.part)
    }
  }
  from.on('data', (part) => {
    if (held.length === 0 && delayMs() === 0) {
      to.write(part)
      return
    }
    held.push({ at: performance.now(), part })
    heldBytes += part.length
    if (heldBytes >= MOST_HELD_BYTES) from.pause()
    timer ??= setTimeout(release, 0)
  })
  to.on('close', () => clearTimeout(timer))
}

/**
 * Reads `application_name` from the first message of a PostgreSQL client, which for a subscription is its name
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html, StartupMessage).
 */
export function startupReader() {
  let pending: Buffer | undefined = Buffer.alloc(0)
  let found: string | undefined
  return {
    read(part: Buffer): void {
      if (!pending) return
      pending = Buffer.concat([pending, part])
      while (pending && pending.length >= 8 && pending.length >= pending.readUInt32BE(0)) {
        const length = pending.readUInt32BE(0)
        const code = pending.readUInt32BE(4)
        if (code === SSL_REQUEST || code === GSS_REQUEST) {
          pending = pending.subarray(length)
          continue
        }
        const words = pending.subarray(8, length).toString('utf8').split('\0')
        const at = words.findIndex((word, index) => index % 2 === 0 && word === 'application_name')
        found = at === -1 ? '' : words[at + 1]
        pending = undefined
      }
    },
    applicationName: () => found,
  }
}
