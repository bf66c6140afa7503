import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { isKnownRegion } from '../wire/geography.ts'
import { currentRecords } from '../wire/records-timeline.ts'
import {
  type ComputeOperation,
  type GcpState,
  type HealthCheck,
  type HealthCheckConfig,
  healthCheckName,
  type PortCheck,
} from './state.ts'
import { GoogleFault, googleAnswer, googleTime, invalidValue, jsonBody, notModelled, page } from './wire.ts'

type Json = Record<string, unknown>

/** Compute Engine v1 as far as Cloud DNS needs it: global health checks and their operations. @throws GoogleFault */
export function handleCompute(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [scope, kind, name = '', verb = '', ...rest] = path
  if (scope === undefined && request.method === 'GET') {
    return googleAnswer(host, {
      kind: 'compute#project',
      id: state.projectNumber,
      name: state.project,
      selfLink: link(state, host, '').replace(/\/$/, ''),
    })
  }
  if (scope !== 'global' || rest.length > 0) throw notModelled(request)
  const operation = `${request.method} ${kind}${name && '/*'}${verb && `/${verb}`}`
  switch (operation) {
    case 'GET healthChecks': {
      const found = page(state.healthChecks, query, 500)
      return googleAnswer(host, {
        kind: 'compute#healthCheckList',
        id: `projects/${state.project}/global/healthChecks`,
        items: found.items.map((check) => checkJson(state, host, check)),
        ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
        selfLink: link(state, host, 'global/healthChecks'),
      })
    }
    case 'POST healthChecks':
      return insert(state, host, jsonBody(request))
    case 'GET healthChecks/*':
      return googleAnswer(host, checkJson(state, host, find(state, name)))
    case 'PATCH healthChecks/*':
    case 'PUT healthChecks/*': {
      const check = find(state, name)
      const body = jsonBody(request)
      check.config = readConfig(request.method === 'PATCH' ? merged(check.config, body) : body)
      return started(state, host, request.method === 'PATCH' ? 'patch' : 'update', check)
    }
    case 'DELETE healthChecks/*': {
      const check = find(state, name)
      const user = usedBy(state, check.name)
      if (user !== undefined) {
        throw new GoogleFault(
          400,
          'resourceInUseByAnotherResource',
          `The health_check resource 'projects/${state.project}/global/healthChecks/${name}' is already being used by '${user}'`,
        )
      }
      state.healthChecks = state.healthChecks.filter((candidate) => candidate !== check)
      return started(state, host, 'delete', check)
    }
    case 'GET operations': {
      const found = page(state.computeOperations, query, 500)
      return googleAnswer(host, {
        kind: 'compute#operationList',
        id: `projects/${state.project}/global/operations`,
        items: found.items.map((done) => operationJson(state, host, done, 'DONE')),
      })
    }
    case 'GET operations/*':
    case 'POST operations/*/wait': {
      const done = state.computeOperations.find(
        (candidate) => candidate.name === name || candidate.id === name,
      )
      if (done === undefined) throw missing(state, 'operations', name)
      return googleAnswer(host, operationJson(state, host, done, 'DONE'))
    }
    default:
      throw notModelled(request)
  }
}

function link(state: GcpState, host: LabHost, path: string): string {
  return `${host.baseUrl()}/compute/v1/projects/${state.project}/${path}`
}

function missing(state: GcpState, kind: string, name: string): GoogleFault {
  return new GoogleFault(
    404,
    'notFound',
    `The resource 'projects/${state.project}/global/${kind}/${name}' was not found`,
  )
}

function find(state: GcpState, name: string): HealthCheck {
  const check = state.healthChecks.find((candidate) => candidate.name === name || candidate.id === name)
  if (check === undefined) throw missing(state, 'healthChecks', name)
  return check
}

function usedBy(state: GcpState, name: string): string | undefined {
  for (const zone of state.zones) {
    for (const record of currentRecords(zone.timeline)) {
      const url = record.routingPolicy?.healthCheck
      if (url !== undefined && healthCheckName(state, url) === name)
        return `projects/${state.project}/managedZones/${zone.name}/rrsets/${record.name}/${record.type}`
    }
  }
  return undefined
}

function checkJson(state: GcpState, host: LabHost, check: HealthCheck): Json {
  return {
    kind: 'compute#healthCheck',
    id: check.id,
    creationTimestamp: check.creationTimestamp,
    name: check.name,
    ...check.config,
    selfLink: link(state, host, `global/healthChecks/${check.name}`),
  }
}

/** Patch by the rules of JSON merge: objects of a protocol are merged, everything else replaced. */
function merged(config: HealthCheckConfig, patch: Json): Json {
  const result: Json = { ...config, ...patch }
  for (const part of ['httpHealthCheck', 'httpsHealthCheck', 'tcpHealthCheck'] as const) {
    if (patch[part] !== undefined && config[part] !== undefined)
      result[part] = { ...config[part], ...(patch[part] as Json) }
  }
  return result
}

function readConfig(given: Json): HealthCheckConfig {
  const resource = 'resource'
  const type = given.type
  if (type !== 'HTTP' && type !== 'HTTPS' && type !== 'TCP')
    throw invalidValue(`${resource}.type`, type ?? '')
  const number = (name: string, fallback: number, most: number): number => {
    const value = given[name] === undefined ? fallback : Number(given[name])
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw invalidValue(`${resource}.${name}`, given[name])
    return value
  }
  const checkIntervalSec = number('checkIntervalSec', 5, 300)
  const timeoutSec = number('timeoutSec', 5, 300)
  if (timeoutSec > checkIntervalSec) {
    throw new GoogleFault(
      400,
      'invalid',
      `Invalid value for field 'resource.timeoutSec': '${timeoutSec}'. TimeoutSec should be less than or equal to checkIntervalSec.`,
    )
  }
  const part = `${type.toLowerCase()}HealthCheck` as 'httpHealthCheck' | 'httpsHealthCheck' | 'tcpHealthCheck'
  const other = ['httpHealthCheck', 'httpsHealthCheck', 'tcpHealthCheck'].find(
    (name) => name !== part && given[name] !== undefined,
  )
  if (other !== undefined)
    throw new GoogleFault(
      400,
      'invalid',
      `Invalid value for field 'resource.${other}': only the field that matches the type '${type}' may be set.`,
    )
  const sourceRegions =
    Array.isArray(given.sourceRegions) && given.sourceRegions.length > 0
      ? given.sourceRegions.map(String)
      : undefined
  if (sourceRegions !== undefined) {
    if (sourceRegions.length !== 3 || !sourceRegions.every(isKnownRegion))
      throw new GoogleFault(
        400,
        'invalid',
        `Invalid value for field 'resource.sourceRegions': exactly 3 regions must be specified.`,
      )
    if (checkIntervalSec < 30)
      throw new GoogleFault(
        400,
        'invalid',
        `Invalid value for field 'resource.checkIntervalSec': '${checkIntervalSec}'. Must be at least 30 with source regions.`,
      )
  }
  return {
    ...(typeof given.description === 'string' ? { description: given.description } : {}),
    type,
    checkIntervalSec,
    timeoutSec,
    healthyThreshold: number('healthyThreshold', 2, 10),
    unhealthyThreshold: number('unhealthyThreshold', 2, 10),
    ...(sourceRegions === undefined ? {} : { sourceRegions }),
    [part]: readPort(given[part], type, part, sourceRegions !== undefined),
  }
}

function readPort(given: unknown, type: string, part: string, fromInternet: boolean): PortCheck {
  const port = (typeof given === 'object' && given !== null ? given : {}) as PortCheck & Json
  const number = port.port ?? (type === 'TCP' ? 80 : type === 'HTTPS' ? 443 : 80)
  if (!Number.isInteger(number) || number < 1 || number > 65535)
    throw invalidValue(`resource.${part}.port`, port.port)
  if (fromInternet && ((port.proxyHeader ?? 'NONE') !== 'NONE' || port.request !== undefined)) {
    throw new GoogleFault(
      400,
      'invalid',
      `Invalid value for field 'resource.${part}': proxyHeader and request are not supported with source regions.`,
    )
  }
  return {
    port: number,
    ...(port.portSpecification === undefined ? {} : { portSpecification: port.portSpecification }),
    ...(type === 'TCP'
      ? {}
      : { requestPath: port.requestPath ?? '/', ...(port.host === undefined ? {} : { host: port.host }) }),
    proxyHeader: port.proxyHeader ?? 'NONE',
  }
}

function numericId(host: LabHost): string {
  return host.randomId(1, '123456789') + host.randomId(18, '0123456789')
}

function insert(state: GcpState, host: LabHost, body: Json): LabResponse {
  const name = body.name
  if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw new GoogleFault(
      400,
      'invalid',
      `Invalid value for field 'resource.name': '${String(name ?? '')}'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'`,
    )
  }
  if (state.healthChecks.some((check) => check.name === name)) {
    throw new GoogleFault(
      409,
      'alreadyExists',
      `The resource 'projects/${state.project}/global/healthChecks/${name}' already exists`,
    )
  }
  const check: HealthCheck = {
    id: numericId(host),
    name,
    creationTimestamp: googleTime(host.now()),
    config: readConfig(body),
  }
  state.healthChecks.push(check)
  return started(state, host, 'insert', check)
}

function started(
  state: GcpState,
  host: LabHost,
  operationType: ComputeOperation['operationType'],
  check: HealthCheck,
): LabResponse {
  const operation: ComputeOperation = {
    id: numericId(host),
    name: `operation-${host.now()}-${host.randomId(13, '0123456789abcdef')}`,
    operationType,
    targetLink: link(state, host, `global/healthChecks/${check.name}`),
    targetId: check.id,
    startedAtMs: host.now(),
  }
  state.computeOperations = [...state.computeOperations.slice(-199), operation]
  host.changed()
  return googleAnswer(host, operationJson(state, host, operation, 'RUNNING'))
}

function operationJson(
  state: GcpState,
  host: LabHost,
  operation: ComputeOperation,
  status: 'RUNNING' | 'DONE',
): Json {
  const time = googleTime(operation.startedAtMs)
  return {
    kind: 'compute#operation',
    id: operation.id,
    name: operation.name,
    operationType: operation.operationType,
    targetLink: operation.targetLink,
    targetId: operation.targetId,
    status,
    progress: status === 'DONE' ? 100 : 0,
    user: 'operator@shop-lab.iam.gserviceaccount.com',
    insertTime: time,
    startTime: time,
    ...(status === 'DONE' ? { endTime: time } : {}),
    selfLink: link(state, host, `global/operations/${operation.name}`),
  }
}
