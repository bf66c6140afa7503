import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { beginTransition, phaseOf } from '../wire/database-lifecycle.ts'
import type { GcpState, SqlInstance, SqlOperation } from './state.ts'
import { GoogleFault, googleAnswer, googleTime, jsonBody, notModelled, page } from './wire.ts'

type Json = Record<string, unknown>

/** Cloud SQL Admin (v1 and v1beta4 share their resources); `version` is what links show. @throws GoogleFault */
export function handleCloudSql(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [kind, name = '', verb = '', ...rest] = path
  if (rest.length > 0) throw notModelled(request)
  switch (`${request.method} ${kind}${name && '/*'}${verb && `/${verb}`}`) {
    case 'GET instances': {
      const found = page(
        state.instances.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        query,
        100,
      )
      return googleAnswer(host, {
        kind: 'sql#instancesList',
        items: found.items.map((instance) => instanceJson(state, host, instance)),
        ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
      })
    }
    case 'GET instances/*':
      return googleAnswer(host, instanceJson(state, host, find(state, name)))
    case 'PATCH instances/*':
      return patch(state, host, find(state, name), jsonBody(request))
    case 'POST instances/*/restart': {
      const instance = idle(state, host, find(state, name))
      if (instance.settings.activationPolicy === 'NEVER')
        throw invalidRequest('Invalid request since instance is not running.')
      return begin(state, host, instance, 'RESTART', 'restart')
    }
    case 'POST instances/*/promoteReplica':
      idle(state, host, find(state, name))
      throw invalidRequest('Invalid request: The instance is not a read replica.')
    case 'GET operations': {
      const wanted = query.get('instance')
      const operations = state.sqlOperations
        .filter((operation) => wanted === null || operation.targetId === wanted)
        .toReversed()
      const found = page(operations, query, 100)
      return googleAnswer(host, {
        kind: 'sql#operationsList',
        items: found.items.map((operation) => operationJson(state, host, operation)),
        ...(found.nextPageToken === undefined ? {} : { nextPageToken: found.nextPageToken }),
      })
    }
    case 'GET operations/*': {
      const operation = state.sqlOperations.find((candidate) => candidate.name === name)
      if (operation === undefined)
        throw new GoogleFault(
          404,
          'operationDoesNotExist',
          'The Cloud SQL instance operation does not exist.',
        )
      return googleAnswer(host, operationJson(state, host, operation))
    }
    default:
      throw notModelled(request)
  }
}

function invalidRequest(message: string): GoogleFault {
  return new GoogleFault(400, 'invalid', message)
}

function find(state: GcpState, name: string): SqlInstance {
  const instance = state.instances.find((candidate) => candidate.name === name)
  if (instance === undefined)
    throw new GoogleFault(404, 'instanceDoesNotExist', 'The Cloud SQL instance does not exist.')
  return instance
}

function idle(state: GcpState, host: LabHost, instance: SqlInstance): SqlInstance {
  const running = state.sqlOperations.findLast((operation) => operation.targetId === instance.name)
  if (running !== undefined && statusOf(state, host, running) === 'RUNNING') {
    throw new GoogleFault(
      409,
      'operationInProgress',
      'Operation failed because another operation was already in progress. Try your request after the current operation is complete.',
    )
  }
  return instance
}

const changeable = new Set(['activationPolicy', 'settingsVersion', 'kind', 'userLabels'])
const repeated = [
  'settings',
  'name',
  'project',
  'kind',
  'etag',
  'region',
  'databaseVersion',
  'instanceType',
  'backendType',
]

/** Clients of the generated kind send empty lists and maps for what they leave alone. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** A policy by its word or, as generated clients send it, by its number in the API's enumeration. */
function activationPolicy(given: unknown): 'ALWAYS' | 'NEVER' {
  if (given === 'ALWAYS' || given === 1) return 'ALWAYS'
  if (given === 'NEVER' || given === 2) return 'NEVER'
  throw invalidRequest(`Invalid request: Invalid value for: Activation Policy ${String(given)}.`)
}

/** instances.patch: the activation policy starts and stops the real server; other settings are refused. */
function patch(state: GcpState, host: LabHost, instance: SqlInstance, body: Json): LabResponse {
  const settings = (body.settings ?? {}) as Json
  const differs = (field: string) =>
    !isEmpty(settings[field]) && JSON.stringify(settings[field]) !== JSON.stringify(instance.settings[field])
  const unmodelled = [
    ...Object.keys(body).filter((field) => !repeated.includes(field) && !isEmpty(body[field])),
    ...Object.keys(settings).filter((field) => !changeable.has(field) && differs(field)),
  ]
  if (unmodelled[0] !== undefined) {
    throw invalidRequest(`Invalid request: this lab does not model changes of '${unmodelled[0]}'.`)
  }
  idle(state, host, instance)
  const version = settings.settingsVersion
  if (
    version !== undefined &&
    String(version) !== '0' &&
    String(version) !== instance.settings.settingsVersion
  ) {
    throw new GoogleFault(
      412,
      'staleData',
      'The data provided has expired. Please retry with the latest settings version.',
    )
  }
  const policy = activationPolicy(settings.activationPolicy ?? instance.settings.activationPolicy)
  const phase = phaseOf(instance.life, host.now())
  const follows = policy === 'ALWAYS' ? phase === 'running' : phase === 'stopped'
  instance.settings = {
    ...instance.settings,
    ...(settings.userLabels === undefined || isEmpty(settings.userLabels)
      ? {}
      : { userLabels: settings.userLabels }),
    activationPolicy: policy,
    settingsVersion: String(Number(instance.settings.settingsVersion) + 1),
  }
  return begin(state, host, instance, 'UPDATE', follows ? undefined : policy === 'ALWAYS' ? 'start' : 'stop')
}

function begin(
  state: GcpState,
  host: LabHost,
  instance: SqlInstance,
  operationType: SqlOperation['operationType'],
  kind: 'start' | 'stop' | 'restart' | undefined,
): LabResponse {
  const last = state.sqlOperations.findLast((operation) => operation.targetId === instance.name)
  if (last !== undefined) last.outcome ??= phaseOf(instance.life, host.now()) === 'failed' ? 'failed' : 'done'
  const operation: SqlOperation = {
    name: randomUuid(host),
    operationType,
    targetId: instance.name,
    insertedAtMs: host.now(),
    ...(kind === undefined ? { outcome: 'done' } : {}),
  }
  state.sqlOperations = [...state.sqlOperations.slice(-199), operation]
  if (kind === undefined) host.changed()
  else beginTransition(host, instance.name, instance.life, kind)
  return googleAnswer(host, operationJson(state, host, operation))
}

function outcomeOf(state: GcpState, host: LabHost, operation: SqlOperation): 'done' | 'failed' | undefined {
  if (operation.outcome !== undefined) return operation.outcome
  const instance = state.instances.find((candidate) => candidate.name === operation.targetId)
  const phase = instance === undefined ? 'failed' : phaseOf(instance.life, host.now())
  if (phase === 'failed') return 'failed'
  return phase === 'running' || phase === 'stopped' ? 'done' : undefined
}

function statusOf(state: GcpState, host: LabHost, operation: SqlOperation): 'RUNNING' | 'DONE' {
  return outcomeOf(state, host, operation) === undefined ? 'RUNNING' : 'DONE'
}

function operationJson(state: GcpState, host: LabHost, operation: SqlOperation): Json {
  const outcome = outcomeOf(state, host, operation)
  const self = `${host.baseUrl()}/sql/v1beta4/projects/${state.project}`
  const transition = state.instances.find((instance) => instance.name === operation.targetId)?.life.transition
  const start = googleTime(operation.insertedAtMs)
  return {
    kind: 'sql#operation',
    targetLink: `${self}/instances/${operation.targetId}`,
    status: statusOf(state, host, operation),
    user: 'operator@shop-lab.iam.gserviceaccount.com',
    insertTime: start,
    startTime: start,
    ...(outcome === undefined
      ? {}
      : {
          endTime: googleTime(
            Math.max(operation.insertedAtMs, Math.min(transition?.untilMs ?? 0, host.now())),
          ),
        }),
    ...(outcome === 'failed'
      ? {
          error: {
            kind: 'sql#operationErrors',
            errors: [
              {
                kind: 'sql#operationError',
                code: 'INTERNAL_ERROR',
                message: 'The server behind the instance did not follow.',
              },
            ],
          },
        }
      : {}),
    operationType: operation.operationType,
    name: operation.name,
    targetId: operation.targetId,
    selfLink: `${self}/operations/${operation.name}`,
    targetProject: state.project,
  }
}

function instanceJson(state: GcpState, host: LabHost, instance: SqlInstance): Json {
  const server = host.database(instance.name)
  const major = server?.version.split('.')[0]
  return {
    kind: 'sql#instance',
    // RUNNABLE: "the instance is running, or has been stopped by owner" (the API's own description).
    state: phaseOf(instance.life, host.now()) === 'failed' ? 'FAILED' : 'RUNNABLE',
    ...(server === undefined
      ? {}
      : {
          databaseVersion: `POSTGRES_${major}`,
          databaseInstalledVersion: `POSTGRES_${server.version.replaceAll('.', '_')}`,
          ipAddresses: [{ type: 'PRIMARY', ipAddress: server.host }],
        }),
    settings: { kind: 'sql#settings', ...instance.settings },
    instanceType: 'CLOUD_SQL_INSTANCE',
    backendType: 'SECOND_GEN',
    project: state.project,
    name: instance.name,
    region: state.region,
    gceZone: `${state.region}-a`,
    connectionName: `${state.project}:${state.region}:${instance.name}`,
    createTime: googleTime(instance.createdAtMs),
    selfLink: `${host.baseUrl()}/sql/v1beta4/projects/${state.project}/instances/${instance.name}`,
  }
}
