import type { Result } from '../../result.ts'
import { addDays, type Period } from '../period.ts'
import type { SpendSource } from '../report/collect-spend.ts'
import type { ReportPorts } from '../report/cost-report.ts'
import { dimensionValue, type Spend, type TagKeys } from '../spend.ts'
import { findSpikes, type Spike, USUAL_SPIKES } from './anomalies.ts'
import { collectHistory, type HistoryOptions, isWhole } from './collect-history.ts'
import { dailySeries, recurring } from './daily-series.ts'

/** What `mcloud cost anomalies --json` prints; the largest excess first. */
export interface CostAnomalies {
  readonly period: Period
  readonly anomalies: readonly CostAnomaly[]
  readonly sources: readonly SpendSource[]
}

export interface CostAnomaly {
  readonly day: string
  readonly cloud: string
  readonly service: string
  readonly currency: string
  readonly amount: number
  readonly expected: number
  readonly excess: number
  /** How many times the usual spread. */
  readonly score: number
  /** The narrowest thing that has most of the excess. */
  readonly driver: CostDriver
  /** The first of each dimension that the charges tell, narrowest first. */
  readonly drivers: readonly CostDriver[]
}

export interface CostDriver {
  readonly dimension: DriverDimension
  readonly value: string
  readonly excess: number
}

type DriverDimension = (typeof NARROWEST_FIRST)[number]

/** Bills tell all of these; the clouds' APIs group by two things, and the service is one of them. */
const NARROWEST_FIRST = ['resource', 'unit', 'environment'] as const
/** The part of an excess that makes a thing its driver. */
const MOST = 0.5

const HISTORY_DAYS = 90

/** Days on which a service cost more than its past lets expect; `partial` where there are any. */
export async function costAnomalies(
  options: HistoryOptions & { readonly leastExcess: number },
  ports: ReportPorts,
): Promise<Result<CostAnomalies>> {
  const told: readonly DriverDimension[] = options.files.length > 0 ? NARROWEST_FIRST : ['environment']
  const by = ['service', ...told] as const
  const history = await collectHistory(options, { by, days: HISTORY_DAYS }, ports)
  const data: CostAnomalies = {
    period: history.period,
    anomalies: anomaliesOf(history.spend, history.period, history.keys, options.leastExcess, told),
    sources: history.sources,
  }
  return { kind: data.anomalies.length > 0 || !isWhole(history) ? 'partial' : 'done', data }
}

/** Finds anomalies of each service of each cloud, in each currency by itself; pure. */
export function anomaliesOf(
  spend: readonly Spend[],
  period: Period,
  keys: TagKeys,
  leastExcess = USUAL_SPIKES.leastExcess,
  told: readonly DriverDimension[] = ['environment'],
): CostAnomaly[] {
  const groups = groupBy(recurring(spend), (one) =>
    JSON.stringify([one.cloud, one.service ?? '', one.currency]),
  )
  const found = [...groups].flatMap(([key, of]) => {
    const [cloud = '', service = '', currency = ''] = JSON.parse(key) as string[]
    return findSpikes(dailySeries(of, period), { ...USUAL_SPIKES, leastExcess }).map((spike): CostAnomaly => {
      const drivers = told.map((dimension) => driverOf(of, period, keys, spike, dimension))
      const narrowest = drivers.find(({ excess }) => excess >= MOST * spike.excess)
      return {
        day: addDays(period.from, spike.day),
        cloud,
        service,
        currency,
        amount: spike.value,
        expected: spike.expected,
        excess: spike.excess,
        score: spike.score,
        driver: narrowest ?? drivers.at(-1) ?? { dimension: 'environment', value: '', excess: 0 },
        drivers,
      }
    })
  })
  return found.sort((one, other) => other.excess - one.excess)
}

/** The value whose amount of the day lies furthest above its middle of the four weeks before. */
function driverOf(
  spend: readonly Spend[],
  period: Period,
  keys: TagKeys,
  { day }: Spike,
  dimension: DriverDimension,
): CostDriver {
  const values = groupBy(spend, (one) => dimensionValue(one, dimension, keys))
  const excesses = [...values].map(([value, of]) => {
    const series = dailySeries(of, period)
    const before = series.slice(Math.max(0, day - 28), day).toSorted((one, other) => one - other)
    return { value, excess: (series[day] ?? 0) - (before[before.length >> 1] ?? 0) }
  })
  const most = excesses.toSorted((one, other) => other.excess - one.excess)[0] ?? { value: '', excess: 0 }
  return { dimension, ...most }
}

function groupBy(spend: readonly Spend[], keyOf: (one: Spend) => string): Map<string, Spend[]> {
  const groups = new Map<string, Spend[]>()
  for (const one of spend) {
    const key = keyOf(one)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [one])
    else known.push(one)
  }
  return groups
}
