import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { beginTransition, type Phase, phaseOf } from '../wire/database-lifecycle.ts'
import { type AzureState, type FlexibleServer, groupId, type Operation } from './state.ts'
import { AzureFault, armAnswer, notModelled } from './wire.ts'

/** The states of the model in @azure/arm-postgresql-flexible (KnownServerState). */
const stateWords: Readonly<Record<Phase, string>> = {
  running: 'Ready',
  stopping: 'Stopping',
  stopped: 'Stopped',
  starting: 'Starting',
  restarting: 'Restarting',
  failed: 'Inaccessible',
}

/** Azure Database for PostgreSQL below `flexibleServers`; `path` is what follows. @throws AzureFault */
export function handleFlexibleServers(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [name, verb, ...rest] = path
  if (rest.length > 0) throw notModelled(request)
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    return armAnswer(host, 200, { value: state.servers.map((server) => serverJson(state, host, server)) })
  }
  const server = state.servers.find((candidate) => candidate.name === name.toLowerCase())
  if (server === undefined) {
    throw new AzureFault(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.DBforPostgreSQL/flexibleServers/${name}' under resource group '${state.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    )
  }
  if (verb === undefined && request.method === 'GET')
    return armAnswer(host, 200, serverJson(state, host, server))
  const kind = verb?.toLowerCase()
  if (request.method !== 'POST' || (kind !== 'start' && kind !== 'stop' && kind !== 'restart'))
    throw notModelled(request)
  return begin(state, host, server, kind, query)
}

function begin(
  state: AzureState,
  host: LabHost,
  server: FlexibleServer,
  kind: 'start' | 'stop' | 'restart',
  query: URLSearchParams,
): LabResponse {
  const phase = phaseOf(server.life, host.now())
  if (phase === 'starting' || phase === 'stopping' || phase === 'restarting') {
    throw new AzureFault(
      409,
      'ServerIsBusy',
      `Server '${server.name}' is busy with another operation. Please try again later.`,
    )
  }
  if (kind === 'start' ? phase === 'running' : phase !== 'running') {
    throw kind === 'start'
      ? new AzureFault(
          400,
          'ServerIsNotStopped',
          `Start Server can only be performed on Stopped servers. Server Name = ${server.name}, Current Server State = ${stateWords[phase]}`,
        )
      : new AzureFault(
          400,
          'ServerIsNotReady',
          `Restart or Stop Server can only be performed on Started servers. Server Name = ${server.name}, Current Server State = ${stateWords[phase]}`,
        )
  }
  const last = state.operations.findLast((operation) => operation.server === server.name)
  if (last !== undefined) last.outcome ??= phase === 'failed' ? 'Failed' : 'Succeeded'
  const operation: Operation = { id: randomUuid(host), server: server.name, startedAtMs: host.now() }
  state.operations = [...state.operations.slice(-199), operation]
  beginTransition(host, server.name, server.life, kind)
  return armAnswer(
    host,
    202,
    {
      operation: `${kind}ServerManagementOperation`,
      startTime: new Date(operation.startedAtMs).toISOString(),
    },
    pollHeaders(state, host, operation, query),
  )
}

function pollHeaders(
  state: AzureState,
  host: LabHost,
  operation: Operation,
  query: URLSearchParams,
): Record<string, string> {
  const place = `${host.baseUrl()}/subscriptions/${state.subscription}/providers/Microsoft.DBforPostgreSQL/locations/${state.region}`
  const version = `?api-version=${query.get('api-version') ?? ''}`
  return {
    location: `${place}/operationResults/${operation.id}${version}`,
    'azure-asyncoperation': `${place}/azureAsyncOperation/${operation.id}${version}`,
    'retry-after': '1',
  }
}

/** Polling of a long-running operation below `locations/{location}`. @throws AzureFault */
export function handleOperations(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [, kind = '', id = ''] = path
  const operation = state.operations.find((candidate) => candidate.id === id.toLowerCase())
  if (request.method !== 'GET') throw notModelled(request)
  if (operation === undefined)
    throw new AzureFault(404, 'OperationNotFound', `The operation '${id}' was not found.`)
  const status = statusOf(state, host, operation)
  const error = {
    code: 'InternalServerError',
    message: `The server behind '${operation.server}' did not follow.`,
  }
  if (kind.toLowerCase() === 'azureasyncoperation') {
    return armAnswer(
      host,
      200,
      {
        id: `/subscriptions/${state.subscription}/providers/Microsoft.DBforPostgreSQL/locations/${state.region}/azureAsyncOperation/${operation.id}`,
        name: operation.id,
        status,
        startTime: new Date(operation.startedAtMs).toISOString(),
        ...(status === 'InProgress' ? {} : { endTime: new Date(host.now()).toISOString() }),
        ...(status === 'Failed' ? { error } : {}),
      },
      status === 'InProgress' ? { 'retry-after': '1' } : {},
    )
  }
  if (kind.toLowerCase() !== 'operationresults') throw notModelled(request)
  if (status === 'InProgress')
    return armAnswer(host, 202, undefined, pollHeaders(state, host, operation, query))
  if (status === 'Failed') throw new AzureFault(500, error.code, error.message)
  return armAnswer(host, 204)
}

function statusOf(
  state: AzureState,
  host: LabHost,
  operation: Operation,
): 'InProgress' | 'Succeeded' | 'Failed' {
  if (operation.outcome !== undefined) return operation.outcome
  const server = state.servers.find((candidate) => candidate.name === operation.server)
  const phase = server === undefined ? 'failed' : phaseOf(server.life, host.now())
  if (phase === 'failed') return 'Failed'
  return phase === 'running' || phase === 'stopped' ? 'Succeeded' : 'InProgress'
}

function serverJson(state: AzureState, host: LabHost, server: FlexibleServer): unknown {
  const real = host.database(server.name)
  const [version, minorVersion] = (real?.version ?? '').split('.')
  return {
    sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
    systemData: { createdAt: new Date(server.createdAtMs).toISOString() },
    properties: {
      replica: { role: 'Primary', capacity: 5 },
      storage: { type: 'Premium_LRS', iops: 120, tier: 'P4', storageSizeGB: 32, autoGrow: 'Disabled' },
      network: { publicNetworkAccess: 'Enabled' },
      dataEncryption: { type: 'SystemManaged' },
      authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
      ...(real === undefined
        ? {}
        : { fullyQualifiedDomainName: real.host, version, minorVersion: minorVersion ?? '0' }),
      backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
      administratorLogin: server.administratorLogin,
      state: stateWords[phaseOf(server.life, host.now())],
      availabilityZone: '1',
      replicationRole: 'Primary',
      replicaCapacity: 5,
      highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
    },
    location: state.region,
    tags: server.tags,
    id: `${groupId(state)}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server.name}`,
    name: server.name,
    type: 'Microsoft.DBforPostgreSQL/flexibleServers',
  }
}
