import { join } from 'node:path'
import type { LabCloudName } from '../cloud.ts'
import { DEMO, forEachCloud, LAB_CLOUDS } from '../demo/facts.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { ProcessRegister } from '../processes.ts'
import type { LabSettings } from '../settings.ts'
import { ApplicationProcess } from './application-process.ts'

export interface ApplicationFleetInput {
  readonly folder: LabFolder
  readonly settings: LabSettings
  /** Program of the lab's processes. */
  readonly entry: string
  readonly processes: ProcessRegister
}

/** The demo application of each cloud. */
export function makeApplicationFleet({ folder, settings, entry, processes }: ApplicationFleetInput) {
  const { hosts, ports } = settings.network
  const database = {
    hostName: DEMO.databaseName,
    port: ports.database,
    user: DEMO.applicationUser,
    password: settings.secrets.applicationPassword,
    database: DEMO.database,
  }
  const applications: Record<LabCloudName, ApplicationProcess> = forEachCloud(
    (cloud) =>
      new ApplicationProcess({
        settings: {
          cloud,
          host: hosts[cloud],
          port: ports.application,
          nameServer: { host: hosts[cloud], port: ports.dns },
          database,
        },
        settingsFile: join(folder.state, `application-${cloud}.json`),
        logFile: join(folder.logs, `application-${cloud}.log`),
        entry,
        processes,
      }),
  )
  return {
    applications,
    async startAll(): Promise<void> {
      await Promise.all(LAB_CLOUDS.map((cloud) => applications[cloud].start()))
    },
    async stopAll(): Promise<void> {
      await Promise.all(LAB_CLOUDS.map((cloud) => applications[cloud].kill()))
    },
  }
}
