import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApplicationProcess } from '../application/application-process.ts'
import type { LabCloudName, LabDatabase } from '../cloud.ts'
import { writeClientFolder } from '../demo/client-folder.ts'
import { DEMO, forEachCloud, instanceOf, LAB_CLOUDS } from '../demo/facts.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { LabError } from '../lab-error.ts'
import { labFolder } from '../lab-folder.ts'
import { findPostgres } from '../postgres/binaries.ts'
import { chooseDataRoot, openDataRoot } from '../postgres/data-root.ts'
import { makeDatabaseFleet } from '../postgres/database-fleet.ts'
import { runnableBinaries } from '../postgres/runnable-binaries.ts'
import { processRegister } from '../processes.ts'
import { serviceAccount } from '../service-account.ts'
import type { LabSettings, WorldState } from '../settings.ts'
import { DEFAULT_TIMING, makeSecrets, readSettings, writeSettings } from '../settings.ts'
import { serverCertificate } from './certificates.ts'
import type { HostedCloud, MakeCloud } from './cloud-host.ts'
import { hostCloud } from './cloud-host.ts'
import { makeCloudRegion } from './cloud-region.ts'
import { makeLagTable } from './lag-table.ts'
import { closeSockets, openSockets } from './sockets.ts'
import type { StartRequest } from './start-request.ts'
import { makeThrottles } from './throttles.ts'

const PROBES_TIMEOUT_MS = 3_000

export type MakeClouds = Readonly<Record<LabCloudName, MakeCloud>>

/**
 * Starts the whole world of one lab, or continues it where it was left.
 * @throws LabError; what it had started until then is ended again
 */
export async function startWorld(request: StartRequest, make: MakeClouds, report: (text: string) => void) {
  const folder = labFolder(request.root, {}, '/')
  const ending: (() => unknown)[] = []
  const close = async () => {
    for (const end of ending.splice(0).reverse()) await end()
  }
  try {
    mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
    const account = serviceAccount()
    const processes = processRegister(folder.processes)
    const worldFile = join(folder.state, 'world.json')
    const kept = readSettings(folder)
    let world: WorldState = readJsonFile<WorldState>(worldFile) ?? { prepared: false, stopped: [] }
    const remember = (change: Partial<WorldState>) => {
      world = { ...world, ...change }
      writeJsonFile(worldFile, world)
    }

    const clouds = new Map<LabCloudName, HostedCloud>()
    const throttles = forEachCloud(() => makeThrottles(Date.now))
    let lag: ReturnType<typeof makeLagTable> | undefined
    const { network, sockets } = await openSockets(folder.root, kept?.network, {
      clouds: (name) => {
        const hosted = clouds.get(name)
        if (!hosted) throw new LabError(`${name} is not ready yet`)
        return hosted.cloud
      },
      certificate: (found) => serverCertificate(join(folder.state, 'tls'), Object.values(found.hosts)),
      throttles,
      delayMs: (subscription) => lag?.delayMs(subscription) ?? 0,
      log: (name, entry) =>
        appendFileSync(
          join(folder.logs, `api-${name}.log`),
          `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`,
        ),
    })
    ending.push(() => closeSockets(sockets))
    report(`addresses ${Object.values(network.hosts).join(', ')}`)

    const settings = kept ?? makeSettings(request, folder, network, account)
    writeSettings(folder, settings)
    openDataRoot(folder, settings.postgres.dataRoot, account)
    const certificate = await serverCertificate(join(folder.state, 'tls'), Object.values(network.hosts))

    const fleet = makeDatabaseFleet({ folder, settings, account, processes })
    ending.push(() => fleet.stopAll())
    lag = makeLagTable(fleet)
    ending.push(() => lag?.close())
    const applications = forEachCloud(
      (cloud) =>
        new ApplicationProcess({
          settings: {
            cloud,
            host: network.hosts[cloud],
            port: network.ports.application,
            nameServer: { host: network.hosts[cloud], port: network.ports.dns },
            database: {
              hostName: DEMO.databaseName,
              port: network.ports.database,
              user: DEMO.applicationUser,
              password: settings.secrets.applicationPassword,
              database: DEMO.database,
            },
          },
          settingsFile: join(folder.state, `application-${cloud}.json`),
          logFile: join(folder.logs, `application-${cloud}.log`),
          entry: request.entry,
          processes,
        }),
    )
    ending.push(() => Promise.all(LAB_CLOUDS.map((cloud) => applications[cloud].kill())))

    const isStopped = (cloud: LabCloudName) => world.stopped.includes(cloud)
    const regions = forEachCloud((cloud) =>
      makeCloudRegion({
        name: cloud,
        database: fleet.servers[cloud],
        application: applications[cloud],
        ...sockets[cloud],
        isStopped: () => isStopped(cloud),
      }),
    )
    const labDatabase = (cloud: LabCloudName): LabDatabase => {
      const mustHaveRegion = () => {
        if (regions[cloud].hasLost('region')) throw new LabError(`the region of ${cloud} is out of order`)
      }
      return {
        instance: instanceOf(cloud),
        host: network.hosts[cloud],
        port: network.ports.database,
        version: settings.postgres.version,
        role: cloud === DEMO.primary ? 'primary' : 'replica',
        running: () => fleet.servers[cloud].running(),
        async stop() {
          mustHaveRegion()
          remember({ stopped: [...new Set([...world.stopped, cloud])] })
          await fleet.servers[cloud].stop()
        },
        async start() {
          mustHaveRegion()
          remember({ stopped: world.stopped.filter((other) => other !== cloud) })
          await fleet.servers[cloud].start()
        },
      }
    }

    if (!world.prepared) {
      fleet.discard()
      for (const cloud of LAB_CLOUDS) rmSync(join(folder.state, `cloud-${cloud}.json`), { force: true })
    }
    for (const name of LAB_CLOUDS) {
      const hosted = hostCloud({
        name,
        make: make[name],
        folder,
        settings,
        database: (instance) =>
          LAB_CLOUDS.filter((cloud) => instanceOf(cloud) === instance && cloud === name).map(labDatabase)[0],
      })
      clouds.set(name, hosted)
      ending.push(() => {
        hosted.prober.close()
        hosted.flush()
      })
    }
    report(`three clouds on ${network.hosts.aws.replace(/\.1\.1$/, '.{1,2,3}.1')}, port ${network.ports.api}`)

    const starting = Promise.all(LAB_CLOUDS.map((cloud) => applications[cloud].start()))
    starting.catch(() => {})
    if (world.prepared) await fleet.startAll(world.stopped)
    else await fleet.createAll()
    report(`PostgreSQL ${settings.postgres.version}, three servers joined by logical replication`)
    await starting
    for (const { prober } of clouds.values()) prober.refresh()
    await writeClientFolder(folder, settings, certificate.authority)
    await Promise.all([...clouds.values()].map((hosted) => waitForProbes(hosted)))
    report(
      `demo application in each cloud, health checks ${settings.timing.probeSpeedup} times as often as set`,
    )
    for (const { flush } of clouds.values()) flush()
    remember({ prepared: true })

    return { folder, settings, regions, fleet, applications, clouds, throttles, lag, isStopped, close }
  } catch (error) {
    await close()
    throw error
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

function makeSettings(
  request: StartRequest,
  folder: ReturnType<typeof labFolder>,
  network: LabSettings['network'],
  account: ReturnType<typeof serviceAccount>,
): LabSettings {
  const found = findPostgres(request.postgresVersion, request.environment)
  const dataRoot = chooseDataRoot(folder, account)
  openDataRoot(folder, dataRoot, account)
  return {
    createdAt: new Date().toISOString(),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    timing: { ...DEFAULT_TIMING, ...request.timing },
    postgres: { version: found.version, bin: runnableBinaries(found, account, dataRoot), dataRoot },
    network,
    secrets: makeSecrets(),
  }
}

/** A lab is ready when each health check has been asked once: only then do routed names answer by health. */
async function waitForProbes({ prober }: HostedCloud): Promise<void> {
  const end = Date.now() + PROBES_TIMEOUT_MS
  while (prober.list().some(({ health }) => health === 'unknown') && Date.now() < end) await sleep(10)
}
