import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { isMcloudError, type McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { ServerFacts } from '../databases/facts.ts'
import { epochOf, readControl } from '../runs/control.ts'
import { listDebts } from '../runs/debts.ts'
import { type RunReader, showRun, unfinishedRun } from '../runs/list-runs.ts'
import type { Run } from '../runs/plan.ts'
import { debtPlace } from './debts.ts'
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
    /** Replicas that still hang on an earlier primary: their slots were fixed at a switch that they have not made. */
    readonly strays?: readonly Cloud[]
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
  const [control, strays, run] = await Promise.all([
    readControl(store, platform),
    straysOf(reader, database.name),
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
      strays,
      ...(run === undefined ? {} : { unfinished: { id: run.id, endWith: endingOf(run) } }),
    },
  }
}

/** How a run that is not over is ended, in words. */
export function endingOf({ resumeWith, abortWith }: Pick<Run, 'resumeWith' | 'abortWith'>): string {
  const ways = [resumeWith, abortWith].filter((way) => way !== undefined)
  return ways.length === 0 ? 'mcloud failover resume' : ways.join('  or: ')
}

/** The old primary of the run itself is none of them: it goes on from where the new one took over. */
async function straysOf(reader: RunReader, database: string): Promise<Cloud[]> {
  const debts = (await listDebts(reader.store, reader.platform)).filter(
    ({ id, kind }) => kind === 'stray-replica' && debtPlace(id).database === database,
  )
  const found = await Promise.all(
    debts.map(async ({ id, runId }) => {
      const { cloud } = debtPlace(id)
      try {
        return sourceOf(await showRun(reader, runId)) === cloud ? [] : [cloud]
      } catch (error) {
        if (!isMcloudError(error)) throw error
        return [cloud] // nothing tells where it hangs
      }
    }),
  )
  return found.flat()
}

/** The primary that a promotion has left, or one that was a step of a scenario. */
function sourceOf({ plan }: Pick<Run, 'plan'>): Cloud | undefined {
  const { from, promotion } = plan.subject as { from?: Cloud; promotion?: { from: Cloud } }
  return promotion?.from ?? from
}
