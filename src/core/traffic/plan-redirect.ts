import type { Cloud } from '../../config/clouds.ts'
import type { Platform, TrafficRecord, TrafficTarget } from '../../config/platform.ts'
import type { RepointChange } from './plan-repoint.ts'
import { wantedRecord } from './wanted-record.ts'
import { dnsProvidersOf } from './zone-servers.ts'

/** Where names that follow no database are to lead. */
export interface Redirect {
  /** Absent: as the platform file has them. */
  readonly to?: Cloud | undefined
  /** Only what leads to this cloud is led elsewhere; absent: everything. */
  readonly from?: Cloud | undefined
  /** Keys of the platform file; absent: every record. */
  readonly records?: readonly string[] | undefined
}

/** Changes of records that follow no database, at every DNS provider, and what cannot be led there. */
export interface RedirectPlan {
  readonly changes: readonly RepointChange[]
  /** One line each. */
  readonly stays: readonly string[]
}

/** Plans names that follow no database, by the platform file alone; pure. */
export function planRedirect(platform: Platform, { to, from, records }: Redirect): RedirectPlan {
  const { traffic } = platform
  if (traffic === undefined) return { changes: [], stays: [] }
  const chosen = Object.entries(traffic.records).filter(
    ([key, { follows }]) => follows === undefined && (records === undefined || records.includes(key)),
  )
  const able = chosen.filter(
    ([, { targets }]) => to === undefined || targets.some(({ cloud }) => cloud === to),
  )
  return {
    changes: able.flatMap(([, record]) => {
      const wanted = wantedRecord(
        platform,
        to === undefined ? record : redirected(record, to, from),
        undefined,
      )
      return dnsProvidersOf(traffic).map((provider) => ({ provider, record: wanted }))
    }),
    stays: chosen
      .filter((entry) => !able.includes(entry))
      .map(([, { name }]) => `${name} has no target in ${to}: it stays as it is.`),
  }
}

function redirected(record: TrafficRecord, to: Cloud, from: Cloud | undefined): TrafficRecord {
  const { targets, places } = record
  const chosen = targets.filter(({ cloud }) => cloud === to)
  const others = targets.filter(({ cloud }) => cloud !== to)
  switch (record.policy) {
    case 'simple':
    case 'failover':
      return from === undefined || targets[0]?.cloud === from
        ? { ...record, targets: [...chosen, ...others] }
        : record
    case 'weighted':
      return { ...record, targets: from === undefined ? chosen : inherited(targets, to, from) }
    case 'latency':
      return {
        ...record,
        targets: from === undefined ? chosen : targets.filter(({ cloud }) => cloud !== from),
      }
    case 'geolocation':
      return {
        ...record,
        places: Object.fromEntries(
          Object.entries(places).map(([place, cloud]) => [
            place,
            from === undefined || cloud === from ? to : cloud,
          ]),
        ),
      }
  }
}

/** The share of one goes to the other. */
function inherited(targets: readonly TrafficTarget[], to: Cloud, from: Cloud): TrafficTarget[] {
  const left = targets.find(({ cloud }) => cloud === from)?.weight ?? 0
  return targets.flatMap((target) => {
    if (target.cloud === from) return []
    return [target.cloud === to ? { ...target, weight: (target.weight ?? 1) + left } : target]
  })
}
