import type { Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { DatabaseServers } from '../databases/server.ts'
import type { Clock, NameServers, ProviderSet } from '../ports.ts'
import type { Result } from '../result.ts'
import type { ObservedPrimary } from './followed-primaries.ts'
import { followedPrimaries } from './followed-primaries.ts'
import type { ObservedRecord } from './observe-traffic.ts'
import { observeTraffic } from './observe-traffic.ts'

export interface ShownTraffic {
  readonly zone: string
  readonly records: readonly ObservedRecord[]
  /** Databases that records follow, and where their primary is. */
  readonly primaries: Readonly<Record<string, ObservedPrimary>>
}

export interface ShowTrafficPorts {
  readonly clock: Clock
  platform(): Promise<Platform>
  providers(): Promise<ProviderSet>
  databases(): Promise<DatabaseServers>
  nameServers(): Promise<NameServers>
  call(defaultTimeoutMs?: number): Call
}

const TIMEOUT_MS = 10_000

/**
 * The routing model, what each provider holds and what each name server answers: `partial` where something
 * differs, `unknown` where something could not be asked.
 * @throws McloudError USAGE for an unknown name, CONFIG_INVALID where the platform routes no traffic
 */
export async function showTraffic(
  name: string | undefined,
  ports: ShowTrafficPorts,
): Promise<Result<ShownTraffic>> {
  const platform = await ports.platform()
  const { traffic } = platform
  if (traffic === undefined) {
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: 'The platform file has no section traffic',
      problems: [{ at: 'traffic', message: 'is missing', expected: 'zone, providers and records' }],
    })
  }
  const names = Object.entries(traffic.records).flatMap(([key, record]) => [key, record.name])
  if (name !== undefined && !names.includes(name)) {
    const known = Object.values(traffic.records).map((record) => record.name)
    throw new McloudError({
      code: 'USAGE',
      message: `There is no record ${name}`,
      problems: [{ at: 'NAME', message: `${name} is no record of the platform`, expected: known.join(', ') }],
    })
  }
  const call = ports.call(TIMEOUT_MS)
  const [providers, nameServers, databases] = await Promise.all([
    ports.providers(),
    ports.nameServers(),
    ports.databases(),
  ])
  const primaries = await followedPrimaries(platform, databases, call)
  const records = await observeTraffic(
    {
      platform,
      traffic,
      ...(name === undefined ? {} : { only: [name] }),
      primaryOf(database) {
        const primary = primaries.get(database)
        return primary?.kind === 'known' ? primary.cloud : undefined
      },
    },
    { providers, nameServers, clock: ports.clock },
    call,
  )
  const verdicts = records.flatMap((record) => record.providers.map((each) => each.verdict))
  const differs = verdicts.some((verdict) => verdict !== 'as-wanted' && verdict !== 'unknown')
  return {
    kind: differs ? 'partial' : verdicts.includes('unknown') ? 'unknown' : 'done',
    data: { zone: traffic.zone, records, primaries: Object.fromEntries(primaries) },
  }
}
