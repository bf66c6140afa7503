import type { ApplicationProcess } from '../application/application-process.ts'
import type { PostgresServer } from '../postgres/postgres-server.ts'
import type { BreakableServer, Outage, OutageScope } from './outage.ts'

type Part = Exclude<OutageScope, 'all'>

export interface CloudRegionInput {
  readonly database: PostgresServer
  readonly application: ApplicationProcess
  readonly replication: BreakableServer
  readonly api: BreakableServer
  readonly dns: BreakableServer
  /** True when the instance was stopped through the cloud's API: healing does not start it. */
  readonly isStopped: () => boolean
}

/** One cloud as things that can break: its region (database, application), its control plane, its name server. */
export function makeCloudRegion(input: CloudRegionInput) {
  const { database, application, replication } = input
  const outages = new Map<Part, Outage>()

  const region: BreakableServer = {
    async fail(outage) {
      await replication.fail(outage)
      if (outage === 'kill') await Promise.all([database.kill(), application.kill()])
      else {
        database.freeze()
        application.freeze()
      }
    },
    async heal() {
      database.thaw()
      application.thaw()
      await Promise.all([input.isStopped() ? undefined : database.start(), application.start()])
      await replication.heal()
    },
    close: async () => {},
  }
  const parts: Record<Part, BreakableServer> = { region, 'control-plane': input.api, dns: input.dns }

  return {
    /** Takes the parts of a scope out of order, whatever state they are in. */
    async fail(scope: OutageScope, outage: Outage): Promise<void> {
      const wanted = (Object.keys(parts) as Part[]).filter((part) => scope === 'all' || scope === part)
      for (const part of wanted) {
        if (outages.get(part) === outage) continue
        // From a black hole to killed goes through healthy only where processes have to be started for it.
        if (part === 'region' && outages.get(part) === 'kill') await region.heal()
        await parts[part].fail(outage)
        outages.set(part, outage)
      }
    },
    /** Returns every part exactly as it was. */
    async heal(): Promise<readonly Part[]> {
      const healed = [...outages.keys()]
      for (const part of healed) {
        await parts[part].heal()
        outages.delete(part)
      }
      return healed
    },
    outages: (): Readonly<Partial<Record<Part, Outage>>> => Object.fromEntries(outages),
    hasLost: (part: Part) => outages.has(part),
  }
}

export type CloudRegion = ReturnType<typeof makeCloudRegion>
