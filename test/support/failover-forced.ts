import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Cloud } from '../../src/config/clouds.ts'
import { makeHeart } from '../../src/core/failover/beat.ts'
import type { Accepted, ForcedSubject } from '../../src/core/failover/forced/forced-promotion.ts'
import { planForcedPromotion, promoteForced } from '../../src/core/failover/forced/promote-forced.ts'
import type { PromotionReport } from '../../src/core/failover/report.ts'
import type { ProviderSet } from '../../src/core/ports.ts'
import type { Boundary } from '../../src/core/runs/journal.ts'
import type { Plan } from '../../src/core/runs/plan.ts'
import type { ObservedDatabase } from '../../src/providers/provider.ts'
import { freePort } from './free-port.ts'
import { type FailoverBench, openBench } from './postgres-failover.ts'
import { openTrio, type Trio } from './postgres-platform.ts'

/** The way by which mcloud alone reaches a server: applications and replication go past it. */
export interface Passage {
  readonly port: number
  /** `dead` refuses, `silent` takes everything and answers nothing. */
  set(state: 'open' | 'dead' | 'silent'): Promise<void>
  close(): Promise<void>
}

export async function openPassage(toPort: number): Promise<Passage> {
  let state: 'open' | 'dead' | 'silent' = 'open'
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server: Server = createServer((from) => {
    track(from)
    if (state !== 'open') return
    const to = track(connect(toPort, '127.0.0.1'))
    from.pipe(to)
    to.pipe(from)
    from.on('close', () => to.destroy())
    to.on('close', () => from.destroy())
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  const shut = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      if (server.listening) server.close(() => resolve())
      else resolve()
    })
  const port = await freePort()
  await listen(port)
  return {
    port,
    set: async (wanted) => {
      state = wanted
      await shut()
      if (wanted !== 'dead') await listen(port)
    },
    close: shut,
  }
}

/** Test double of the clouds' control planes: they really stop and start the servers of the trio. */
export interface DoubleOfControl {
  readonly providers: ProviderSet
  /** Clouds whose control plane does not answer. */
  readonly silent: Set<Cloud>
  readonly stopped: Set<Cloud>
}

export function doubleOfControl(trio: Trio): DoubleOfControl {
  const silent = new Set<Cloud>()
  const stopped = new Set<Cloud>()
  const get = async (cloud: Cloud) => {
    const answer = async () => {
      if (silent.has(cloud)) {
        const { McloudError } = await import('../../src/errors/mcloud-error.ts')
        throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: `${cloud}: no answer` })
      }
    }
    const observed = (): ObservedDatabase => ({
      instance: `orders-${cloud}`,
      state: stopped.has(cloud) ? 'stopped' : 'running',
      vendorState: stopped.has(cloud) ? 'stopped' : 'available',
      role: 'standalone',
      engine: 'postgres',
      engineVersion: '18',
    })
    return {
      cloud,
      cannot: {},
      can: {
        databases: {
          observe: async () => {
            await answer()
            return observed()
          },
          stop: async () => {
            await answer()
            if (stopped.has(cloud)) return { kind: 'unchanged' as const }
            // in good order, as a managed service does it; a server that has crashed already is left as it is
            await trio
              .of(cloud)
              .stop('fast')
              .catch(() => {})
            stopped.add(cloud)
            return { kind: 'done' as const, requestId: `double-${cloud}` }
          },
          start: async () => {
            await answer()
            if (!stopped.has(cloud)) return { kind: 'unchanged' as const }
            await trio.of(cloud).start()
            stopped.delete(cloud)
            return { kind: 'done' as const, requestId: `double-${cloud}` }
          },
        },
      },
    }
  }
  return { providers: { get }, silent, stopped }
}

/** Servers that mcloud reaches through passages, with control planes; the primary can be lost in every way. */
export interface ForcedBench {
  readonly trio: Trio
  readonly bench: FailoverBench
  readonly control: DoubleOfControl
  passage(cloud: Cloud): Passage
  /** One heartbeat of whoever is the primary. */
  beat(): Promise<void>
  plan(to: Cloud, accepted?: Partial<Accepted>): Promise<Plan<ForcedSubject>>
  force(to: Cloud, accepted?: Partial<Accepted>, boundary?: Boundary): Promise<PromotionReport>
  close(): Promise<void>
}

export async function openForcedBench(
  clouds: readonly Cloud[] = ['aws', 'gcp', 'azure'],
  version: 15 | 18 = 18,
): Promise<ForcedBench> {
  const direct = await openTrio(clouds, version)
  const passages = new Map<Cloud, Passage>()
  for (const cloud of clouds) passages.set(cloud, await openPassage(direct.of(cloud).port))
  const passage = (cloud: Cloud) => passages.get(cloud) as Passage
  const members = Object.fromEntries(
    clouds.map((cloud) => [
      cloud,
      {
        cloud,
        instance: `orders-${cloud}`,
        url: `postgresql://admin@127.0.0.1:${passage(cloud).port}/orders`,
        replicationHost: `127.0.0.1:${direct.of(cloud).port}`,
      },
    ]),
  )
  const trio: Trio = { ...direct, database: { ...direct.database, members } }
  const control = doubleOfControl(trio)
  const bench = openBench(trio, control.providers)
  const plan = (to: Cloud, accepted: Partial<Accepted> = {}) =>
    planForcedPromotion(bench.input(), to, { lossMs: 60_000, ...accepted })
  return {
    trio,
    bench,
    control,
    passage,
    plan,
    beat: async () => {
      const heart = makeHeart(bench.input())
      const { writer, note } = await heart.beat(bench.input().call)
      await heart.close()
      if (writer === undefined) throw new Error(`There was no beat: ${note}`)
    },
    force: async (to, accepted, boundary) => promoteForced(bench.input(boundary), await plan(to, accepted)),
    close: async () => {
      bench.close()
      await Promise.all([...passages.values()].map((one) => one.close()))
      await direct.close()
    },
  }
}
