import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'
import { type PairSpec, pairsOf } from '../sync/pair-spec.ts'
import { type PairStatus, pairStatus } from '../sync/pair-status.ts'
import { cloudOf, type Place } from '../sync/place.ts'
import type { SyncStores } from '../sync/sync-ports.ts'
import { spanText } from '../sync/sync-text.ts'
import type { Asked } from './ask.ts'
import type { Finding, SyncStatus } from './status.ts'

/** The pairs of a platform that have a side in one of the wanted clouds. */
export function shownPairs(platform: Platform, wanted: (cloud: Cloud) => boolean): PairSpec[] {
  const isWanted = (place: Place) => {
    const cloud = cloudOf(place)
    return cloud !== undefined && wanted(cloud)
  }
  return pairsOf(platform).filter(({ a, b }) => isWanted(a) || isWanted(b))
}

/** What this machine remembers of its runs; asks no cloud. */
export function readPairs(
  pairs: readonly PairSpec[],
  stores: Pick<SyncStores, 'history'>,
  nowMs: number,
): Promise<PairStatus[]> {
  return Promise.all(pairs.map(async (spec) => pairStatus(spec, await stores.history(spec), nowMs)))
}

export function assessSyncs(asked: Asked<readonly PairStatus[]> | undefined): SyncStatus[] {
  if (asked?.kind !== 'answered') return []
  return asked.value.map((pair) => ({
    ...pair,
    // That nothing has been copied from here is known, and wants somebody to do it.
    health: pair.state === 'alike' ? 'healthy' : 'degraded',
  }))
}

/** What of the pairs wants attention, and the command that sees to it. */
export function syncFindings(
  syncs: readonly SyncStatus[],
  asked: Asked<readonly PairStatus[]> | undefined,
): Finding[] {
  if (asked?.kind === 'unanswered')
    return [{ severity: 'unknown', text: `The pairs of buckets are not known: ${asked.reason}.` }]
  return syncs.flatMap((pair): Finding[] => {
    const { name, health, conflicts, reason, lagMs, objectiveMs } = pair
    if (health === 'healthy') return []
    const behind =
      lagMs === undefined || objectiveMs === undefined || lagMs <= objectiveMs
        ? ''
        : ` It is ${spanText(lagMs)} behind, and ${spanText(objectiveMs)} is its objective.`
    return [
      {
        severity: 'degraded',
        text: `Pair ${name}: ${reason ?? 'not alike'}.${behind}`,
        // Conflicts are settled by people, who look first.
        next: conflicts > 0 ? `mcloud sync plan ${name}` : `mcloud sync ${name}`,
      },
    ]
  })
}
