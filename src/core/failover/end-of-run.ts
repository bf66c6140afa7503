import type { Database } from '../../config/platform.ts'
import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { keepTopology } from '../audit/topology-after.ts'
import type { RunReader } from '../runs/list-runs.ts'
import type { Run } from '../runs/plan.ts'
import { observe } from './observation.ts'
import type { OpenServers } from './open-servers.ts'
import { describeTopology, type Topology } from './topology.ts'

/** Where the end of a run is observed and kept. */
export interface EndInput extends RunReader {
  readonly database: Database
  readonly call: Call
}

/** Observes who writes now that a run is over, and keeps it for the audit. */
export async function observeEnd(input: EndInput, servers: OpenServers, run: Run): Promise<Topology> {
  const after = describeTopology(await observe(input, input.database, servers, input.call))
  await keepTopology(input, run.id, after)
  return after
}

/** The same for a run that failed and was taken back: why it failed must not give way to a failure to look. */
export async function observeFailure(input: EndInput, servers: OpenServers, run: Run): Promise<void> {
  if (run.state !== 'aborted') return
  try {
    await observeEnd(input, servers, run)
  } catch (error) {
    if (!isMcloudError(error)) throw error
  }
}
