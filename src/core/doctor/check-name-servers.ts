import type { Cloud } from '../../config/clouds.ts'
import type { Platform, TrafficProvider } from '../../config/platform.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine, look } from './finding.ts'

const NAME_SERVER_TIMEOUT_MS = 5_000
const ZONE_TIMEOUT_MS = 10_000
const NEEDED_BY = ['traffic show', 'status', 'failover promote'] as const

type Ports = Pick<DoctorPorts, 'providers' | 'nameServers' | 'call'>

/** Asks every authoritative name server of the zone for its SOA record. */
export async function checkNameServers(platform: Platform, ports: Ports): Promise<readonly Finding[]> {
  const { traffic } = platform
  if (traffic === undefined) return []
  const providers = Object.entries(traffic.providers) as [Cloud, TrafficProvider][]
  const found = await Promise.all(
    providers.map(async ([cloud, provider]): Promise<readonly Finding[]> => {
      let servers: readonly string[] = []
      const zone = await look({ area: 'name servers', name: cloud, neededBy: NEEDED_BY }, async () => {
        servers = provider.nameServers ?? (await serversOf(traffic.zone, cloud, provider, ports))
        return fine({ area: 'name servers', name: cloud, neededBy: NEEDED_BY }, `${servers.length} servers`)
      })
      if (zone.state === 'fault') return [zone]
      return Promise.all(servers.map((server) => askServer(cloud, server, traffic.zone, ports)))
    }),
  )
  return found.flat()
}

async function serversOf(
  domain: string,
  cloud: Cloud,
  { zoneId }: TrafficProvider,
  ports: Ports,
): Promise<readonly string[]> {
  const provider = await (await ports.providers()).get(cloud)
  const ref = { domain, ...(zoneId !== undefined && { id: zoneId }) }
  const zone = await provider.can.dns?.zone(ref, ports.call(ZONE_TIMEOUT_MS))
  if (zone === undefined) throw new Error(`${cloud} holds no zone ${domain}`)
  return zone.nameServers
}

async function askServer(cloud: Cloud, server: string, zone: string, ports: Ports): Promise<Finding> {
  const subject = { area: 'name servers', name: `${cloud} ${server}`, neededBy: NEEDED_BY } as const
  return look(subject, async () => {
    const asker = await ports.nameServers()
    const question = { name: zone, type: 'SOA' } as const
    const { code, authoritative, elapsedMs } = await asker.ask(
      server,
      question,
      ports.call(NAME_SERVER_TIMEOUT_MS),
    )
    if (code === 'NOERROR' && authoritative)
      return fine(subject, `answers for ${zone} in ${Math.round(elapsedMs)} ms`)
    const detail =
      code === 'NOERROR' ? `answers for ${zone} without authority` : `answers ${code} for ${zone}`
    const next = 'Compare traffic.zone and traffic.providers in the platform file with the hosted zone.'
    return { ...subject, state: 'fault', detail, next }
  })
}
