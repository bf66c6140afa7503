import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { PromotableServer, PromotableServers } from '../databases/promotable-server.ts'

/** The servers of one database, all of them asked at the same time. */
export interface OpenServers {
  /** @throws McloudError DATABASE_UNREACHABLE, AUTH_DENIED: why this one could not be opened */
  get(cloud: Cloud): PromotableServer
  find(cloud: Cloud): PromotableServer | undefined
  readonly all: readonly PromotableServer[]
  readonly failures: ReadonlyMap<Cloud, McloudError>
  close(): Promise<void>
}

/** Opens every member; one that does not answer is noted, not thrown. */
export async function openServers(
  servers: PromotableServers,
  database: Database,
  call: Call,
): Promise<OpenServers> {
  const opened = new Map<Cloud, PromotableServer>()
  const failures = new Map<Cloud, McloudError>()
  await Promise.all(
    Object.values(database.members).map(async (member) => {
      try {
        opened.set(member.cloud, await servers.openForPromotion(database, member, call))
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
