import type { Platform } from '../../config/platform.ts'
import type { Result } from '../result.ts'
import { checkCredentials } from './check-credentials.ts'
import { checkDatabases } from './check-databases.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkMachine } from './check-machine.ts'
import { checkNameServers } from './check-name-servers.ts'
import { checkStore } from './check-store.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { faultOf } from './finding.ts'

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
