import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { HeldFence, PromotableServer, PromotableServers } from '../databases/promotable-server.ts'
import type { Clock } from '../ports.ts'
import { epochOf, readControl } from '../runs/control.ts'
import { type RunReader, unfinishedRun } from '../runs/list-runs.ts'
import { maintenanceTicket } from './maintenance-ticket.ts'
import { observe } from './observation.ts'
import type { OpenServers } from './open-servers.ts'
import { followingOf, writersOf } from './topology.ts'

export interface BeatInput extends RunReader {
  readonly database: Database
  readonly servers: PromotableServers
  readonly clock: Clock
}

/** One attempt at a heartbeat. */
export interface Beat {
  readonly database: string
  readonly at: string
  /** The server that wrote it; absent where none is open or the one that is did not answer. */
  readonly writer?: Cloud
  /** Why there was none, or what was set up for it. */
  readonly note?: string
}

/** Beats again and again over connections that it keeps; a server that fails is opened anew. */
export interface Heart {
  beat(call: Call): Promise<Beat>
  close(): Promise<void>
}

/** How old what is known of the coordination store may become, in milliseconds: it costs a request to ask it. */
const STORE_MS = 10_000

/** The heartbeat of one database: what a forced promotion has to go by. */
export function makeHeart(input: BeatInput): Heart {
  const { database, clock, store, platform } = input
  const open = new Map<Cloud, PromotableServer>()
  let committed: { readonly epoch: number; readonly atMs: number } | undefined
  let ready: Cloud | undefined

  async function serverOf(cloud: Cloud, call: Call): Promise<PromotableServer | undefined> {
    const member = database.members[cloud]
    const known = open.get(cloud)
    if (known !== undefined || member === undefined) return known
    const server = await input.servers.openForPromotion(database, member, call)
    open.set(cloud, server)
    return server
  }

  /** The fence row of each server that answers; one whose connection is gone is forgotten. */
  async function fences(call: Call): Promise<Map<Cloud, HeldFence | undefined>> {
    const found = new Map<Cloud, HeldFence | undefined>()
    await Promise.all(
      Object.values(database.members).map(async ({ cloud }) => {
        try {
          const server = await serverOf(cloud, call)
          if (server !== undefined) found.set(cloud, await server.fencing.read(call))
        } catch (error) {
          if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
          void open.get(cloud)?.close()
          open.delete(cloud)
        }
      }),
    )
    return found
  }

  async function committedEpoch(): Promise<number> {
    if (committed === undefined || clock.now() - committed.atMs > STORE_MS)
      committed = {
        epoch: epochOf(await readControl(store, platform), database.name),
        atMs: clock.now(),
      }
    return committed.epoch
  }

  return {
    beat: async (call) => {
      const base = { database: database.name, at: new Date(clock.now()).toISOString() }
      const rows = await fences(call)
      let writer = newestOpen(rows, await committedEpoch().catch(() => 0))
      if (writer === undefined || writer !== ready) {
        const problem = await prepareHeartbeat(input, openOnes(open), call)
        if (problem !== undefined) return { ...base, note: problem }
        writer = newestOpen(await fences(call), 0)
        ready = writer
      }
      const server = writer === undefined ? undefined : open.get(writer)
      if (writer === undefined || server === undefined)
        return { ...base, note: 'No server that answers is open to the application.' }
      try {
        const done = await server.contents.beat(call)
        return done === 'done' ? { ...base, writer } : { ...base, note: `${server.instance} is fenced.` }
      } catch (error) {
        if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
        return { ...base, note: error.message }
      }
    },
    close: async () => {
      await Promise.all([...open.values()].map((server) => server.close()))
    },
  }
}

/** The open server of the latest epoch; an old primary that came back unfenced stands below the committed one. */
function newestOpen(rows: ReadonlyMap<Cloud, HeldFence | undefined>, committed: number): Cloud | undefined {
  const open = [...rows].filter(([, row]) => row?.state === 'open' && row.epoch >= committed)
  return open.sort(([, a], [, b]) => (b?.epoch ?? 0) - (a?.epoch ?? 0))[0]?.[0]
}

/**
 * Makes mcloud's schema on every server and lets its tables reach every replica, as a promotion would do.
 * @returns why it could not be done; undefined when it is
 */
async function prepareHeartbeat(
  input: BeatInput,
  servers: OpenServers,
  call: Call,
): Promise<string | undefined> {
  const { store, platform, database } = input
  // before looking for runs: one that begins after that has a higher token
  const ticket = maintenanceTicket(await readControl(store, platform), database.name)
  const run = await unfinishedRun(input)
  if (run !== undefined) return `Run ${run.id} is not over.`
  try {
    await Promise.all(servers.all.map((server) => server.fencing.prepare(call)))
    const seen = await observe(input, database, servers, call)
    const writers = writersOf(seen)
    const source = writers.length === 1 ? writers[0] : undefined
    if (source === undefined) return `${writers.length} servers take the application's writes.`
    for (const replica of seen.servers.values()) {
      const following = followingOf(seen, replica, source)
      const [publication] = following?.subscription.publications ?? []
      if (following === undefined || publication === undefined) continue
      await servers.get(source.cloud).publisher.publishMarkers(publication, ticket, call)
      await servers.get(replica.cloud).subscriber.refreshMarkers(following.subscription.name, ticket, call)
    }
    return undefined
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    return error.message
  }
}

function openOnes(open: ReadonlyMap<Cloud, PromotableServer>): OpenServers {
  return {
    find: (cloud) => open.get(cloud),
    get: (cloud) => {
      const server = open.get(cloud)
      if (server !== undefined) return server
      throw new McloudError({
        code: 'DATABASE_UNREACHABLE',
        message: `The server in ${cloud} does not answer.`,
      })
    },
    all: [...open.values()],
    failures: new Map(),
    close: async () => {},
  }
}
