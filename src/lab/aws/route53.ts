import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathOf, pathSegments, queryOf } from '../wire/request-url.ts'
import { testDnsAnswer } from './route53-answers.ts'
import { listGeoLocations } from './route53-geo-locations.ts'
import {
  createHealthCheck,
  deleteHealthCheck,
  findHealthCheck,
  getHealthCheck,
  healthCheckStatus,
  listHealthChecks,
  updateHealthCheck,
} from './route53-health-checks.ts'
import { changeRecordSets, getChange, listRecordSets } from './route53-records.ts'
import { changeTags, listTags, listTagsOfMany } from './route53-tags.ts'
import {
  createZone,
  deleteZone,
  findZone,
  getZone,
  listZones,
  listZonesByName,
  updateZoneComment,
} from './route53-zones.ts'
import type { AwsState } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import { parseXml, type XmlNode } from './xml.ts'

/**
 * Route 53, REST-XML of 2013-04-01, by the paths of the service model.
 * @throws AwsFault
 */
export function handleRoute53(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  const [version, kind = '', first = '', second = '', ...rest] = pathSegments(request)
  if (version !== '2013-04-01' || rest.length > 0) throw unknownOperation(request)
  const query = queryOf(request)
  const body = () => readBody(request)
  switch (
    `${request.method} ${[kind, first && '*', second && (kind === 'tags' ? '*' : second)].filter(Boolean).join('/')}`
  ) {
    case 'GET hostedzone':
      return listZones(state, host, query)
    case 'POST hostedzone':
      return createZone(state, host, body())
    case 'GET hostedzone/*':
      return getZone(host, findZone(state, first))
    case 'POST hostedzone/*':
      return updateZoneComment(host, findZone(state, first), body())
    case 'DELETE hostedzone/*':
      return deleteZone(state, host, findZone(state, first))
    case 'GET hostedzone/*/rrset':
      return listRecordSets(host, findZone(state, first), query)
    case 'POST hostedzone/*/rrset':
      return changeRecordSets(state, host, findZone(state, first), body())
    case 'GET hostedzonesbyname':
      return listZonesByName(state, host, query)
    case 'GET hostedzonecount':
      return awsAnswer(host, 'route53', 'GetHostedZoneCountResponse', {
        HostedZoneCount: state.hostedZones.length,
      })
    case 'GET change/*':
      return getChange(state, host, first)
    case 'GET testdnsanswer':
      return testDnsAnswer(state, host, findZone(state, query.get('hostedzoneid') ?? ''), query)
    case 'GET healthcheck':
      return listHealthChecks(state, host, query)
    case 'POST healthcheck':
      return createHealthCheck(state, host, body())
    case 'GET healthcheckcount':
      return awsAnswer(host, 'route53', 'GetHealthCheckCountResponse', {
        HealthCheckCount: state.healthChecks.length,
      })
    case 'GET healthcheck/*':
      return getHealthCheck(host, findHealthCheck(state, first))
    case 'POST healthcheck/*':
      return updateHealthCheck(host, findHealthCheck(state, first), body())
    case 'DELETE healthcheck/*':
      return deleteHealthCheck(state, host, findHealthCheck(state, first))
    case 'GET healthcheck/*/status':
      return healthCheckStatus(state, host, findHealthCheck(state, first))
    case 'GET tags/*/*':
      return listTags(state, host, first, second)
    case 'POST tags/*/*':
      return changeTags(state, host, first, second, body())
    case 'POST tags/*':
      return listTagsOfMany(state, host, first, body())
    case 'GET geolocations':
      return listGeoLocations(host, query)
    default:
      throw unknownOperation(request)
  }
}

function unknownOperation(request: LabRequest): AwsFault {
  return new AwsFault(
    404,
    'UnknownOperationException',
    `This lab does not model ${request.method} ${pathOf(request)}.`,
  )
}

function readBody(request: LabRequest): XmlNode {
  const parsed = parseXml(request.body.toString('utf8'))
  if (parsed === undefined)
    throw new AwsFault(400, 'InvalidInput', 'Invalid XML ; Premature end of file or malformed document.')
  return parsed.content
}
