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

/** The PostgreSQL server of a cloud as its control plane may stop and start it; out of reach while the region is. */
export function makeCloudDatabase({
  cloud,
  settings,
  server,
  region,
  memory,
}: CloudDatabaseInput): LabDatabase {
  const mustHaveRegion = () => {
    if (region.hasLost('region')) throw new LabError(`the region of ${cloud} is out of order`)
  }
  return {
    instance: instanceOf(cloud),
    host: settings.network.hosts[cloud],
    port: settings.network.ports.database,
    version: settings.postgres.version,
    role: cloud === DEMO.primary ? 'primary' : 'replica',
    running: () => server.running(),
    async stop() {
      mustHaveRegion()
      memory.setStopped(cloud, true)
      await server.stop()
    },
    async start() {
      mustHaveRegion()
      memory.setStopped(cloud, false)
      await server.start()
    },
  }
}
