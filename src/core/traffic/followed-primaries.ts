import type { Cloud } from '../../config/clouds.ts'
import type { Database, Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { DatabaseServers } from '../databases/server.ts'
import { interrupted, reasonOf } from './ask-servers.ts'

export type ObservedPrimary =
  | { readonly kind: 'known'; readonly cloud: Cloud }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * Which cloud holds the primary of every database that a record follows: the only server that takes application
 * writes. All servers are asked at once.
 * @throws McloudError INTERRUPTED only
 */
export async function followedPrimaries(
  platform: Platform,
  servers: DatabaseServers,
  call: Call,
): Promise<ReadonlyMap<string, ObservedPrimary>> {
  const records = Object.values(platform.traffic?.records ?? {})
  const followed = [...new Set(records.flatMap((record) => record.follows ?? []))]
  const found = await Promise.all(
    followed.map(async (name) => {
      const database = platform.databases[name]
      if (database === undefined)
        return [name, { kind: 'unknown', reason: 'the file has no such database' }] as const
      return [name, await primaryOf(database, servers, call)] as const
    }),
  )
  return new Map(found)
}

async function primaryOf(database: Database, servers: DatabaseServers, call: Call): Promise<ObservedPrimary> {
  const members = Object.values(database.members)
  const asked = await Promise.allSettled(
    members.map(async (member) => {
      const server = await servers.open(database, member, call)
      try {
        return (await server.inspect(call)).acceptsApplicationWrites ? member.cloud : undefined
      } finally {
        await server.close()
      }
    }),
  )
  if (interrupted(call)) throw call.signal.reason
  const writable = asked.flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : []))
  const [first, ...others] = writable
  if (first !== undefined && others.length === 0) return { kind: 'known', cloud: first }
  if (others.length > 0) return { kind: 'unknown', reason: `${writable.join(' and ')} both take writes` }
  const silent = asked.flatMap((each) => (each.status === 'rejected' ? [reasonOf(each.reason)] : []))
  return { kind: 'unknown', reason: silent.length > 0 ? silent.join('; ') : 'no server takes writes' }
}
