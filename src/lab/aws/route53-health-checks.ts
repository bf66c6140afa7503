import { isIPv4, isIPv6 } from 'node:net'
import type { LabHost, LabProbe, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { currentRecords } from '../wire/records-timeline.ts'
import { maxItems } from './route53-records.ts'
import type { AwsState, HealthCheck, HealthCheckConfig, HealthCheckType } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import { child, members, text, type XmlNode } from './xml.ts'

const modelled: readonly string[] = ['HTTP', 'HTTPS', 'TCP', 'CALCULATED']

/** @throws AwsFault NoSuchHealthCheck */
export function findHealthCheck(state: AwsState, id: string): HealthCheck {
  const check = state.healthChecks.find((candidate) => candidate.Id === id)
  if (check === undefined)
    throw new AwsFault(404, 'NoSuchHealthCheck', `A health check with id ${id} does not exist.`)
  return check
}

function healthCheckXml(check: HealthCheck): XmlNode {
  return {
    Id: check.Id,
    CallerReference: check.CallerReference,
    HealthCheckConfig: check.config,
    HealthCheckVersion: check.version,
  }
}

function invalidInput(message: string): AwsFault {
  return new AwsFault(400, 'InvalidInput', message)
}

function readConfig(node: XmlNode | undefined, base: Partial<HealthCheckConfig> = {}): HealthCheckConfig {
  const type = text(node, 'Type') ?? base.Type ?? ''
  if (!modelled.includes(type))
    throw invalidInput(`Health checks of type ${type} are not modelled by this lab.`)
  const number = (
    name: string,
    least: number,
    most: number,
    before: number | undefined,
  ): number | undefined => {
    const value = text(node, name)
    if (value === undefined) return before
    const parsed = Number(value)
    if (!Number.isInteger(parsed) || parsed < least || parsed > most)
      throw invalidInput(`Invalid parameter : ${name} must be between ${least} and ${most}`)
    return parsed
  }
  const flag = (name: string, before: boolean | undefined): boolean =>
    text(node, name) === undefined ? (before ?? false) : text(node, name) === 'true'
  const children = members(node, 'ChildHealthChecks', 'ChildHealthCheck') as string[]
  if (type === 'CALCULATED') {
    const listed = children.length > 0 ? children : (base.ChildHealthChecks?.ChildHealthCheck ?? [])
    return {
      Type: 'CALCULATED',
      Inverted: flag('Inverted', base.Inverted),
      Disabled: flag('Disabled', base.Disabled),
      HealthThreshold: number('HealthThreshold', 0, 256, base.HealthThreshold) ?? listed.length,
      ChildHealthChecks: { ChildHealthCheck: listed },
    }
  }
  const address = text(node, 'IPAddress') ?? base.IPAddress
  const host = text(node, 'FullyQualifiedDomainName') ?? base.FullyQualifiedDomainName
  if (address !== undefined && !isIPv4(address) && !isIPv6(address))
    throw invalidInput('Invalid parameter : IPAddress is not a valid IP address')
  // A name is resolved before each check, of TCP too:
  // https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
  if (address === undefined && host === undefined)
    throw invalidInput('Invalid parameter : IPAddress or FullyQualifiedDomainName must be specified.')
  const port =
    number('Port', 1, 65535, base.Port) ?? (type === 'HTTPS' ? 443 : type === 'HTTP' ? 80 : undefined)
  if (port === undefined)
    throw invalidInput('Invalid parameter : Port must be specified for TCP health checks.')
  const interval = number('RequestInterval', 10, 30, base.RequestInterval) ?? 30
  if (interval !== 10 && interval !== 30)
    throw invalidInput('Invalid parameter : RequestInterval must be 10 or 30')
  const path = text(node, 'ResourcePath') ?? base.ResourcePath
  return {
    ...(address === undefined ? {} : { IPAddress: address }),
    Port: port,
    Type: type as HealthCheckType,
    ...(path === undefined || type === 'TCP' ? {} : { ResourcePath: path }),
    ...(host === undefined ? {} : { FullyQualifiedDomainName: host }),
    RequestInterval: interval,
    FailureThreshold: number('FailureThreshold', 1, 10, base.FailureThreshold) ?? 3,
    MeasureLatency: flag('MeasureLatency', base.MeasureLatency),
    Inverted: flag('Inverted', base.Inverted),
    Disabled: flag('Disabled', base.Disabled),
    ...(type === 'HTTPS'
      ? {
          EnableSNI:
            text(node, 'EnableSNI') === undefined
              ? (base.EnableSNI ?? true)
              : text(node, 'EnableSNI') === 'true',
        }
      : {}),
  }
}

/** CreateHealthCheck: the same reference with the same configuration is answered again. */
export function createHealthCheck(state: AwsState, host: LabHost, body: XmlNode): LabResponse {
  const callerReference = text(body, 'CallerReference') ?? ''
  if (callerReference === '') throw invalidInput('Invalid parameter : CallerReference')
  const config = readConfig(child(body, 'HealthCheckConfig'))
  const missing = config.ChildHealthChecks?.ChildHealthCheck.find(
    (id) => !state.healthChecks.some((check) => check.Id === id),
  )
  if (missing !== undefined)
    throw invalidInput(`Invalid parameter : child health check ${missing} does not exist`)
  let check = state.healthChecks.find((candidate) => candidate.CallerReference === callerReference)
  if (check !== undefined && JSON.stringify(check.config) !== JSON.stringify(config)) {
    throw new AwsFault(
      409,
      'HealthCheckAlreadyExists',
      'The health check you are attempting to create already exists with the same caller reference but different settings.',
    )
  }
  if (check === undefined) {
    check = { Id: randomUuid(host), CallerReference: callerReference, config, version: 1 }
    state.healthChecks.push(check)
    host.changed()
  }
  return awsAnswer(
    host,
    'route53',
    'CreateHealthCheckResponse',
    { HealthCheck: healthCheckXml(check) },
    {
      status: 201,
      headers: { location: `${host.baseUrl()}/2013-04-01/healthcheck/${check.Id}` },
    },
  )
}

/** GetHealthCheck. */
export function getHealthCheck(host: LabHost, check: HealthCheck): LabResponse {
  return awsAnswer(host, 'route53', 'GetHealthCheckResponse', { HealthCheck: healthCheckXml(check) })
}

/** UpdateHealthCheck, guarded by the version where one is given. */
export function updateHealthCheck(host: LabHost, check: HealthCheck, body: XmlNode): LabResponse {
  const version = text(body, 'HealthCheckVersion')
  if (version !== undefined && Number(version) !== check.version) {
    throw new AwsFault(
      409,
      'HealthCheckVersionMismatch',
      `The value of HealthCheckVersion in the request doesn't match the value of HealthCheckVersion in the health check.`,
    )
  }
  const reset = new Set(members(body, 'ResetElements', 'ResettableElementName') as string[])
  const base = Object.fromEntries(Object.entries(check.config).filter(([name]) => !reset.has(name)))
  check.config = readConfig(body, base)
  check.version += 1
  host.changed()
  return awsAnswer(host, 'route53', 'UpdateHealthCheckResponse', { HealthCheck: healthCheckXml(check) })
}

/** DeleteHealthCheck; one that records or calculated checks use is kept. */
export function deleteHealthCheck(state: AwsState, host: LabHost, check: HealthCheck): LabResponse {
  const parent = state.healthChecks.some((other) =>
    other.config.ChildHealthChecks?.ChildHealthCheck.includes(check.Id),
  )
  const used = state.hostedZones.some((zone) =>
    currentRecords(zone.timeline).some((record) => record.HealthCheckId === check.Id),
  )
  if (parent || used)
    throw new AwsFault(
      400,
      'HealthCheckInUse',
      `The health check ${check.Id} is in use and cannot be deleted.`,
    )
  state.healthChecks = state.healthChecks.filter((candidate) => candidate !== check)
  delete state.tags[`healthcheck/${check.Id}`]
  host.changed()
  return awsAnswer(host, 'route53', 'DeleteHealthCheckResponse', {})
}

/** ListHealthChecks, paged by marker. */
export function listHealthChecks(state: AwsState, host: LabHost, query: URLSearchParams): LabResponse {
  const most = maxItems(query, 100)
  const marker = query.get('marker')
  const at = marker === null ? 0 : state.healthChecks.findIndex((check) => check.Id === marker)
  if (at < 0) throw new AwsFault(400, 'IncompatibleVersion', `The marker ${marker} is not valid`)
  const next = state.healthChecks[at + most]
  return awsAnswer(host, 'route53', 'ListHealthChecksResponse', {
    HealthChecks: { HealthCheck: state.healthChecks.slice(at, at + most).map(healthCheckXml) },
    Marker: marker ?? '',
    IsTruncated: next !== undefined,
    NextMarker: next?.Id,
    MaxItems: most,
  })
}

/** GetHealthCheckStatus: what the lab's checkers saw last. */
export function healthCheckStatus(state: AwsState, host: LabHost, check: HealthCheck): LabResponse {
  if (check.config.Type === 'CALCULATED')
    throw invalidInput('Invalid parameter : the status of a calculated health check cannot be retrieved.')
  const seen = host.health(check.Id)
  const report = {
    healthy:
      check.config.Type === 'TCP'
        ? 'Success: TCP connection established'
        : 'Success: HTTP Status Code 200, OK',
    unhealthy: 'Failure: The health checker could not establish a connection within the timeout limit.',
    unknown: 'Failure: The health checker has no result yet.',
  }[seen]
  const checkers = [
    { Region: state.region, IPAddress: '192.0.2.53' },
    { Region: 'eu-west-1', IPAddress: '198.51.100.53' },
  ]
  return awsAnswer(host, 'route53', 'GetHealthCheckStatusResponse', {
    HealthCheckObservations: {
      HealthCheckObservation: checkers.map((checker) => ({
        ...checker,
        StatusReport: { Status: report, CheckedTime: new Date(host.now()).toISOString() },
      })),
    },
  })
}

/** Whether Route 53 counts a check as healthy: one without a result yet, or disabled, does. */
export function isHealthy(state: AwsState, host: LabHost, id: string | undefined): boolean {
  const check = state.healthChecks.find((candidate) => candidate.Id === id)
  if (check === undefined) return true
  const { config } = check
  const children = config.ChildHealthChecks?.ChildHealthCheck ?? []
  const seen =
    config.Disabled === true ||
    (config.Type === 'CALCULATED'
      ? children.filter((childId) => isHealthy(state, host, childId)).length >=
        (config.HealthThreshold ?? children.length)
      : host.health(check.Id) !== 'unhealthy')
  return config.Inverted === true ? !seen : seen
}

/** The checks that the world has to probe. */
export function route53Probes(state: AwsState): LabProbe[] {
  return state.healthChecks.flatMap(({ Id, config }) => {
    if (config.Type === 'CALCULATED' || config.Disabled === true) return []
    const host = config.IPAddress ?? config.FullyQualifiedDomainName
    if (host === undefined) return []
    return [
      {
        id: Id,
        protocol: config.Type === 'TCP' ? 'tcp' : config.Type === 'HTTPS' ? 'https' : 'http',
        host,
        port: config.Port ?? (config.Type === 'HTTPS' ? 443 : 80),
        path: config.ResourcePath ?? '/',
        intervalMs: (config.RequestInterval ?? 30) * 1000,
        timeoutMs: 4000,
        threshold: config.FailureThreshold ?? 3,
      } satisfies LabProbe,
    ]
  })
}
