import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { isMcloudError, type McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { ServerFacts } from '../databases/facts.ts'
import { epochOf, readControl } from '../runs/control.ts'
import { type RunReader, unfinishedRun } from '../runs/list-runs.ts'
import type { Run } from '../runs/plan.ts'
import type { OpenServers } from './open-servers.ts'

/** Everything that a promotion is decided on, read at one time. */
export interface Observation {
  readonly database: Database
  readonly servers: ReadonlyMap<Cloud, ServerFacts>
  /** Members that could not be asked, and why. */
  readonly unreachable: ReadonlyMap<Cloud, McloudError>
  readonly coordination: {
    readonly describe: string
    readonly cloud?: Cloud
    readonly epoch: number
    readonly token: number
    /** The run that is not over, with the commands that end it. */
    readonly unfinished?: { readonly id: string; readonly endWith: string }
  }
}

/** Asks all servers and the coordination store at once. @throws McloudError STORE_FAILED */
export async function observe(
  reader: RunReader,
  database: Database,
  servers: OpenServers,
  call: Call,
): Promise<Observation> {
  const { store, platform } = reader
  const facts = new Map<Cloud, ServerFacts>()
  const unreachable = new Map(servers.failures)
  const [control, run] = await Promise.all([
    readControl(store, platform),
    // not simply what the lock names: a run that ended and died before it gave the lock back is over
    unfinishedRun(reader),
    ...servers.all.map(async (server) => {
      try {
        facts.set(server.cloud, await server.facts(call))
      } catch (error) {
        if (!isMcloudError(error)) throw error
        unreachable.set(server.cloud, error)
      }
    }),
  ])
  return {
    database,
    servers: facts,
    unreachable,
    coordination: {
      describe: store.describe,
      ...(store.cloud === undefined ? {} : { cloud: store.cloud }),
      epoch: epochOf(control, database.name),
      token: control.token,
      ...(run === undefined ? {} : { unfinished: { id: run.id, endWith: endingOf(run) } }),
    },
  }
}

/** How a run that is not over is ended, in words. */
export function endingOf({ resumeWith, abortWith }: Pick<Run, 'resumeWith' | 'abortWith'>): string {
  const ways = [resumeWith, abortWith].filter((way) => way !== undefined)
  return ways.length === 0 ? 'mcloud failover resume' : ways.join('  or: ')
}
