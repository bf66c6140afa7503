import type { Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { DatabaseServers } from '../databases/server.ts'
import type { NameServers, ProviderSet, Tools } from '../ports.ts'
import type { Result } from '../result.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import { checkCredentials } from './check-credentials.ts'
import { checkDatabases } from './check-databases.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkMachine } from './check-machine.ts'
import { checkNameServers } from './check-name-servers.ts'
import { checkStore } from './check-store.ts'
import type { Finding } from './finding.ts'
import { faultOf } from './finding.ts'

/** What the doctor looks at; each port is made only when it is looked at. */
export interface DoctorPorts {
  readonly environment: Readonly<Record<string, string | undefined>>
  platform(): Promise<Platform>
  providers(): Promise<ProviderSet>
  nameServers(): Promise<NameServers>
  databases(): Promise<DatabaseServers>
  store(): Promise<CoordinationStore>
  tools(): Promise<Tools>
  call(defaultTimeoutMs?: number): Call
}

export interface Diagnosis {
  readonly healthy: boolean
  readonly findings: readonly Finding[]
}

/** Looks at the machine and at everything the platform file names, all at once; each fault is shown apart. */
export async function diagnose(ports: DoctorPorts): Promise<Result<Diagnosis>> {
  const [machine, platform] = await Promise.all([checkMachine(ports), checkPlatform(ports)])
  const findings = [...machine, ...platform]
  const healthy = findings.every(({ state }) => state !== 'fault')
  return { kind: healthy ? 'done' : 'partial', data: { healthy, findings } }
}

async function checkPlatform(ports: DoctorPorts): Promise<readonly Finding[]> {
  const subject = {
    area: 'platform file',
    name: 'mcloud.yaml',
    neededBy: ['status', 'traffic', 'failover', 'runs'],
  } as const
  let platform: Platform
  try {
    platform = await ports.platform()
  } catch (thrown) {
    return [faultOf(subject, thrown)]
  }
  const clouds = Object.keys(platform.clouds).join(', ')
  const found: Finding = { ...subject, state: 'ok', detail: `platform ${platform.name} on ${clouds}` }
  const parts = await Promise.all([
    checkCredentials(platform, ports),
    checkEndpoints(platform, ports),
    checkNameServers(platform, ports),
    checkDatabases(platform, ports),
    checkStore(platform, ports),
  ])
  return [found, ...parts.flat()]
}
