import { isIP } from 'node:net'
import { isKnownRegion } from '../wire/geography.ts'
import type { Endpoint, MonitorConfig, Profile, RoutingMethod } from './state.ts'
import { badRequest } from './wire.ts'

type Json = Readonly<Record<string, unknown>>

const methods: readonly string[] = ['Priority', 'Weighted', 'Performance', 'Geographic', 'MultiValue']

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function integer(given: unknown, what: string, fallback: number, least: number, most: number): number {
  const value = given ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw badRequest(
      `The value '${String(value)}' of ${what} is not valid: it must be between ${least} and ${most}.`,
    )
  }
  return value
}

function enabled(given: unknown, what: string, fallback: 'Enabled' | 'Disabled'): 'Enabled' | 'Disabled' {
  const value = given ?? fallback
  if (value !== 'Enabled' && value !== 'Disabled')
    throw badRequest(`The value '${String(value)}' of ${what} is not valid: it must be Enabled or Disabled.`)
  return value
}

/** A profile as a client gave it, checked. @throws AzureFault */
export function readProfile(name: string, body: Json): Profile {
  const properties = object(body.properties)
  const method = properties.trafficRoutingMethod ?? 'Performance'
  if (typeof method !== 'string' || !methods.includes(method)) {
    throw badRequest(
      `The traffic routing method '${String(method)}' is not modelled by this lab (it models ${methods.join(', ')}).`,
    )
  }
  const dns = object(properties.dnsConfig)
  if (
    typeof dns.relativeName !== 'string' ||
    !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(dns.relativeName)
  ) {
    throw badRequest(`The relative DNS name '${String(dns.relativeName ?? '')}' of the profile is not valid.`)
  }
  const given = Array.isArray(properties.endpoints) ? properties.endpoints.map(object) : []
  const endpoints: Endpoint[] = []
  for (const endpoint of given) endpoints.push(readEndpoint(String(endpoint.name ?? ''), endpoint, endpoints))
  const profile: Profile = {
    name,
    tags: object(body.tags) as Record<string, string>,
    profileStatus: enabled(properties.profileStatus, 'profileStatus', 'Enabled'),
    trafficRoutingMethod: method as RoutingMethod,
    relativeName: dns.relativeName.toLowerCase(),
    ttl: integer(dns.ttl, 'dnsConfig.ttl', 60, 0, 2147483647),
    monitor: readMonitor(object(properties.monitorConfig)),
    ...(method === 'MultiValue' ? { maxReturn: integer(properties.maxReturn, 'maxReturn', 1, 1, 10) } : {}),
    endpoints,
  }
  checkEndpoints(profile)
  return profile
}

function readMonitor(given: Json): MonitorConfig {
  const protocol = String(given.protocol ?? 'HTTP').toUpperCase()
  if (protocol !== 'HTTP' && protocol !== 'HTTPS' && protocol !== 'TCP')
    throw badRequest(`The monitor protocol '${String(given.protocol)}' is not valid.`)
  const path = given.path
  if (protocol === 'TCP' && path !== undefined && path !== null && path !== '')
    throw badRequest('A monitor path cannot be given for the protocol TCP.')
  if (protocol !== 'TCP' && (typeof path !== 'string' || !path.startsWith('/')))
    throw badRequest('The monitor path must begin with a slash.')
  for (const unmodelled of ['customHeaders', 'expectedStatusCodeRanges']) {
    if (Array.isArray(given[unmodelled]) && given[unmodelled].length > 0)
      throw badRequest(`monitorConfig.${unmodelled} is not modelled by this lab.`)
  }
  const interval = integer(given.intervalInSeconds, 'monitorConfig.intervalInSeconds', 30, 10, 30)
  if (interval !== 10 && interval !== 30)
    throw badRequest(`The probing interval '${interval}' is not valid: it must be 10 or 30 seconds.`)
  return {
    protocol,
    port: integer(given.port, 'monitorConfig.port', protocol === 'HTTPS' ? 443 : 80, 1, 65535),
    ...(protocol === 'TCP' ? {} : { path: path as string }),
    intervalInSeconds: interval,
    timeoutInSeconds: integer(
      given.timeoutInSeconds,
      'monitorConfig.timeoutInSeconds',
      interval === 10 ? 9 : 10,
      5,
      interval === 10 ? 9 : 10,
    ),
    toleratedNumberOfFailures: integer(
      given.toleratedNumberOfFailures,
      'monitorConfig.toleratedNumberOfFailures',
      3,
      0,
      9,
    ),
  }
}

/** An external endpoint; a priority that is left out is the next one free. @throws AzureFault */
export function readEndpoint(name: string, given: Json, others: readonly Endpoint[]): Endpoint {
  if (!/^[^/?#%]{1,260}$/.test(name)) throw badRequest(`The endpoint name '${name}' is not valid.`)
  if (typeof given.type === 'string' && !/\/externalEndpoints$/i.test(given.type)) {
    throw badRequest(
      `Endpoints of type '${given.type}' are not modelled by this lab (it models externalEndpoints).`,
    )
  }
  const properties = object(given.properties)
  const target = properties.target
  if (
    typeof target !== 'string' ||
    (isIP(target) === 0 && !/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*\.?$/i.test(target))
  ) {
    throw badRequest(`The target '${String(target ?? '')}' of the endpoint '${name}' is not valid.`)
  }
  const location = properties.endpointLocation
  const region =
    typeof location === 'string' && location !== '' ? location.toLowerCase().replaceAll(' ', '') : undefined
  if (region !== undefined && !isKnownRegion(region))
    throw badRequest(`The endpoint location '${String(location)}' is not valid.`)
  const geoMapping = Array.isArray(properties.geoMapping) ? properties.geoMapping.map(String) : []
  const unknown = geoMapping.find(
    (code) => !/^(WORLD|GEO-(AF|AP|AS|EU|ME|NA|SA)|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/.test(code),
  )
  if (unknown !== undefined) throw badRequest(`The geographic region code '${unknown}' is not valid.`)
  if (Array.isArray(properties.subnets) && properties.subnets.length > 0)
    throw badRequest('Subnet mappings are not modelled by this lab.')
  const free = Math.max(0, ...others.map((other) => other.priority)) + 1
  return {
    name,
    target,
    endpointStatus: enabled(properties.endpointStatus, 'endpointStatus', 'Enabled'),
    weight: integer(properties.weight, 'weight', 1, 1, 1000),
    priority: integer(properties.priority, 'priority', free, 1, 1000),
    ...(region === undefined ? {} : { endpointLocation: region }),
    ...(geoMapping.length === 0 ? {} : { geoMapping }),
    alwaysServe: enabled(properties.alwaysServe, 'alwaysServe', 'Disabled'),
  }
}

/** What the endpoints of a profile must be together. @throws AzureFault */
export function checkEndpoints(profile: Profile): void {
  const { endpoints, trafficRoutingMethod: method } = profile
  const twice = <T>(values: readonly T[]) => values.find((value, index) => values.indexOf(value) !== index)
  const name = twice(endpoints.map((endpoint) => endpoint.name.toLowerCase()))
  if (name !== undefined) throw badRequest(`The endpoint name '${name}' is given more than once.`)
  const target = twice(endpoints.map((endpoint) => endpoint.target.toLowerCase()))
  if (target !== undefined)
    throw badRequest(`The target '${target}' is used by more than one endpoint of the profile.`)
  const priority = twice(endpoints.map((endpoint) => endpoint.priority))
  if (method === 'Priority' && priority !== undefined)
    throw badRequest(`The priority '${priority}' is used by more than one endpoint of the profile.`)
  if (method === 'Performance' && endpoints.some((endpoint) => endpoint.endpointLocation === undefined)) {
    throw badRequest(
      'External endpoints of a profile with the routing method Performance must have an endpoint location.',
    )
  }
  if (method === 'MultiValue' && endpoints.some((endpoint) => isIP(endpoint.target) === 0)) {
    throw badRequest(
      'Endpoints of a profile with the routing method MultiValue must have IP addresses as targets.',
    )
  }
  if (method === 'Geographic') {
    if (endpoints.some((endpoint) => endpoint.geoMapping === undefined))
      throw badRequest(
        'Endpoints of a profile with the routing method Geographic must have a geographic mapping.',
      )
    const code = twice(endpoints.flatMap((endpoint) => endpoint.geoMapping ?? []))
    if (code !== undefined)
      throw badRequest(`The geographic region '${code}' is mapped to more than one endpoint of the profile.`)
  }
}
