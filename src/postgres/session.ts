import type { Cloud } from '../config/clouds.ts'
import type { Database, DatabaseMember } from '../config/platform.ts'
import type { ServerState } from '../core/databases/server.ts'
import type { Call } from '../providers/provider.ts'
import { addressOf, type ServerAddress } from './address.ts'
import { type Connection, connect } from './connection.ts'
import { inspect, readShape, type ServerShape } from './inspect.ts'

/** The open connections to one server and what all its operations need to know about it. */
export interface Session {
  readonly cloud: Cloud
  /** For messages: `orders-gcp (gcp)`. */
  readonly place: string
  readonly member: DatabaseMember
  readonly address: ServerAddress
  readonly databaseName: string
  readonly writers: readonly string[]
  readonly main: Connection
  /** Beside the first: it looks on while that one waits, and holds pictures of the contents. Opened on first use. */
  second(call: Call): Promise<Connection>
  shape(call: Call): Promise<ServerShape>
  inspect(call: Call): Promise<ServerState>
  close(): Promise<void>
}

/** @throws McloudError CONFIG_INVALID, DATABASE_UNREACHABLE, AUTH_DENIED */
export async function openSession(database: Database, member: DatabaseMember, call: Call): Promise<Session> {
  const place = `${member.instance} (${member.cloud})`
  const address = addressOf(database, member)
  const main = await connect(address, place, call)
  let shape: ServerShape | undefined
  let second: Promise<Connection> | undefined
  const session: Session = {
    cloud: member.cloud,
    place,
    member,
    address,
    databaseName: address.database,
    writers: database.writers,
    main,
    second: (callOfSecond) => {
      second ??= connect(address, place, callOfSecond)
      second.catch(() => {
        second = undefined
      })
      return second
    },
    shape: async (callOfShape) => {
      // absence is asked again: another run may have made the schema meanwhile
      if (shape === undefined || !shape.hasSchema) shape = await readShape(main, callOfShape)
      return shape
    },
    inspect: async (callOfInspect) =>
      inspect(main, member.cloud, database.writers, await session.shape(callOfInspect), callOfInspect),
    close: async () => {
      await Promise.all([main.close(), second?.then((connection) => connection.close()).catch(() => {})])
    },
  }
  return session
}
