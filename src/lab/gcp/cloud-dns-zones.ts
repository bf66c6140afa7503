import type { LabHost, LabResponse } from '../cloud.ts'
import { currentRecords } from '../wire/records-timeline.ts'
import { isName } from './cloud-dns-record-input.ts'
import { sorted } from './cloud-dns-records.ts'
import type { GcpState, ManagedZone, ResourceRecordSet } from './state.ts'
import { GoogleFault, googleAnswer, googleTime, invalidValue, page } from './wire.ts'

const defaultNameServers = ['ns-cloud-a1.googledomains-lab.test.', 'ns-cloud-a2.googledomains-lab.test.']

/** A zone by name or id. @throws GoogleFault 404 */
export function findZone(state: GcpState, nameOrId: string): ManagedZone {
  const zone = state.zones.find((candidate) => candidate.name === nameOrId || candidate.id === nameOrId)
  if (zone === undefined)
    throw new GoogleFault(
      404,
      'notFound',
      `The 'parameters.managedZone' resource named '${nameOrId}' does not exist.`,
    )
  return zone
}

/** A new zone with its SOA and NS records, known to the name servers from `syncMs` on. */
export function newZone(
  host: LabHost,
  given: {
    name: string
    dnsName: string
    description: string
    nameServers?: readonly string[]
    syncMs: number
  },
): ManagedZone {
  const servers = (given.nameServers ?? []).length > 0 ? (given.nameServers ?? []) : defaultNameServers
  const nameServers = servers.map((server) => (server.endsWith('.') ? server : `${server}.`))
  const dnsName = given.dnsName.toLowerCase()
  const now = host.now()
  const apex: ResourceRecordSet[] = sorted({ dnsName }, [
    { name: dnsName, type: 'NS', ttl: 21600, rrdatas: nameServers },
    {
      name: dnsName,
      type: 'SOA',
      ttl: 21600,
      rrdatas: [`${nameServers[0]} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300`],
    },
  ])
  return {
    id: host.randomId(1, '123456789') + host.randomId(17, '0123456789'),
    name: given.name,
    dnsName,
    description: given.description,
    nameServers,
    creationTime: googleTime(now),
    timeline: [{ visibleAtMs: now + given.syncMs, records: apex }],
    changes: [{ id: '0', startedAtMs: now, doneAtMs: now + given.syncMs, additions: apex, deletions: [] }],
  }
}

function zoneJson(zone: ManagedZone): Record<string, unknown> {
  const { timeline: _timeline, changes: _changes, ...shown } = zone
  return {
    ...shown,
    visibility: 'public',
    dnssecConfig: { kind: 'dns#managedZoneDnsSecConfig', state: 'off' },
    kind: 'dns#managedZone',
  }
}

/** managedZones.list, by DNS name where asked. */
export function listZones(state: GcpState, host: LabHost, query: URLSearchParams): LabResponse {
  const dnsName = query.get('dnsName')
  const found = page(
    state.zones.filter((zone) => dnsName === null || zone.dnsName === dnsName.toLowerCase()),
    query,
    100,
  )
  return googleAnswer(host, {
    kind: 'dns#managedZonesListResponse',
    managedZones: found.items.map(zoneJson),
    ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
  })
}

/** managedZones.get. */
export function getZone(host: LabHost, zone: ManagedZone): LabResponse {
  return googleAnswer(host, zoneJson(zone))
}

/** managedZones.create (public zones). */
export function createZone(state: GcpState, host: LabHost, body: Record<string, unknown>): LabResponse {
  const { name, dnsName, description } = body
  if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    throw invalidValue('entity.managedZone.name', name ?? '')
  if (typeof dnsName !== 'string' || !isName(dnsName))
    throw invalidValue('entity.managedZone.dnsName', dnsName ?? '')
  if (body.visibility !== undefined && body.visibility !== 'public')
    throw new GoogleFault(400, 'invalid', 'Private zones are not modelled by this lab.')
  if (state.zones.some((zone) => zone.name === name)) {
    throw new GoogleFault(
      409,
      'alreadyExists',
      `The resource 'entity.managedZone' named '${name}' already exists`,
    )
  }
  const zone = newZone(host, {
    name,
    dnsName,
    description: typeof description === 'string' ? description : '',
    syncMs: host.dnsSyncMs,
  })
  if (typeof body.labels === 'object' && body.labels !== null)
    zone.labels = body.labels as Record<string, string>
  state.zones.push(zone)
  host.changed()
  return googleAnswer(host, zoneJson(zone))
}

/** managedZones.delete: only a zone with nothing but its own SOA and NS. */
export function deleteZone(state: GcpState, host: LabHost, zone: ManagedZone): LabResponse {
  if (currentRecords(zone.timeline).length > 2) {
    throw new GoogleFault(
      400,
      'containerNotEmpty',
      `The resource named '${zone.name}' cannot be deleted because it contains one or more 'resource record sets'.`,
    )
  }
  state.zones = state.zones.filter((candidate) => candidate !== zone)
  host.changed()
  return googleAnswer(host, undefined, 204)
}
