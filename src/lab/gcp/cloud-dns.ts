import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import {
  createChange,
  createRecordSet,
  deleteRecordSet,
  getChange,
  getRecordSet,
  listChanges,
  listRecordSets,
  patchRecordSet,
} from './cloud-dns-records.ts'
import { createZone, deleteZone, findZone, getZone, listZones } from './cloud-dns-zones.ts'
import type { GcpState } from './state.ts'
import { googleAnswer, jsonBody, notModelled } from './wire.ts'

/**
 * Cloud DNS v1 (and v1beta2, whose resources are the same here); `path` is what follows `projects/{project}`.
 * @throws GoogleFault
 */
export function handleCloudDns(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [zones, zoneName = '', kind = '', first = '', second = '', ...rest] = path
  const body = () => jsonBody(request)
  if (rest.length > 0 || (zones !== undefined && zones !== 'managedZones')) throw notModelled(request)
  if (zones === undefined) return request.method === 'GET' ? getProject(state, host) : refuse(request)
  if (zoneName === '') {
    if (request.method === 'GET') return listZones(state, host, query)
    return request.method === 'POST' ? createZone(state, host, body()) : refuse(request)
  }
  const zone = () => findZone(state, zoneName)
  switch (`${request.method} ${kind}${first && '/*'}${second && '/*'}`) {
    case 'GET ':
      return getZone(host, zone())
    case 'DELETE ':
      return deleteZone(state, host, zone())
    case 'GET changes':
      return listChanges(host, zone(), query)
    case 'POST changes':
      return createChange(state, host, zone(), body())
    case 'GET changes/*':
      return getChange(host, zone(), first)
    case 'GET rrsets':
      return listRecordSets(host, zone(), query)
    case 'POST rrsets':
      return createRecordSet(state, host, zone(), body())
    case 'GET rrsets/*/*':
      return getRecordSet(host, zone(), first, second)
    case 'PATCH rrsets/*/*':
      return patchRecordSet(state, host, zone(), first, second, body())
    case 'DELETE rrsets/*/*':
      return deleteRecordSet(host, zone(), first, second)
    default:
      return refuse(request)
  }
}

function refuse(request: LabRequest): never {
  throw notModelled(request)
}

function getProject(state: GcpState, host: LabHost): LabResponse {
  return googleAnswer(host, {
    kind: 'dns#project',
    number: state.projectNumber,
    id: state.project,
    quota: {
      kind: 'dns#quota',
      managedZones: 10000,
      rrsetsPerManagedZone: 10000,
      rrsetAdditionsPerChange: 1000,
      rrsetDeletionsPerChange: 1000,
      totalRrdataSizePerChange: 100000,
      resourceRecordsPerRrset: 100,
    },
  })
}
