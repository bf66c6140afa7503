import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { currentRecords } from '../wire/records-timeline.ts'
import { handleRecordSets, zoneId } from './dns-records.ts'
import { type AzureState, type DnsZone, groupId } from './state.ts'
import { AzureFault, armAnswer, notModelled } from './wire.ts'

/** Azure DNS below `dnsZones`; `path` is what follows. @throws AzureFault */
export function handleDnsZones(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [name, ...rest] = path
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.zones.map((zone) => zoneJson(state, zone)) })
  }
  if (rest.length === 0 && request.method !== 'GET') throw notModelled(request)
  const zone = state.zones.find((candidate) => candidate.name === name.toLowerCase())
  if (zone === undefined) throw missingZone(state, name, rest)
  if (rest.length > 0) return handleRecordSets(state, host, request, zone, rest, query)
  return armAnswer(host, 200, zoneJson(state, zone))
}

function missingZone(state: AzureState, name: string, below: readonly string[]): AzureFault {
  return below.length === 0
    ? new AzureFault(
        404,
        'ResourceNotFound',
        `The Resource 'Microsoft.Network/dnszones/${name}' under resource group '${state.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      )
    : new AzureFault(
        404,
        'ParentResourceNotFound',
        `Failed to perform the operation on resource(s) of type 'dnszones/${below[0]}', because the parent resource '${groupId(state)}/providers/Microsoft.Network/dnszones/${name}' could not be found.`,
      )
}

function zoneJson(state: AzureState, zone: DnsZone): unknown {
  return {
    id: zoneId(state, zone),
    name: zone.name,
    type: 'Microsoft.Network/dnszones',
    etag: zone.etag,
    location: 'global',
    tags: zone.tags,
    properties: {
      maxNumberOfRecordSets: 10000,
      maxNumberOfRecordsPerRecordSet: null,
      nameServers: zone.nameServers.map((server) => `${server}.`),
      numberOfRecordSets: currentRecords(zone.timeline).length,
      zoneType: 'Public',
    },
  }
}
