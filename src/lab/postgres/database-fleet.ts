import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LabCloudName } from '../cloud.ts'
import { DEMO, forEachCloud, instanceOf, LAB_CLOUDS } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { ProcessRegister } from '../processes.ts'
import type { ServiceAccount } from '../service-account.ts'
import type { LabSettings } from '../settings.ts'
import type { Login } from './connect.ts'
import { withClient } from './connect.ts'
import {
  countCustomers,
  createDemoRoles,
  createDemoSchema,
  fenceReplica,
  publishDemo,
  subscribeReplica,
  writeFirstCustomers,
} from './demo-database.ts'
import { PostgresServer } from './postgres-server.ts'

const REPLICATION_TIMEOUT_MS = 20_000

export interface DatabaseFleetInput {
  readonly folder: LabFolder
  readonly settings: LabSettings
  readonly account: ServiceAccount | undefined
  readonly processes: ProcessRegister
}

/** The three PostgreSQL servers of a lab. */
export function makeDatabaseFleet({ folder, settings, account, processes }: DatabaseFleetInput) {
  const { network, postgres, secrets } = settings
  const dataFolder = (cloud: LabCloudName) => join(postgres.dataRoot, cloud)
  const servers = forEachCloud(
    (cloud) =>
      new PostgresServer({
        name: instanceOf(cloud),
        bin: postgres.bin,
        dataFolder: dataFolder(cloud),
        host: network.hosts[cloud],
        port: network.ports.database,
        account,
        logFile: join(folder.logs, `postgres-${cloud}.log`),
        admin: { user: DEMO.adminUser, password: secrets.adminPassword },
        processes,
      }),
  )
  const login = (cloud: LabCloudName, database: string): Login => ({
    host: network.hosts[cloud],
    port: network.ports.database,
    user: DEMO.adminUser,
    password: secrets.adminPassword,
    database,
  })

  async function prepareServer(cloud: LabCloudName): Promise<void> {
    const passwords = { application: secrets.applicationPassword, replication: secrets.replicationPassword }
    await withClient(login(cloud, 'postgres'), (client) => createDemoRoles(client, passwords))
    await withClient(login(cloud, DEMO.database), async (client) => {
      await createDemoSchema(client)
      if (cloud === DEMO.primary) await publishDemo(client)
      else await fenceReplica(client)
    })
  }

  async function replicate(): Promise<void> {
    const publisher = {
      host: network.hosts[DEMO.primary],
      port: network.ports.replication,
      password: secrets.replicationPassword,
    }
    const major = Number(postgres.version.split('.')[0])
    const replicas = LAB_CLOUDS.filter((cloud) => cloud !== DEMO.primary)
    for (const cloud of replicas) {
      await withClient(login(cloud, DEMO.database), (client) =>
        subscribeReplica(client, `mcloud_${cloud}`, publisher, major),
      )
    }
    await withClient(login(DEMO.primary, DEMO.database), writeFirstCustomers)
    await Promise.all(replicas.map((cloud) => withClient(login(cloud, DEMO.database), waitForCustomers)))
  }

  return {
    servers,
    login,
    /** Removes what an interrupted first start has left: its servers were never ready. */
    discard(): void {
      for (const cloud of LAB_CLOUDS) rmSync(dataFolder(cloud), { recursive: true, force: true })
    },
    /** Makes the servers, starts them, and joins them by native logical replication. */
    async createAll(): Promise<void> {
      const primary = servers[DEMO.primary]
      await primary.create()
      const replicas = LAB_CLOUDS.filter((cloud) => cloud !== DEMO.primary)
      await Promise.all(replicas.map((cloud) => servers[cloud].createAsCopyOf(primary)))
      await Promise.all(
        LAB_CLOUDS.map(async (cloud) => {
          await servers[cloud].start()
          await prepareServer(cloud)
        }),
      )
      await replicate()
    },
    async startAll(except: readonly LabCloudName[]): Promise<void> {
      const wanted = LAB_CLOUDS.filter((cloud) => !except.includes(cloud))
      await Promise.all(wanted.map((cloud) => servers[cloud].start()))
    },
    async stopAll(): Promise<void> {
      await Promise.all(LAB_CLOUDS.map((cloud) => servers[cloud].stop()))
    },
  }
}

export type DatabaseFleet = ReturnType<typeof makeDatabaseFleet>

async function waitForCustomers(client: Parameters<typeof countCustomers>[0]): Promise<void> {
  const end = Date.now() + REPLICATION_TIMEOUT_MS
  while ((await countCustomers(client)) === 0) {
    if (Date.now() > end) throw new LabError('the first rows did not arrive on a replica', 'See state/logs.')
    await sleep(10)
  }
}
