import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { sendChange } from '../calls/change.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import { pause } from '../calls/pause.ts'
import { send } from '../calls/send.ts'
import type { Call, DatabaseRef, Databases, ObservedDatabase, Outcome } from '../provider.ts'
import { makeAzureClients } from './clients.ts'
import type { AzureContext } from './context.ts'
import { sortAzureFailure } from './failure.ts'
import type { WireResource } from './resources.ts'
import { readServer } from './server.ts'

const POLL_MS = 250
const MAX_POLL_MS = 5_000

type Change = 'stop' | 'start'

/** Azure Database for PostgreSQL flexible server. https://learn.microsoft.com/rest/api/postgresql/servers */
export function makeAzureDatabases(context: AzureContext): Databases {
  const clients = makeAzureClients(context)

  function groupOf(ref: DatabaseRef): string {
    const group = ref.resourceGroup ?? context.resourceGroup
    if (group !== undefined) return group
    const at = 'clouds.azure.resourceGroup'
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `${at}: the resource group of server ${ref.instance} is not named`,
      problems: [{ at, message: 'is missing', expected: 'the name of a resource group' }],
    })
  }

  async function observe(ref: DatabaseRef, call: Call): Promise<ObservedDatabase | undefined> {
    const path = `/subscriptions/${context.subscription}/resourceGroups/${groupOf(ref)}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${encodeURIComponent(ref.instance)}`
    const wire = await orUndefined(
      context.rest<WireResource>({ name: 'Servers_Get', service: 'postgresql', path, call }),
    )
    return wire && readServer(ref.instance, wire)
  }

  async function change(ref: DatabaseRef, what: Change, call: Call): Promise<Outcome> {
    const wanted = what === 'stop' ? 'stopped' : 'running'
    const underWay = what === 'stop' ? 'stopping' : 'starting'
    const before = await observe(ref, call)
    if (before?.state === wanted) return { kind: 'unchanged' }
    // Asked for already, by somebody else or by a run that was interrupted: only the watching is left.
    if (before?.state === underWay) return await reached(ref, wanted, undefined, call)
    const sent = await sendChange(
      {
        cloud: 'azure',
        name: what === 'stop' ? 'Servers_Stop' : 'Servers_Start',
        call,
        send: async (abortSignal) => {
          const { servers } = await clients.postgresql()
          const options = { abortSignal, updateIntervalInMs: POLL_MS }
          return what === 'stop'
            ? await servers.beginStop(groupOf(ref), ref.instance, options)
            : await servers.beginStart(groupOf(ref), ref.instance, options)
        },
        sort: sortAzureFailure,
      },
      async () => {
        const state = (await observe(ref, call))?.state
        return state === wanted || state === underWay
      },
    )
    if (sent.kind === 'unknown') return sent
    return await reached(ref, wanted, sent.kind === 'answered' ? sent.answer : undefined, call)
  }

  /** Waits for the operation, then reads back: `done` is said of what was seen. */
  async function reached(
    ref: DatabaseRef,
    wanted: ObservedDatabase['state'],
    operation: Operation | undefined,
    call: Call,
  ): Promise<Outcome> {
    try {
      for (let waitMs = POLL_MS; ; waitMs = Math.min(waitMs * 1.5, MAX_POLL_MS)) {
        const now = await observe(ref, call)
        if (now?.state === wanted) return { kind: 'done' }
        if (operation?.getOperationState().status === 'failed') {
          const reason = `azure: the operation failed, and server ${ref.instance} is ${now?.vendorState ?? 'gone'}`
          return { kind: 'unknown', reason }
        }
        await pause(waitMs, call)
        if (operation !== undefined && !operation.isDone()) await poll(operation, call)
      }
    } catch (error) {
      // Accepted is accepted, whatever ends the watching.
      if (isMcloudError(error) && error.retry !== 'never') return { kind: 'pending' }
      throw error
    }
  }

  async function poll(operation: Operation, call: Call): Promise<void> {
    await send({
      cloud: 'azure',
      name: 'operation status',
      kind: 'read',
      call,
      send: async (abortSignal) => {
        try {
          await operation.poll({ abortSignal })
        } catch (error) {
          // A failed operation throws; its state says so too, and is judged with what the server says.
          if (operation.getOperationState().status !== 'failed') throw error
        }
      },
      sort: sortAzureFailure,
    })
  }

  return {
    observe,
    stop: (ref, call) => change(ref, 'stop', call),
    start: (ref, call) => change(ref, 'start', call),
  }
}

interface Operation {
  poll(options: { readonly abortSignal: AbortSignal }): Promise<unknown>
  isDone(): boolean
  getOperationState(): { readonly status: string }
}
