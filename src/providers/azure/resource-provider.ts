import type { Call, Provision } from '../provider.ts'
import { makeArmPut } from './arm-put.ts'
import type { AzureContext } from './context.ts'
import { settled } from './settled.ts'

/**
 * A resource provider of the subscription, e.g. `Microsoft.Storage`, registered.
 * https://learn.microsoft.com/rest/api/resources/providers
 */
export function resourceProvider(context: AzureContext, namespace: string): Provision {
  const path = `/subscriptions/${context.subscription}/providers/${namespace}`
  const state = async (call: Call) => {
    const read = { name: 'Providers_Get', service: 'resources', path, call } as const
    return (await context.rest<{ registrationState?: string }>(read)).registrationState
  }
  return {
    what: `resource provider ${namespace}`,
    look: async (call) => ((await state(call)) === 'Registered' ? { kind: 'there' } : { kind: 'absent' }),
    make: async (call) => {
      const send = makeArmPut(context)
      await send({
        name: 'Providers_Register',
        service: 'resources',
        path: `${path}/register`,
        method: 'POST',
        call,
      })
      await settled(`the registration of ${namespace}`, state, 'Registered', call)
    },
  }
}
