import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { currentRecords, publishRecords } from '../wire/records-timeline.ts'
import { endpointMonitorStatus, profileMonitorStatus } from './endpoint-status.ts'
import { type AzureState, type Endpoint, type Profile, profileId } from './state.ts'
import { checkEndpoints, readEndpoint, readProfile } from './traffic-manager-input.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

type Json = Readonly<Record<string, unknown>>

/** Traffic Manager below `trafficManagerProfiles`; `path` is what follows. @throws AzureFault */
export function handleTrafficManager(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
): LabResponse {
  const [name, endpointType, endpointName, ...rest] = path
  const profiles = currentRecords(state.profiles)
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: profiles.map((profile) => profileJson(state, host, profile)) })
  }
  const present = profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase())
  if (endpointType !== undefined) {
    if (present === undefined) {
      throw new AzureFault(
        404,
        'ParentResourceNotFound',
        `Failed to perform the operation on nested resource. A parent resource '${profileId(state, name)}' could not be found.`,
      )
    }
    if (endpointName === undefined || rest.length > 0) throw notModelled(request)
    if (endpointType.toLowerCase() !== 'externalendpoints')
      throw badRequest(
        `Endpoints of type '${endpointType}' are not modelled by this lab (it models externalEndpoints).`,
      )
    return handleEndpoint(state, host, request, present, endpointName)
  }
  switch (request.method) {
    case 'GET':
      if (present === undefined) throw missing(state, name)
      return armAnswer(host, 200, profileJson(state, host, present))
    case 'PUT': {
      const profile = readProfile(present?.name ?? name, jsonBody(request))
      keep(state, host, profile)
      return armAnswer(host, present === undefined ? 201 : 200, profileJson(state, host, profile))
    }
    case 'PATCH': {
      if (present === undefined) throw missing(state, name)
      const body = jsonBody(request)
      const own = profileJson(state, host, present)
      const profile = readProfile(present.name, {
        ...own,
        ...body,
        properties: merged(own.properties as Json, (body.properties ?? {}) as Json),
      })
      keep(state, host, profile)
      return armAnswer(host, 200, profileJson(state, host, profile))
    }
    case 'DELETE': {
      if (present === undefined) return armAnswer(host, 204)
      const alias = state.zones.find((zone) =>
        currentRecords(zone.timeline).some((record) => record.target === profileId(state, present.name)),
      )
      if (alias !== undefined)
        throw badRequest(
          `The profile '${present.name}' cannot be deleted: alias records of the DNS zone '${alias.name}' refer to it.`,
        )
      publish(
        state,
        host,
        profiles.filter((profile) => profile !== present),
      )
      return armAnswer(host, 200, {})
    }
    default:
      throw notModelled(request)
  }
}

/** checkTrafficManagerNameAvailability. */
export function checkNameAvailability(state: AzureState, host: LabHost, request: LabRequest): LabResponse {
  if (request.method !== 'POST') throw notModelled(request)
  const name = String(jsonBody(request).name ?? '').toLowerCase()
  const taken = currentRecords(state.profiles).some((profile) => profile.relativeName === name)
  return armAnswer(host, 200, {
    name,
    type: 'Microsoft.Network/trafficManagerProfiles',
    nameAvailable: !taken,
    ...(taken ? { reason: 'AlreadyExists', message: `The name '${name}' is not available.` } : {}),
  })
}

function missing(state: AzureState, name: string): AzureFault {
  return new AzureFault(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.Network/trafficManagerProfiles/${name}' under resource group '${state.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )
}

/** A patch replaces whole values, except the two objects of settings, whose members it replaces. */
function merged(own: Json, given: Json): Json {
  const result: Record<string, unknown> = { ...own, ...given }
  for (const part of ['dnsConfig', 'monitorConfig']) {
    if (given[part] !== undefined) result[part] = { ...(own[part] as object), ...(given[part] as object) }
  }
  return result
}

function publish(state: AzureState, host: LabHost, profiles: readonly Profile[]): void {
  state.profiles = publishRecords(state.profiles, profiles, host.now(), host.dnsSyncMs)
  host.changed()
}

function keep(state: AzureState, host: LabHost, profile: Profile): void {
  const others = currentRecords(state.profiles).filter((other) => other.name !== profile.name)
  if (others.some((other) => other.relativeName === profile.relativeName)) {
    throw new AzureFault(
      409,
      'Conflict',
      `Domain name ${profile.relativeName}.trafficmanager.net already exists. Please choose a different DNS prefix.`,
    )
  }
  publish(
    state,
    host,
    [...others, profile].sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
}

function handleEndpoint(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  profile: Profile,
  name: string,
): LabResponse {
  const present = profile.endpoints.find((endpoint) => endpoint.name.toLowerCase() === name.toLowerCase())
  const others = profile.endpoints.filter((endpoint) => endpoint !== present)
  if (present === undefined && (request.method === 'GET' || request.method === 'PATCH')) {
    throw new AzureFault(
      404,
      'NotFound',
      `The endpoint '${name}' of the profile '${profile.name}' was not found.`,
    )
  }
  const save = (endpoints: readonly Endpoint[]) => {
    const changed = { ...profile, endpoints }
    checkEndpoints(changed)
    keep(state, host, changed)
    return changed
  }
  switch (request.method) {
    case 'GET':
      return armAnswer(host, 200, endpointJson(state, host, profile, present as Endpoint))
    case 'PUT':
    case 'PATCH': {
      const body = jsonBody(request)
      const own = present === undefined || request.method === 'PUT' ? {} : { ...present }
      const endpoint = readEndpoint(
        present?.name ?? name,
        { ...body, properties: { ...own, ...(body.properties as object | undefined) } },
        others,
      )
      const changed = save(
        present === undefined
          ? [...others, endpoint]
          : profile.endpoints.map((other) => (other === present ? endpoint : other)),
      )
      return armAnswer(host, present === undefined ? 201 : 200, endpointJson(state, host, changed, endpoint))
    }
    case 'DELETE':
      if (present === undefined) return armAnswer(host, 204)
      save(others)
      return armAnswer(host, 200, {})
    default:
      throw notModelled(request)
  }
}

function endpointJson(state: AzureState, host: LabHost, profile: Profile, endpoint: Endpoint): Json {
  const { name, ...properties } = endpoint
  return {
    id: `${profileId(state, profile.name)}/externalEndpoints/${name}`,
    name,
    type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
    properties: { ...properties, endpointMonitorStatus: endpointMonitorStatus(host, profile, endpoint) },
  }
}

function profileJson(state: AzureState, host: LabHost, profile: Profile): Json {
  return {
    id: profileId(state, profile.name),
    name: profile.name,
    type: 'Microsoft.Network/trafficManagerProfiles',
    location: 'global',
    tags: profile.tags,
    properties: {
      profileStatus: profile.profileStatus,
      trafficRoutingMethod: profile.trafficRoutingMethod,
      dnsConfig: {
        relativeName: profile.relativeName,
        fqdn: `${profile.relativeName}.trafficmanager.net`,
        ttl: profile.ttl,
      },
      monitorConfig: { profileMonitorStatus: profileMonitorStatus(host, profile), ...profile.monitor },
      endpoints: profile.endpoints.map((endpoint) => endpointJson(state, host, profile, endpoint)),
      trafficViewEnrollmentStatus: 'Disabled',
      ...(profile.maxReturn === undefined ? {} : { maxReturn: profile.maxReturn }),
    },
  }
}
