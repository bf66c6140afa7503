import { createHash } from 'node:crypto'
import type { LabCloudName } from './cloud.ts'
import { forEachCloud, LAB_CLOUDS } from './demo/facts.ts'
import { LabError } from './lab-error.ts'

/** Where the lab listens: one loopback address a cloud, the same ports on each. */
export interface LabNetwork {
  /** Second number of the addresses: 127.NET.1.1 and so on. */
  readonly net: number
  readonly hosts: Readonly<Record<LabCloudName, string>>
  readonly ports: LabPorts
}

export interface LabPorts {
  readonly api: number
  readonly dns: number
  /** PostgreSQL for clients. */
  readonly database: number
  /** PostgreSQL for the other clouds' subscriptions; `lab lag` slows it. */
  readonly replication: number
  readonly application: number
}

const PORT_NAMES = ['api', 'dns', 'database', 'replication', 'application'] as const
// Below the ports that Linux (32768) and macOS (49152) give to outgoing connections, so that none is in the way.
const FIRST_PORT = 24_000
const ATTEMPTS = 60

/** Addresses and ports to try one after the other; the same folder begins at the same place. */
export function* networkCandidates(root: string): Generator<LabNetwork> {
  const start = createHash('sha256').update(root).digest().readUInt32BE(0)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const net = 1 + ((start + attempt) % 254)
    const base = FIRST_PORT + 10 * ((start + attempt) % 700)
    const [api = 0, dns = 0, database = 0, replication = 0, application = 0] = PORT_NAMES.map(
      (_, i) => base + i,
    )
    const hosts = forEachCloud((cloud) => `127.${net}.${LAB_CLOUDS.indexOf(cloud) + 1}.1`)
    yield { net, hosts, ports: { api, dns, database, replication, application } }
  }
}

/** True for errors that say that an address is taken, so that another one is worth trying. */
export function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}

/** Words the one difference between systems: Linux owns all of 127.0.0.0/8, others only 127.0.0.1. */
export function explainBindError(error: unknown, network: LabNetwork): unknown {
  const code = (error as NodeJS.ErrnoException).code
  const hosts = Object.values(network.hosts)
  if (code === 'EADDRNOTAVAIL') {
    return new LabError(
      `this system does not answer on ${hosts.join(', ')}: only Linux has all of 127.0.0.0/8 without asking`,
      `Give them to the loopback device, on macOS: ${hosts.map((host) => `sudo ifconfig lo0 alias ${host} up`).join('; ')}`,
      error,
    )
  }
  if (code === 'EADDRINUSE') {
    return new LabError(
      `an address of this lab is in use by another program (${hosts.join(', ')}, ports ${Object.values(network.ports).join(', ')})`,
      'End that program, or start afresh elsewhere with `mcloud lab reset`.',
      error,
    )
  }
  return error
}
