import type { LabCloudName, LabDatabase } from '../cloud.ts'
import { DEMO, instanceOf } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import type { PostgresServer } from '../postgres/postgres-server.ts'
import type { LabSettings } from '../settings.ts'
import type { CloudRegion } from './cloud-region.ts'
import type { WorldMemory } from './world-memory.ts'

export interface CloudDatabaseInput {
  readonly cloud: LabCloudName
  readonly settings: LabSettings
  readonly server: PostgresServer
  readonly region: CloudRegion
  readonly memory: WorldMemory
}

/**
 * The PostgreSQL server of a cloud as its control plane may stop and start it. Where the region's machines are dead,
 * the control plane notes what is asked and healing goes by it; into a black hole it does not reach.
 */
export function makeCloudDatabase({
  cloud,
  settings,
  server,
  region,
  memory,
}: CloudDatabaseInput): LabDatabase {
  const mustReachRegion = () => {
    if (region.outages().region === 'blackhole') throw new LabError(`the region of ${cloud} is out of reach`)
  }
  return {
    instance: instanceOf(cloud),
    host: settings.network.hosts[cloud],
    port: settings.network.ports.database,
    version: settings.postgres.version,
    role: cloud === DEMO.primary ? 'primary' : 'replica',
    running: () => server.running(),
    async stop() {
      mustReachRegion()
      memory.setStopped(cloud, true)
      await server.stop()
    },
    async start() {
      mustReachRegion()
      memory.setStopped(cloud, false)
      if (!region.hasLost('region')) await server.start()
    },
  }
}
