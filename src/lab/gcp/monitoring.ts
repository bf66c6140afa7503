import type { LabHost, LabProbe, LabRequest, LabResponse } from '../cloud.ts'
import type { GcpState, UptimeCheck } from './state.ts'
import { GoogleFault, googleAnswer, googleTime, invalidValue, jsonBody, notModelled, page } from './wire.ts'

const LOCATIONS = ['usa-iowa', 'usa-virginia', 'eur-belgium'] as const
const PERIODS: Readonly<Record<string, number>> = {
  '60s': 60_000,
  '300s': 300_000,
  '600s': 600_000,
  '900s': 900_000,
}

/**
 * Cloud Monitoring as far as uptime checks need it: their configuration, and the metric of their last result.
 * https://cloud.google.com/monitoring/api/ref_v3/rest
 */
export function handleMonitoring(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [kind, id, ...rest] = path
  if (rest.length > 0) throw notModelled(request)
  if (kind === 'timeSeries' && id === undefined && request.method === 'GET')
    return listTimeSeries(state, host, query)
  if (kind !== 'uptimeCheckConfigs') throw notModelled(request)
  if (id === undefined && request.method === 'GET') {
    const size = new URLSearchParams(query)
    if (query.has('pageSize')) size.set('maxResults', query.get('pageSize') ?? '')
    const found = page(state.uptimeChecks, size, 100)
    return googleAnswer(host, {
      uptimeCheckConfigs: found.items.map((check) => resourceOf(state, check)),
      totalSize: state.uptimeChecks.length,
      ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
    })
  }
  if (id === undefined && request.method === 'POST') {
    const check = readCheck(host, jsonBody(request))
    state.uptimeChecks.push(check)
    host.changed()
    return googleAnswer(host, resourceOf(state, check))
  }
  const check = state.uptimeChecks.find((each) => each.id === id)
  if (check === undefined)
    throw new GoogleFault(
      404,
      'notFound',
      `Cannot find check projects/${state.project}/uptimeCheckConfigs/${id}.`,
      'NOT_FOUND',
    )
  if (request.method === 'GET') return googleAnswer(host, resourceOf(state, check))
  if (request.method !== 'DELETE') throw notModelled(request)
  state.uptimeChecks = state.uptimeChecks.filter((each) => each !== check)
  host.changed()
  return googleAnswer(host, {})
}

/** The uptime checks that the world has to probe. */
export function uptimeProbes(state: GcpState): LabProbe[] {
  return state.uptimeChecks.map(({ id, host, protocol, port, path, period }) => ({
    id: probeId(id),
    protocol,
    host,
    port,
    path,
    intervalMs: PERIODS[period] ?? 60_000,
    timeoutMs: 10_000,
    // Each result is a point of its own.
    threshold: 1,
  }))
}

function probeId(id: string): string {
  return `uptime/${id}`
}

function readCheck(host: LabHost, body: Readonly<Record<string, unknown>>): UptimeCheck {
  const { displayName, monitoredResource, httpCheck, tcpCheck, period = '60s' } = body as WireCheck
  const address = monitoredResource?.labels?.host
  if (monitoredResource?.type !== 'uptime_url' || address === undefined)
    throw invalidValue('monitoredResource', monitoredResource)
  if (PERIODS[period] === undefined) throw invalidValue('period', period)
  if ((httpCheck === undefined) === (tcpCheck === undefined)) throw invalidValue('httpCheck', httpCheck)
  const isSecure = httpCheck?.useSsl === true
  return {
    id: `${displayName ?? 'check'}-${host.randomId(11)}`.toLowerCase().replace(/[^a-z0-9-]+/g, '-'),
    displayName: displayName ?? '',
    host: address,
    protocol: tcpCheck !== undefined ? 'tcp' : isSecure ? 'https' : 'http',
    port: tcpCheck?.port ?? httpCheck?.port ?? (isSecure ? 443 : 80),
    path: httpCheck?.path ?? '/',
    period,
  }
}

interface WireCheck {
  readonly displayName?: string
  readonly monitoredResource?: { readonly type?: string; readonly labels?: { readonly host?: string } }
  readonly httpCheck?: { readonly port?: number; readonly path?: string; readonly useSsl?: boolean }
  readonly tcpCheck?: { readonly port?: number }
  readonly period?: string
}

function resourceOf(state: GcpState, check: UptimeCheck): Record<string, unknown> {
  const { protocol, port, path } = check
  return {
    name: `projects/${state.project}/uptimeCheckConfigs/${check.id}`,
    displayName: check.displayName,
    monitoredResource: { type: 'uptime_url', labels: { host: check.host, project_id: state.project } },
    ...(protocol === 'tcp'
      ? { tcpCheck: { port } }
      : { httpCheck: { requestMethod: 'GET', useSsl: protocol === 'https', path, port } }),
    period: check.period,
    timeout: '10s',
    checkerType: 'STATIC_IP_CHECKERS',
  }
}

/** The last point of `uptime_check/check_passed`, the only metric there is. */
function listTimeSeries(state: GcpState, host: LabHost, query: URLSearchParams): LabResponse {
  const filter = query.get('filter') ?? ''
  const metric = /metric\.type\s*=\s*"([^"]*)"/.exec(filter)?.[1]
  const id = /metric\.labels?\.check_id\s*=\s*"([^"]*)"/.exec(filter)?.[1]
  for (const name of ['interval.startTime', 'interval.endTime'])
    if (Number.isNaN(Date.parse(query.get(name) ?? ''))) throw invalidValue(name, query.get(name))
  const isUptime = metric === 'monitoring.googleapis.com/uptime_check/check_passed'
  const series = state.uptimeChecks
    .filter((check) => isUptime && (id === undefined || check.id === id))
    .flatMap((check) => {
      const seen = host.health(probeId(check.id))
      if (seen === 'unknown') return []
      const time = googleTime(host.now())
      return LOCATIONS.map((location) => ({
        metric: { type: metric, labels: { check_id: check.id, checker_location: location } },
        resource: { type: 'uptime_url', labels: { host: check.host, project_id: state.project } },
        metricKind: 'GAUGE',
        valueType: 'BOOL',
        points: [{ interval: { startTime: time, endTime: time }, value: { boolValue: seen === 'healthy' } }],
      }))
    })
  return googleAnswer(host, { ...(series.length === 0 ? {} : { timeSeries: series }), unit: '1' })
}
