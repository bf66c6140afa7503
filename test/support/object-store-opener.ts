import type { Cloud } from '../../src/config/clouds.ts'
import type { CloudSettings, Coordination, Platform } from '../../src/config/platform.ts'
import { openStore } from '../../src/coordination/open-store.ts'
import type { CoordinationStore } from '../../src/core/runs/coordination-store.ts'
import { makeKubernetesDocuments } from '../../src/providers/kubernetes/documents.ts'
import { makeProvider } from '../../src/providers/registry.ts'

/** Plain values only, so that another process can be given them. */
export interface OpenerInput {
  readonly kind: Coordination['kind']
  readonly place: string
  readonly prefix: string
  readonly clouds: Readonly<Partial<Record<Cloud, CloudSettings>>>
  readonly environment: Readonly<Record<string, string>>
}

/** Opens a store as the command line does. */
export async function openAsCommandLine(input: OpenerInput, workingFolder = '/'): Promise<CoordinationStore> {
  const { kind, place, prefix, clouds, environment } = input
  const coordination = { kind, place, prefix, singleOperator: false, settings: {} }
  const platform = { name: 'shop', clouds, coordination } as unknown as Platform
  return openStore(platform, {
    environment,
    workingFolder,
    kubernetes: (named) => makeKubernetesDocuments({ environment, ...named }),
    leases: async (cloud, asked) => {
      const { leases } = (await makeProvider(cloud, { platform: asked, environment })).can
      if (leases === undefined) throw new Error(`${cloud} has no leases`)
      return leases
    },
  })
}
