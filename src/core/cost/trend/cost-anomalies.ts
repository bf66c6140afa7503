import type { Result } from '../../result.ts'
import { addDays, daysBetween, daysOf, type Period } from '../period.ts'
import type { SpendSource } from '../report/collect-spend.ts'
import type { ReportPorts } from '../report/cost-report.ts'
import type { Spend, TagKeys } from '../spend.ts'
import { findSpikes, LEAST_BEFORE_SPIKE, USUAL_SPIKES } from './anomalies.ts'
import {
  askDrivers,
  type CostDriver,
  type DriverDimension,
  driverOf,
  driversOf,
  type Excess,
  NARROWEST_FIRST,
  type Telling,
} from './anomaly-drivers.ts'
import { collectHistory, type HistoryOptions, isWhole } from './collect-history.ts'
import { dailySeries, recurring } from './daily-series.ts'
import { filled, missingDays, missingNotes } from './missing-days.ts'

/** What `mcloud cost anomalies --json` prints; the largest excess first. */
export interface CostAnomalies {
  readonly period: Period
  readonly anomalies: readonly CostAnomaly[]
  readonly sources: readonly SpendSource[]
  /** What could not be asked or judged. */
  readonly notes: readonly string[]
}

export interface CostAnomaly extends Excess {
  readonly amount: number
  readonly expected: number
  /** How many times the usual spread. */
  readonly score: number
  /** The narrowest thing that has most of the excess. */
  readonly driver: CostDriver
  /** The first of each dimension that is told, narrowest first. */
  readonly drivers: readonly CostDriver[]
}

type FoundAnomaly = Omit<CostAnomaly, 'driver' | 'drivers'>

const HISTORY_DAYS = 90

/** Days on which a service cost more than its past lets expect; `partial` where there are any. */
export async function costAnomalies(
  options: HistoryOptions & { readonly leastExcess: number },
  ports: ReportPorts,
): Promise<Result<CostAnomalies>> {
  const files = options.files.length > 0
  const history = await collectHistory(
    options,
    {
      by: files ? ['service', ...NARROWEST_FIRST] : ['service'],
      also: ['unit', 'environment'],
      days: HISTORY_DAYS,
    },
    ports,
  )
  const { spend, period, keys } = history
  const found = findAnomalies(spend, period, options.leastExcess)
  const { tellings, sources, notes } = files
    ? { tellings: tellingsOf(spend, period, NARROWEST_FIRST), sources: [], notes: [] }
    : await askDrivers(found, history, options, ports)
  const anomalies = withDrivers(found, tellings, keys)
  const days = daysBetween(period.from, period.to)
  const short =
    days > LEAST_BEFORE_SPIKE
      ? []
      : [`${days} days of charges: a day is judged by at least ${LEAST_BEFORE_SPIKE} before it`]
  return {
    kind: anomalies.length > 0 || !isWhole(history) ? 'partial' : 'done',
    data: {
      period,
      anomalies,
      sources: [...history.sources, ...sources],
      notes: [...short, ...missingNotes(missingDays(spend, daysOf(period))), ...notes],
    },
  }
}

/** Finds anomalies of each service of each cloud, in each currency by itself, in charges that tell everything; pure. */
export function anomaliesOf(
  spend: readonly Spend[],
  period: Period,
  keys: TagKeys,
  leastExcess = USUAL_SPIKES.leastExcess,
  told: readonly DriverDimension[] = ['environment'],
): CostAnomaly[] {
  return withDrivers(findAnomalies(spend, period, leastExcess), tellingsOf(spend, period, told), keys)
}

function tellingsOf(spend: readonly Spend[], period: Period, told: readonly DriverDimension[]): Telling[] {
  const usage = recurring(spend)
  return told.map((dimension) => ({ dimension, spend: usage, period }))
}

function findAnomalies(spend: readonly Spend[], period: Period, leastExcess: number): FoundAnomaly[] {
  const groups = new Map<string, Spend[]>()
  for (const one of recurring(spend)) {
    const key = JSON.stringify([one.cloud, one.service ?? '', one.currency])
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [one])
    else known.push(one)
  }
  const days = daysOf(period)
  const missing = new Map(missingDays(spend, days).map(({ cloud, days: of }) => [cloud, new Set(of)]))
  const found = [...groups].flatMap(([key, of]) => {
    const [cloud = '', service = '', currency = ''] = JSON.parse(key) as string[]
    const known = dailySeries(of, period).map((amount, index) =>
      missing.get(cloud)?.has(days[index] ?? '') === true ? null : amount,
    )
    const spikes = findSpikes(filled(known), { ...USUAL_SPIKES, leastExcess })
    return spikes.map(({ day, value, expected, excess, score }) => ({
      day: addDays(period.from, day),
      cloud,
      service,
      currency,
      amount: value,
      expected,
      excess,
      score,
    }))
  })
  return found.sort((one, other) => other.excess - one.excess)
}

function withDrivers(
  found: readonly FoundAnomaly[],
  tellings: readonly Telling[],
  keys: TagKeys,
): CostAnomaly[] {
  return found.map((one) => {
    const drivers = driversOf(one, tellings, keys)
    return { ...one, driver: driverOf(one, drivers), drivers }
  })
}
