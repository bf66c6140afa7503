import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Below what Linux (32768) and macOS (49152) give to outgoing connections and to servers without a port of their own, so
 * that none takes it while its server is down; and below what labs take.
 */
const [FIRST, END] = [10_000, 24_000]

/** A port of the loopback interface that nobody listens on now, over TCP or UDP, and that no connection is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END)
    if ((await canListen(port)) && (await canBind(port))) return port
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}

async function canBind(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  const free = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => resolve(true))
  })
  socket.close()
  return free
}
