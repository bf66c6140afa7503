import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import type { AzureContext } from './context.ts'
import { ARM_SCOPE } from './credentials.ts'
import { sortAzureFailure } from './failure.ts'
import { API_VERSIONS, type AzureService, azureBaseUrl } from './rest.ts'

export interface ArmPut {
  /** The vendor's name of the call, e.g. `StorageAccounts_Create`. */
  readonly name: string
  readonly service: AzureService
  /** Resource id. */
  readonly path: string
  readonly method?: 'PUT' | 'PATCH' | 'POST'
  readonly body?: unknown
  readonly call: Call
}

/** Makes a resource be so; what Resource Manager goes on with afterwards is seen by reading it. @throws McloudError as `send` does */
export type SendPut = (put: ArmPut) => Promise<void>

/** Changes of Resource Manager that may be sent twice. */
export function makeArmPut({ http, credential, endpoints }: AzureContext): SendPut {
  return ({ name, service, path, method = 'PUT', body, call }) =>
    send<void>({
      cloud: 'azure',
      name,
      kind: 'change',
      repeatable: true,
      call,
      // The making of an account is answered when it is begun, and the first answer may take its time.
      attemptTimeoutMs: 60_000,
      sort: (error) => {
        const failure = sortAzureFailure(error)
        // A new identity is not known to all of Entra at once.
        return failure.message.startsWith('PrincipalNotFound') ? { ...failure, kind: 'throttled' } : failure
      },
      send: async (signal) => {
        const url = new URL(`${azureBaseUrl(service, endpoints)}${path}`)
        url.searchParams.set('api-version', API_VERSIONS[service])
        endpoints.guard(url)
        const token = await credential.getToken(ARM_SCOPE, { abortSignal: signal })
        await http({
          method,
          url: url.href,
          headers: { authorization: `Bearer ${token?.token}` },
          ...(body === undefined ? {} : { body }),
          signal,
        })
      },
    })
}
