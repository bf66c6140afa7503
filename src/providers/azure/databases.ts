import { McloudError } from '../../errors/mcloud-error.ts'
import { sendChange } from '../calls/change.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, DatabaseRef, Databases, ObservedDatabase, Outcome } from '../provider.ts'
import { makeAzureClients } from './clients.ts'
import type { AzureContext } from './context.ts'
import { sortAzureFailure } from './failure.ts'
import type { WireResource } from './resources.ts'
import { readServer } from './server.ts'

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

  /** Reads first, so that what is so already, or on its way, is left alone. */
  async function change(ref: DatabaseRef, what: 'stop' | 'start', call: Call): Promise<Outcome> {
    const reached = what === 'stop' ? 'stopped' : 'running'
    const underWay = what === 'stop' ? 'stopping' : 'starting'
    const before = await observe(ref, call)
    if (before === undefined) throw missing(ref)
    if (before.state === reached) return { kind: 'unchanged' }
    if (before.state === underWay) return { kind: 'pending' }
    const sent = await sendChange(
      {
        cloud: 'azure',
        name: what === 'stop' ? 'Servers_Stop' : 'Servers_Start',
        call,
        send: async (abortSignal) => {
          const { servers } = await clients.postgresql()
          return what === 'stop'
            ? await servers.beginStop(groupOf(ref), ref.instance, { abortSignal })
            : await servers.beginStart(groupOf(ref), ref.instance, { abortSignal })
        },
        sort: sortAzureFailure,
      },
      async () => {
        const state = (await observe(ref, call))?.state
        return state === reached || state === underWay
      },
    )
    return sent.kind === 'unknown' ? sent : { kind: 'pending' }
  }

  function missing(ref: DatabaseRef): McloudError {
    return new McloudError({
      code: 'NOT_FOUND',
      provider: 'azure',
      call: 'Servers_Get',
      message: `azure: resource group ${groupOf(ref)} has no flexible server ${ref.instance}`,
    })
  }

  return {
    observe,
    stop: (ref, call) => change(ref, 'stop', call),
    start: (ref, call) => change(ref, 'start', call),
  }
}
