import type { Database, DatabaseMember, Platform } from '../../config/platform.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine, look } from './finding.ts'

const DATABASE_TIMEOUT_MS = 10_000

type Ports = Pick<DoctorPorts, 'databases' | 'call'>

/** Connects to every server of every database as its administrator. */
export async function checkDatabases(platform: Platform, ports: Ports): Promise<readonly Finding[]> {
  const members = Object.values(platform.databases).flatMap((database) =>
    Object.values(database.members).map((member) => [database, member] as const),
  )
  return Promise.all(members.map(([database, member]) => checkMember(database, member, ports)))
}

async function checkMember(database: Database, member: DatabaseMember, ports: Ports): Promise<Finding> {
  const name = `${database.name} on ${member.cloud}`
  const subject = { area: 'databases', name, neededBy: ['status', 'failover'] } as const
  if (member.url === undefined) {
    const next = `Set ${member.urlFrom ?? 'the url in the platform file'} to the administrator's connection string.`
    return { ...subject, state: 'fault', detail: `no connection string for ${member.instance}`, next }
  }
  return look(subject, async () => {
    const call = ports.call(DATABASE_TIMEOUT_MS)
    const server = await (await ports.databases()).open(database, member, call)
    try {
      const { version } = await server.inspect(call)
      return fine(subject, `${member.instance} answers, PostgreSQL ${version}`)
    } finally {
      await server.close()
    }
  })
}
