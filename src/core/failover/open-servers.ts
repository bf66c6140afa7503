import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PromotableServer, PromotableServers } from '../databases/promotable-server.ts'
import type { Clock } from '../ports.ts'

/** The servers of one database, all of them asked at the same time. */
export interface OpenServers {
  /** @throws McloudError DATABASE_UNREACHABLE, AUTH_DENIED: why this one could not be opened */
  get(cloud: Cloud): PromotableServer
  find(cloud: Cloud): PromotableServer | undefined
  readonly all: readonly PromotableServer[]
  readonly failures: ReadonlyMap<Cloud, McloudError>
  close(): Promise<void>
}

/** How long a server may take to let mcloud in: one that is black-holed would take it for ever, in milliseconds. */
const OPEN_MS = 5_000

export interface OpenInput {
  readonly servers: PromotableServers
  readonly database: Database
  readonly clock: Clock
  readonly call: Call
}

export interface OpenLimits {
  /** Leaves this member alone. */
  readonly without?: Cloud | undefined
  readonly openMs?: number | undefined
}

/** Opens every member; one that does not answer is noted, not thrown. */
export async function openServers(input: OpenInput, limits: OpenLimits = {}): Promise<OpenServers> {
  const { servers, database, clock, call } = input
  const opened = new Map<Cloud, PromotableServer>()
  const failures = new Map<Cloud, McloudError>()
  const endMs = clock.now() + (limits.openMs ?? OPEN_MS)
  const opening = { ...call, deadlineMs: Math.min(call.deadlineMs, endMs) }
  const members = Object.values(database.members).filter(({ cloud }) => cloud !== limits.without)
  await Promise.all(
    members.map(async (member) => {
      try {
        opened.set(member.cloud, await servers.openForPromotion(database, member, opening))
      } catch (error) {
        if (!isMcloudError(error)) throw error
        failures.set(member.cloud, error)
      }
    }),
  )
  return {
    get: (cloud) => {
      const server = opened.get(cloud)
      if (server !== undefined) return server
      throw (
        failures.get(cloud) ??
        new McloudError({ code: 'NOT_FOUND', message: `${database.name} has no member in ${cloud}.` })
      )
    },
    find: (cloud) => opened.get(cloud),
    all: [...opened.values()],
    failures,
    close: async () => {
      await Promise.all([...opened.values()].map((server) => server.close()))
    },
  }
}
