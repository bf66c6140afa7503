import { randomUUID } from 'node:crypto'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { sameHealth } from '../../routing/same-record.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import { pause } from '../calls/pause.ts'
import type { Call, HealthCheck } from '../provider.ts'
import type { GcpContext } from './context.ts'
import type { HealthCheckResource } from './health-check.ts'
import { compileHealthCheck, healthCheckName, readHealthCheck } from './health-check.ts'

/** https://cloud.google.com/compute/docs/reference/rest/v1/globalOperations */
interface Operation {
  readonly name: string
  readonly status?: string
  readonly error?: { readonly errors?: readonly { readonly code?: string; readonly message?: string }[] }
}

export interface HealthChecks {
  /** The check behind a record set's URL; undefined where it is gone. */
  read(url: string, call: Call): Promise<HealthCheckResource | undefined>
  /** The URL of a check with exactly these settings: the one in use where it fits, else one made of its contents. */
  ensure(wanted: HealthCheck, inUse: HealthCheckResource | undefined, call: Call): Promise<string>
}

const POLL_MS = 250

/** Compute's global health checks over REST: @google-cloud/compute costs a second to import. */
export function makeHealthChecks({ project, rest }: Pick<GcpContext, 'project' | 'rest'>): HealthChecks {
  const root = `/compute/v1/projects/${project}/global`

  function get(name: string, call: Call): Promise<HealthCheckResource | undefined> {
    const path = `${root}/healthChecks/${encodeURIComponent(name)}`
    return orUndefined(
      rest<HealthCheckResource>({ name: 'compute.healthChecks.get', service: 'compute', path, call }),
    )
  }

  async function insert(resource: HealthCheckResource, call: Call): Promise<void> {
    try {
      const operation = await rest<Operation>({
        name: 'compute.healthChecks.insert',
        service: 'compute',
        method: 'POST',
        path: `${root}/healthChecks`,
        // The id makes a second sending of the same request harmless.
        query: { requestId: randomUUID() },
        body: resource,
        call,
      })
      await finished(operation, call)
    } catch (error) {
      // Somebody else has just made it; its name says that its contents are the same.
      if (isMcloudError(error) && /already exists/i.test(error.message)) return
      throw error
    }
  }

  async function finished(started: Operation, call: Call): Promise<void> {
    let operation = started
    while (operation.status !== 'DONE') {
      await pause(POLL_MS, call)
      operation = await rest<Operation>({
        name: 'compute.globalOperations.get',
        service: 'compute',
        path: `${root}/operations/${encodeURIComponent(operation.name)}`,
        call,
      })
    }
    const failed = operation.error?.errors?.[0]
    if (failed === undefined) return
    throw new McloudError({
      code: 'CLOUD_REFUSED',
      provider: 'gcp',
      call: 'compute.healthChecks.insert',
      message: `gcp: compute.healthChecks.insert: ${failed.message ?? failed.code ?? 'the operation failed'}`,
    })
  }

  return {
    async read(url, call) {
      const name = healthCheckName(url)
      return name === undefined ? undefined : get(name, call)
    },
    async ensure(wanted, inUse, call) {
      const urlOf = (name: string) =>
        `https://www.googleapis.com/compute/v1/projects/${project}/global/healthChecks/${name}`
      if (inUse !== undefined && fits(inUse, wanted)) return urlOf(inUse.name)
      const resource = compileHealthCheck(wanted)
      if ((await get(resource.name, call)) === undefined) await insert(resource, call)
      return urlOf(resource.name)
    },
  }
}

function fits(resource: HealthCheckResource, wanted: HealthCheck): boolean {
  const { health, remarks } = readHealthCheck(resource)
  return remarks.length === 0 && sameHealth(health, wanted)
}
