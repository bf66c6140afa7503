import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathSegments } from '../wire/request-url.ts'
import type { AzureState } from './state.ts'
import { AzureFault, armAnswer, notModelled } from './wire.ts'

export interface ProviderPath {
  readonly namespace: string
  readonly register: boolean
}

/** `/subscriptions/{id}/providers/{namespace}[/register]`; undefined for any other path. */
export function providerPath(request: LabRequest): ProviderPath | undefined {
  const [first, , third, namespace, verb, ...rest] = pathSegments(request)
  if (first?.toLowerCase() !== 'subscriptions' || third?.toLowerCase() !== 'providers') return undefined
  if (namespace === undefined || rest.length > 0) return undefined
  if (verb !== undefined && verb.toLowerCase() !== 'register') return undefined
  return { namespace, register: verb !== undefined }
}

/** Resource providers of the subscription. https://learn.microsoft.com/rest/api/resources/providers @throws AzureFault */
export function handleProviders(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  { namespace, register }: ProviderPath,
): LabResponse {
  if (!/^[A-Za-z]+\.[A-Za-z.]+$/.test(namespace))
    throw new AzureFault(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`)
  const key = namespace.toLowerCase()
  if (request.method !== (register ? 'POST' : 'GET')) throw notModelled(request)
  if (register && state.registrations[key] === undefined) {
    state.registrations[key] = host.now() + host.transitionMs
    host.changed()
  }
  const at = state.registrations[key]
  const registrationState =
    at === undefined ? 'NotRegistered' : at <= host.now() ? 'Registered' : 'Registering'
  return armAnswer(host, 200, {
    id: `/subscriptions/${state.subscription}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    registrationState,
    resourceTypes: [],
  })
}
