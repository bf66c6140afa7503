import { McloudError } from '../../errors/mcloud-error.ts'
import { pause } from '../calls/pause.ts'
import type { Call, Provision } from '../provider.ts'
import type { GcpContext } from './context.ts'

interface Operation {
  readonly name?: string
  readonly done?: boolean
  readonly error?: { readonly message?: string }
}

/** First and longest wait between two looks at an operation, in milliseconds. */
const WAITS_MS = { first: 250, longest: 5_000 }

/**
 * A service of the project, e.g. `dns.googleapis.com`, enabled.
 * https://cloud.google.com/service-usage/docs/reference/rest/v1/services
 */
export function projectService({ project, rest }: GcpContext, name: string): Provision {
  const path = `/v1/projects/${project}/services/${name}`
  return {
    what: `service ${name}`,
    look: async (call) => {
      const { state } = await rest<{ state?: string }>({
        name: 'serviceusage.services.get',
        service: 'serviceUsage',
        path,
        call,
      })
      return state === 'ENABLED' ? { kind: 'there' } : { kind: 'absent' }
    },
    make: async (call) => {
      const operation = await rest<Operation>({
        name: 'serviceusage.services.enable',
        service: 'serviceUsage',
        path: `${path}:enable`,
        method: 'POST',
        body: {},
        call,
      })
      await ended(operation, call)
    },
  }

  async function ended(operation: Operation, call: Call): Promise<void> {
    let waitMs = WAITS_MS.first
    let last = operation
    while (last.done !== true) {
      await pause(waitMs, call)
      waitMs = Math.min(waitMs * 2, WAITS_MS.longest)
      last = await rest<Operation>({
        name: 'serviceusage.operations.get',
        service: 'serviceUsage',
        path: `/v1/${operation.name}`,
        call,
      })
    }
    if (last.error === undefined) return
    throw new McloudError({
      code: 'CLOUD_REFUSED',
      provider: 'gcp',
      call: 'serviceusage.services.enable',
      message: `gcp: the service ${name} was not enabled: ${last.error.message ?? 'no reason was given'}`,
    })
  }
}
