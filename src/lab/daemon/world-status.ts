import type { LabCloudName } from '../cloud.ts'
import { endpointsOf } from '../demo/client-environment.ts'
import { DEMO, forEachCloud, instanceOf, LAB_CLOUDS } from '../demo/facts.ts'
import { withClient } from '../postgres/connect.ts'
import { acceptsApplicationWrites } from '../postgres/write-acceptance.ts'
import type { CloudStatus, WorldStatus } from './control-protocol.ts'
import type { World } from './world.ts'

const ASK_TIMEOUT_MS = 500

/** Everything of a running world that `lab status` shows. */
export async function describeWorld(world: World, startedMs: number): Promise<WorldStatus> {
  const clouds = await Promise.all(LAB_CLOUDS.map((cloud) => describeCloud(world, cloud)))
  const { settings } = world
  return {
    root: world.folder.root,
    upSince: new Date(startedMs).toISOString(),
    pid: process.pid,
    memoryBytes: process.memoryUsage.rss(),
    postgres: settings.postgres.version,
    ...(settings.seed === undefined ? {} : { seed: settings.seed }),
    timing: settings.timing,
    clouds: forEachCloud((cloud) => clouds[LAB_CLOUDS.indexOf(cloud)] as CloudStatus),
  }
}

async function describeCloud(world: World, cloud: LabCloudName): Promise<CloudStatus> {
  const { hosts, ports } = world.settings.network
  const outages = world.regions[cloud].outages()
  const databaseState = stateOf(
    world.fleet.servers[cloud].running(),
    outages.region,
    world.memory.isStopped(cloud),
  )
  const accepts = databaseState === 'running' ? await askForWrites(world, cloud) : undefined
  const applicationState = stateOf(world.applications[cloud].running(), outages.region, false)
  return {
    endpoint: endpointsOf(world.settings.network)[cloud],
    nameServer: `${hosts[cloud]}:${ports.dns}`,
    database: {
      instance: instanceOf(cloud),
      address: `${hosts[cloud]}:${ports.database}`,
      state: databaseState,
      ...(accepts === undefined ? {} : { acceptsApplicationWrites: accepts }),
    },
    application: {
      address: `${hosts[cloud]}:${ports.application}`,
      state: applicationState === 'stopped' ? 'crashed' : applicationState,
    },
    outages: outages as CloudStatus['outages'],
    lagMs: world.lag.of(cloud),
    throttled: world.throttles[cloud].list(),
    probes: (world.clouds.get(cloud)?.prober.list() ?? []).map(
      ({ id, host, port, path, protocol, health }) => ({
        id,
        host,
        port,
        path,
        protocol,
        health,
      }),
    ),
  }
}

function stateOf(running: boolean, outage: 'kill' | 'blackhole' | undefined, stopped: boolean) {
  if (running) return outage === 'blackhole' ? 'frozen' : 'running'
  if (stopped) return 'stopped'
  return outage === 'kill' ? 'killed' : 'crashed'
}

async function askForWrites(world: World, cloud: LabCloudName): Promise<boolean | undefined> {
  try {
    return await withClient(world.fleet.login(cloud, DEMO.database), acceptsApplicationWrites, ASK_TIMEOUT_MS)
  } catch {
    return undefined
  }
}
