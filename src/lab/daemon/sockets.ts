import { createServer } from 'node:net'
import type { LabCloudName } from '../cloud.ts'
import { forEachCloud, LAB_CLOUDS } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import type { LabNetwork } from '../network.ts'
import { explainBindError, isTaken, networkCandidates } from '../network.ts'
import { startApiServer } from './api-server.ts'
import type { ServerCertificate } from './certificates.ts'
import type { HostedCloud } from './cloud-host.ts'
import { startDnsServer } from './dns-server.ts'
import { closeListener, listen } from './listener.ts'
import type { BreakableServer } from './outage.ts'
import { startReplicationLink } from './replication-link.ts'
import type { Throttles } from './throttles.ts'

export interface CloudSockets {
  readonly api: BreakableServer
  readonly dns: BreakableServer
  readonly replication: BreakableServer
}

export type LabSockets = Readonly<Record<LabCloudName, CloudSockets>>

export interface SocketsInput {
  readonly clouds: (name: LabCloudName) => HostedCloud['cloud']
  readonly certificate: (network: LabNetwork) => Promise<ServerCertificate>
  readonly throttles: Readonly<Record<LabCloudName, Throttles>>
  readonly delayMs: (subscription: string) => number
  readonly log: (name: LabCloudName, entry: Readonly<Record<string, unknown>>) => void
}

/**
 * Opens every socket of the daemon on a network that is free, which also claims it: a second lab that tries the
 * same one is refused by the system and takes the next.
 * @throws LabError when a kept network is taken or none is free
 */
export async function openSockets(
  root: string,
  kept: LabNetwork | undefined,
  input: SocketsInput,
): Promise<{ network: LabNetwork; sockets: LabSockets }> {
  if (kept) {
    try {
      return { network: kept, sockets: await openOn(kept, input) }
    } catch (error) {
      throw explainBindError(error, kept)
    }
  }
  for (const network of networkCandidates(root)) {
    try {
      return { network, sockets: await openOn(network, input) }
    } catch (error) {
      if (!isTaken(error)) throw explainBindError(error, network)
    }
  }
  throw new LabError('no free loopback addresses and ports were found', 'End labs that are not needed.')
}

export async function closeSockets(sockets: LabSockets): Promise<void> {
  await Promise.all(
    LAB_CLOUDS.flatMap((cloud) => Object.values(sockets[cloud]).map((server) => server.close())),
  )
}

async function openOn(network: LabNetwork, input: SocketsInput): Promise<LabSockets> {
  const opened: BreakableServer[] = []
  const { ports, hosts } = network
  const keep = async <T extends BreakableServer>(opening: Promise<T>): Promise<T> => {
    const server = await opening
    opened.push(server)
    return server
  }
  try {
    const sockets: Partial<Record<LabCloudName, CloudSockets>> = {}
    for (const cloud of LAB_CLOUDS) {
      const host = hosts[cloud]
      // PostgreSQL and the application open these later in processes of their own.
      for (const port of [ports.database, ports.application]) await mustBeFree(host, port)
      const certificate = cloud === 'azure' ? await input.certificate(network) : undefined
      sockets[cloud] = {
        api: await keep(
          startApiServer({
            host,
            port: ports.api,
            ...(certificate ? { tls: certificate } : {}),
            cloud: () => input.clouds(cloud),
            throttles: (service) => input.throttles[cloud].refuses(service),
            log: (entry) => input.log(cloud, entry),
          }),
        ),
        dns: await keep(startDnsServer({ host, port: ports.dns, cloud: () => input.clouds(cloud) })),
        replication: await keep(
          startReplicationLink({
            host,
            port: ports.replication,
            serverPort: ports.database,
            delayMs: input.delayMs,
          }),
        ),
      }
    }
    return forEachCloud((cloud) => sockets[cloud] as CloudSockets)
  } catch (error) {
    await Promise.all(opened.map((server) => server.close()))
    throw error
  }
}

async function mustBeFree(host: string, port: number): Promise<void> {
  const probe = createServer()
  await listen(probe, host, port)
  await closeListener(probe)
}
