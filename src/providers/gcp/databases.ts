import { isMcloudError } from '../../errors/mcloud-error.ts'
import { sendChange } from '../calls/change.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import { pause } from '../calls/pause.ts'
import type { Call, DatabaseRef, Databases, ObservedDatabase, Outcome } from '../provider.ts'
import type { GcpContext } from './context.ts'
import { sortGcpFailure } from './failure.ts'
import type { Instance, Operation } from './instance.ts'
import { readInstance } from './instance.ts'
import type { ActivationPolicy } from './sql-client.ts'
import { makeSqlClient } from './sql-client.ts'

const POLL_MS = 250
const MAX_POLL_MS = 5_000

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
    const [found, operation] = await Promise.all([
      instance(ref, call),
      orUndefined(newestOperation(ref, call)),
    ])
    return found && readInstance(found, operation)
  }

  async function setActivation(ref: DatabaseRef, policy: ActivationPolicy, call: Call): Promise<Outcome> {
    const wanted = policy === 'NEVER' ? 'stopped' : 'running'
    const before = await observe(ref, call)
    if (before?.state === wanted) return { kind: 'unchanged' }
    const sent = await sendChange(
      {
        cloud: 'gcp',
        name: 'sql.instances.patch',
        call,
        send: () => client.setActivation(ref.instance, policy, Math.max(1, call.deadlineMs - Date.now())),
        sort: sortGcpFailure,
      },
      // The patch sets the policy at once and its operation carries it out.
      async () => (await instance(ref, call))?.settings?.activationPolicy === policy,
    )
    if (sent.kind === 'unknown') return sent
    const name = sent.kind === 'answered' ? sent.answer.name : undefined
    return await reached(ref, wanted, name ?? undefined, call)
  }

  /** Waits for the operation, then reads back: `done` is said of what was seen. */
  async function reached(
    ref: DatabaseRef,
    wanted: ObservedDatabase['state'],
    operation: string | undefined,
    call: Call,
  ): Promise<Outcome> {
    const handle = operation === undefined ? {} : { handle: operation }
    try {
      for (let waitMs = POLL_MS; ; waitMs = Math.min(waitMs * 1.5, MAX_POLL_MS)) {
        const now = await observe(ref, call)
        if (now?.state === wanted) return { kind: 'done' }
        const failed = operation === undefined ? undefined : await failureOf(operation, call)
        if (failed !== undefined) {
          return { kind: 'unknown', reason: `gcp: operation ${operation} of ${ref.instance}: ${failed}` }
        }
        await pause(waitMs, call)
      }
    } catch (error) {
      // Accepted is accepted, whatever ends the watching.
      if (isMcloudError(error) && error.retry !== 'never') return { kind: 'pending', ...handle }
      throw error
    }
  }

  async function failureOf(operation: string, call: Call): Promise<string | undefined> {
    const { status, error } = await rest<Operation>({
      name: 'sql.operations.get',
      service: 'sql',
      path: `${root}/operations/${encodeURIComponent(operation)}`,
      call,
    })
    const failed = error?.errors?.[0]
    return status === 'DONE' && failed !== undefined ? (failed.message ?? failed.code ?? 'failed') : undefined
  }

  return {
    observe,
    stop: (ref, call) => setActivation(ref, 'NEVER', call),
    start: (ref, call) => setActivation(ref, 'ALWAYS', call),
  }
}
