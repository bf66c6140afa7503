import { McloudError } from '../../errors/mcloud-error.ts'
import { sendChange } from '../calls/change.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, DatabaseRef, Databases, ObservedDatabase, Outcome } from '../provider.ts'
import type { GcpContext } from './context.ts'
import { sortGcpFailure } from './failure.ts'
import type { Instance, Operation } from './instance.ts'
import { readInstance } from './instance.ts'
import type { ActivationPolicy } from './sql-client.ts'
import { makeSqlClient } from './sql-client.ts'

/** Cloud SQL for PostgreSQL. https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1/instances */
export function makeGcpDatabases(context: GcpContext): Databases {
  const { project, rest } = context
  const client = makeSqlClient(context)
  const root = `/v1/projects/${project}`

  function instance(ref: DatabaseRef, call: Call): Promise<Instance | undefined> {
    return orUndefined(
      rest<Instance>({
        name: 'sql.instances.get',
        service: 'sql',
        path: `${root}/instances/${encodeURIComponent(ref.instance)}`,
        call,
      }),
    )
  }

  /** The newest operation of an instance: a stop in progress looks like a stop that is done. */
  async function newestOperation(ref: DatabaseRef, call: Call): Promise<Operation | undefined> {
    const { items = [] } = await rest<{ items?: readonly Operation[] }>({
      name: 'sql.operations.list',
      service: 'sql',
      path: `${root}/operations`,
      query: { instance: ref.instance, maxResults: '1' },
      call,
    })
    return items[0]
  }

  async function observe(ref: DatabaseRef, call: Call): Promise<ObservedDatabase | undefined> {
    return (await look(ref, call))?.observed
  }

  async function look(ref: DatabaseRef, call: Call) {
    const [found, operation] = await Promise.all([
      instance(ref, call),
      orUndefined(newestOperation(ref, call)),
    ])
    return found && { policy: found.settings?.activationPolicy, observed: readInstance(found, operation) }
  }

  /** Reads first, so that what is so already, or on its way, is left alone. */
  async function setActivation(ref: DatabaseRef, policy: ActivationPolicy, call: Call): Promise<Outcome> {
    const before = await look(ref, call)
    if (before === undefined) throw missing(ref)
    if (before.observed.state === (policy === 'NEVER' ? 'stopped' : 'running')) return { kind: 'unchanged' }
    if (before.policy === policy) return { kind: 'pending' }
    const sent = await sendChange(
      {
        cloud: 'gcp',
        name: 'sql.instances.patch',
        call,
        send: () => client.setActivation(ref.instance, policy, Math.max(1, call.deadlineMs - Date.now())),
        sort: sortGcpFailure,
      },
      // The patch sets the policy at once; its operation carries it out.
      async () => (await instance(ref, call))?.settings?.activationPolicy === policy,
    )
    if (sent.kind === 'unknown') return sent
    const handle = sent.kind === 'answered' ? sent.answer.name : undefined
    return { kind: 'pending', ...(handle ? { handle } : {}) }
  }

  function missing(ref: DatabaseRef): McloudError {
    return new McloudError({
      code: 'NOT_FOUND',
      provider: 'gcp',
      call: 'sql.instances.get',
      message: `gcp: project ${project} has no Cloud SQL instance ${ref.instance}`,
    })
  }

  return {
    observe,
    stop: (ref, call) => setActivation(ref, 'NEVER', call),
    start: (ref, call) => setActivation(ref, 'ALWAYS', call),
  }
}
