import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { closeListener, listen } from '../../src/lab/daemon/listener.ts'
import type { SocketsInput } from '../../src/lab/daemon/sockets.ts'
import { closeSockets, openSockets } from '../../src/lab/daemon/sockets.ts'
import { makeThrottles } from '../../src/lab/daemon/throttles.ts'
import { forEachCloud } from '../../src/lab/demo/facts.ts'

const INPUT: SocketsInput = {
  clouds: () => {
    throw new Error('no cloud in this test')
  },
  certificate: async () => ({ authority: '', key: '', certificate: '' }),
  throttles: forEachCloud(() => makeThrottles(Date.now)),
  delayMs: () => 0,
  log: () => {},
}

describe('addresses', () => {
  test('are claimed by the first lab; a second takes others, and the first has its own back', async () => {
    const first = await openSockets('/lab', undefined, INPUT)
    const second = await openSockets('/lab', undefined, INPUT)
    expect(second.network.hosts.aws).not.toBe(first.network.hosts.aws)
    await closeSockets(first.sockets)
    const again = await openSockets('/lab', first.network, INPUT)
    expect(again.network).toEqual(first.network)
    await Promise.all([closeSockets(second.sockets), closeSockets(again.sockets)])
  })

  test('that are kept and taken by another program are named', async () => {
    const { network, sockets } = await openSockets('/lab', undefined, INPUT)
    await closeSockets(sockets)
    const stranger = createServer()
    await listen(stranger, network.hosts.gcp, network.ports.database)
    await expect(openSockets('/lab', network, INPUT)).rejects.toThrow(/in use by another program/)
    await closeListener(stranger)
    await closeSockets((await openSockets('/lab', network, INPUT)).sockets)
  })
})
