import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeApplicationFleet } from '../application/application-fleet.ts'
import type { LabCloudName } from '../cloud.ts'
import { writeClientFolder } from '../demo/client-folder.ts'
import { forEachCloud, instanceOf, LAB_CLOUDS } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import { labFolder } from '../lab-folder.ts'
import { startHeart } from '../operator/heart-process.ts'
import { makeDatabaseFleet } from '../postgres/database-fleet.ts'
import { processRegister } from '../processes.ts'
import { serviceAccount } from '../service-account.ts'
import { readSettings } from '../settings.ts'
import { serverCertificate } from './certificates.ts'
import { makeCloudDatabase } from './cloud-database.ts'
import type { HostedCloud, MakeCloud } from './cloud-host.ts'
import { forgetCloud, hostCloud } from './cloud-host.ts'
import { makeCloudRegion } from './cloud-region.ts'
import { makeLagTable } from './lag-table.ts'
import { closeSockets, openSockets } from './sockets.ts'
import type { StartRequest } from './start-request.ts'
import { makeThrottles } from './throttles.ts'
import { worldMemory } from './world-memory.ts'
import { worldSettings } from './world-settings.ts'

export type MakeClouds = Readonly<Record<LabCloudName, MakeCloud>>

type Ending = () => unknown

const PROBES_TIMEOUT_MS = 3_000
const APPLICATION_TIMEOUT_MS = 2_000

/**
 * Starts the whole world of one lab, or continues it where it was left.
 * @throws LabError; what it had started until then is ended again
 */
export async function startWorld(request: StartRequest, make: MakeClouds, report: (text: string) => void) {
  const endings: Ending[] = []
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    return { ...(await buildWorld(request, make, report, endings)), close }
  } catch (error) {
    await close()
    throw error
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** Builds the world; whatever has to be ended later is added to `endings` as soon as it is there. */
async function buildWorld(
  request: StartRequest,
  make: MakeClouds,
  report: (text: string) => void,
  endings: Ending[],
) {
  const folder = labFolder(request.root, {}, '/')
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 })
  const account = serviceAccount()
  const processes = processRegister(folder.processes)
  const memory = worldMemory(folder)
  const kept = readSettings(folder)

  const clouds = new Map<LabCloudName, HostedCloud>()
  const throttles = forEachCloud(() => makeThrottles(Date.now))
  let delayMs = (_subscription: string) => 0
  const certificateFor = (hosts: readonly string[]) => serverCertificate(join(folder.state, 'tls'), hosts)
  const { network, sockets } = await openSockets(folder.root, kept?.network, {
    clouds: (name) => {
      const hosted = clouds.get(name)
      if (!hosted) throw new LabError(`${name} is not ready yet`)
      return hosted.cloud
    },
    certificate: ({ hosts }) => certificateFor(Object.values(hosts)),
    throttles,
    delayMs: (subscription) => delayMs(subscription),
    log: (name, entry) => {
      const line = JSON.stringify({ time: new Date().toISOString(), ...entry })
      appendFileSync(join(folder.logs, `api-${name}.log`), `${line}\n`)
    },
  })
  endings.push(() => closeSockets(sockets))
  const hosts = Object.values(network.hosts)
  report(
    `three clouds on ${hosts.join(', ')}: APIs on port ${network.ports.api}, DNS on ${network.ports.dns}`,
  )

  const settings = worldSettings(request, folder, kept, network, account)
  const fleet = makeDatabaseFleet({ folder, settings, account, processes })
  endings.push(() => fleet.stopAll())
  const lag = makeLagTable(fleet)
  delayMs = lag.delayMs
  endings.push(() => lag.close())
  const { applications, ...applicationFleet } = makeApplicationFleet({
    folder,
    settings,
    entry: request.entry,
    processes,
  })
  endings.push(() => applicationFleet.stopAll())
  const regions = forEachCloud((cloud) =>
    makeCloudRegion({
      database: fleet.servers[cloud],
      application: applications[cloud],
      ...sockets[cloud],
      isStopped: () => memory.isStopped(cloud),
    }),
  )

  if (!memory.prepared()) {
    // The first start was interrupted: nothing of it was ever handed over.
    fleet.discard()
    for (const cloud of LAB_CLOUDS) forgetCloud(folder, cloud)
  }
  for (const cloud of LAB_CLOUDS) {
    const database = makeCloudDatabase({
      cloud,
      settings,
      memory,
      server: fleet.servers[cloud],
      region: regions[cloud],
    })
    const hosted = hostCloud({
      name: cloud,
      make: make[cloud],
      folder,
      settings,
      database: (instance) => (instance === instanceOf(cloud) ? database : undefined),
    })
    clouds.set(cloud, hosted)
    endings.push(() => hosted.close())
  }

  const startingApplications = applicationFleet.startAll()
  startingApplications.catch(() => {})
  if (memory.prepared()) await fleet.startAll(memory.stopped())
  else await fleet.createAll()
  report(`PostgreSQL ${settings.postgres.version}, three servers joined by native logical replication`)
  await startingApplications
  for (const { prober } of clouds.values()) prober.start()
  const { authority } = await certificateFor(hosts)
  await writeClientFolder(folder, settings, authority)
  await Promise.all([...clouds.values()].map(waitForProbes))
  await Promise.all(hosts.map((host) => tryApplication(host, network.ports.application)))
  const { dnsSyncMs, probeSpeedup } = settings.timing
  report(
    `demo applications; DNS in sync after ${dnsSyncMs} ms, health checks ${probeSpeedup} times as often as set`,
  )
  for (const { flush } of clouds.values()) flush()
  memory.setPrepared()
  if (request.commandLine !== undefined) {
    const heart = startHeart({ folder, settings, program: request.commandLine, processes })
    endings.push(() => heart.close())
  }
  return { folder, settings, regions, fleet, applications, clouds, throttles, lag, memory }
}

/** A lab is ready when each health check has been asked once: only then do routed names answer by health. */
async function waitForProbes({ prober }: HostedCloud): Promise<void> {
  const end = Date.now() + PROBES_TIMEOUT_MS
  while (prober.list().some(({ health }) => health === 'unknown') && Date.now() < end) await sleep(10)
}

/** Lets an application find its database before the first customer does; it may not, where the primary is stopped. */
async function tryApplication(host: string, port: number): Promise<void> {
  const signal = AbortSignal.timeout(APPLICATION_TIMEOUT_MS)
  await fetch(`http://${host}:${port}/orders/count`, { signal }).catch(() => {})
}
