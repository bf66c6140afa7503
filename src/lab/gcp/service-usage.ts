import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { GcpState, ServiceOperation } from './state.ts'
import { GoogleFault, googleAnswer, notModelled } from './wire.ts'

/** Services of the project. https://cloud.google.com/service-usage/docs/reference/rest/v1/services @throws GoogleFault */
export function handleServiceUsage(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  [, named]: readonly string[],
): LabResponse {
  settle(state, host)
  if (named === undefined) throw notModelled(request)
  const [name = '', verb] = named.split(':')
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name))
    throw new GoogleFault(
      403,
      'forbidden',
      `Not found or permission denied for service(s): ${name}.`,
      'PERMISSION_DENIED',
    )
  if (verb === undefined && request.method === 'GET') return googleAnswer(host, resource(state, name))
  if (verb !== 'enable' || request.method !== 'POST') throw notModelled(request)
  if (state.services.includes(name))
    return googleAnswer(host, {
      name: 'operations/noop.DONE_OPERATION',
      done: true,
      response: answer(state, name),
    })
  const operation: ServiceOperation = {
    name: `operations/acf.p2-${state.projectNumber}-${host.randomId(8)}`,
    service: name,
    doneAtMs: host.now() + host.transitionMs,
  }
  state.serviceOperations.push(operation)
  host.changed()
  return googleAnswer(host, { name: operation.name })
}

/** An operation by its name. @throws GoogleFault 404 */
export function getServiceOperation(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
): LabResponse {
  settle(state, host)
  const name = path.join('/')
  const operation = state.serviceOperations.find((one) => one.name === name)
  if (operation === undefined || request.method !== 'GET')
    throw new GoogleFault(404, 'notFound', `Operation ${name} was not found.`, 'NOT_FOUND')
  const done = operation.doneAtMs <= host.now()
  return googleAnswer(host, {
    name,
    ...(done ? { done, response: answer(state, operation.service) } : {}),
  })
}

/** What has had its time is switched on. */
function settle(state: GcpState, host: LabHost): void {
  const due = state.serviceOperations.filter(
    ({ service, doneAtMs }) => doneAtMs <= host.now() && !state.services.includes(service),
  )
  if (due.length === 0) return
  state.services.push(...new Set(due.map(({ service }) => service)))
  host.changed()
}

function answer(state: GcpState, name: string) {
  return {
    '@type': 'type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse',
    service: resource(state, name),
  }
}

function resource({ projectNumber, services }: GcpState, name: string) {
  return {
    name: `projects/${projectNumber}/services/${name}`,
    config: { name },
    state: services.includes(name) ? 'ENABLED' : 'DISABLED',
    parent: `projects/${projectNumber}`,
  }
}
