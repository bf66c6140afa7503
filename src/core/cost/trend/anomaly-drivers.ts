import type { Cloud } from '../../../config/clouds.ts'
import { isMcloudError } from '../../../errors/mcloud-error.ts'
import { decimal, exact, sum } from '../money.ts'
import { addDays, dayOf, type Period } from '../period.ts'
import { collectFromClouds, type SpendSource } from '../report/collect-spend.ts'
import type { ReportPorts } from '../report/cost-report.ts'
import type { ReportDimension, Spend, TagKeys } from '../spend.ts'
import { dimensionValue } from '../spend.ts'
import type { History, HistoryOptions } from './collect-history.ts'
import { dailySeries } from './daily-series.ts'
import { median } from './statistics.ts'

/** What most of an excess is in. */
export interface CostDriver {
  readonly dimension: DriverDimension
  readonly value: string
  readonly excess: number
}

/** Narrowest first; the service is known of every charge. */
export const NARROWEST_FIRST = ['resource', 'unit', 'environment'] as const

export type DriverDimension = (typeof NARROWEST_FIRST)[number] | 'service'

/** An excess of which a driver is looked for. */
export interface Excess {
  readonly day: string
  readonly cloud: string
  readonly service: string
  readonly currency: string
  readonly excess: number
}

/** Charges that tell one dimension; of another question than that by which an anomaly was found. */
export interface Telling {
  readonly dimension: DriverDimension
  readonly spend: readonly Spend[]
  /** The days that were asked for. */
  readonly period: Period
}

/** The part of an excess that makes a thing its driver. */
const MOST = 0.5
/** Days before by which the usual amount of a thing is told, and fewer than which tell nothing. */
const BEFORE_DAYS = 28
const LEAST_BEFORE = 3

/** The first thing of each dimension that is told, narrowest first. */
export function driversOf(excess: Excess, tellings: readonly Telling[], keys: TagKeys): CostDriver[] {
  return NARROWEST_FIRST.flatMap((dimension) => {
    const found = tellings
      .filter((telling) => telling.dimension === dimension)
      .flatMap((telling) => firstOf(excess, telling, keys) ?? [])
    return found.slice(0, 1)
  })
}

/** The narrowest thing that has most of the excess; the service itself where nothing has. */
export function driverOf({ service, excess }: Excess, drivers: readonly CostDriver[]): CostDriver {
  return (
    drivers.find((driver) => driver.excess >= MOST * excess) ??
    drivers.at(-1) ?? { dimension: 'service', value: service, excess }
  )
}

/** The value whose amount of the day lies furthest above its middle of the weeks before. */
function firstOf(
  { day, cloud, service, currency }: Excess,
  { dimension, spend, period }: Telling,
  keys: TagKeys,
): CostDriver | undefined {
  const from = [addDays(day, -BEFORE_DAYS), period.from].sort().at(-1) ?? day
  if (addDays(from, LEAST_BEFORE) > day || day >= period.to) return undefined
  const groups = new Map<string, Spend[]>()
  for (const one of spend) {
    if (one.cloud !== cloud || (one.service ?? '') !== service || one.currency !== currency) continue
    if (one.day < from || one.day > day) continue
    const value = dimensionValue(one, dimension, keys)
    const known = groups.get(value)
    if (known === undefined) groups.set(value, [one])
    else known.push(one)
  }
  const excesses = [...groups].map(([value, of]): CostDriver => {
    const series = dailySeries(of, { from, to: addDays(day, 1) })
    return { dimension, value, excess: (series.at(-1) ?? 0) - median(series.slice(0, -1)) }
  })
  return excesses.toSorted((one, other) => other.excess - one.excess)[0]
}

/**
 * Asks the clouds what is behind excesses that their first answer does not explain: by resource, then by unit, then
 * by environment, each only where what is narrower has not told it, and only for what is still allowed to be paid.
 */
export async function askDrivers(
  excesses: readonly Excess[],
  history: History,
  options: HistoryOptions,
  ports: ReportPorts,
): Promise<{
  readonly tellings: readonly Telling[]
  readonly sources: readonly SpendSource[]
  /** What could not be asked, for people. */
  readonly notes: readonly string[]
}> {
  const { platform, keys } = history
  const tellings: Telling[] = [
    { dimension: 'unit', spend: told(history.spend, keys.unit), period: history.period },
    { dimension: 'environment', spend: told(history.spend, keys.environment), period: history.period },
  ]
  const sources: SpendSource[] = []
  const notes = new Set<string>()
  if (platform === undefined) return { tellings, sources, notes: [] }
  const today = dayOf(ports.clock.now())
  const unexplained = (of: readonly Excess[]) =>
    of.filter((one) => !driversOf(one, tellings, keys).some(({ excess }) => excess >= MOST * one.excess))

  const ask = async (cloud: Cloud, dimension: DriverDimension, period: Period, service?: string) => {
    const paid = sum([...history.sources, ...sources].map(({ askedUsd }) => decimal(askedUsd ?? '0')))
    const left = decimal(options.maxApiSpend).minus(paid)
    try {
      const answer = await collectFromClouds(
        {
          platform,
          clouds: [cloud],
          period,
          by: ['service', dimension] satisfies readonly ReportDimension[],
          view: 'amortised',
          keys,
          maxApiSpend: exact(left.lt(0) ? decimal(0) : left),
          fresh: options.fresh,
          ...(service === undefined ? {} : { service }),
        },
        ports,
        ports.call(),
      )
      for (const source of answer.sources) {
        if (source.kind === 'refused')
          notes.add(`${cloud} does not tell costs by ${dimension}: ${source.reason}`)
        else sources.push({ ...source, what: `${source.what} by ${dimension}` })
      }
      tellings.push({ dimension, spend: answer.spend, period })
    } catch (error) {
      if (!isMcloudError(error) || error.code !== 'SPEND_LIMIT') throw error
      notes.add(`${cloud} was not asked by ${dimension}: ${error.message} See --max-api-spend.`)
    }
  }

  for (const cloud of Object.keys(platform.clouds) as Cloud[]) {
    const of = excesses.filter((one) => one.cloud === cloud)
    if (of.length === 0) continue
    const resourceDays = (await (await ports.providers()).get(cloud)).can.costs?.resourceDays
    const first = resourceDays === undefined ? today : addDays(today, 1 - resourceDays)
    const recent = of.filter(({ day }) => addDays(first, LEAST_BEFORE) <= day)
    if (recent.length < of.length) {
      notes.add(
        resourceDays === undefined
          ? `${cloud} tells no resources here; a bill does: --focus`
          : `${cloud} tells resources of the last ${resourceDays} days; older ones stand in a bill: --focus`,
      )
    }
    for (const [service, days] of daysByService(recent)) {
      const from = [addDays(days[0] ?? today, -BEFORE_DAYS), first].sort().at(-1) ?? first
      await ask(cloud, 'resource', { from, to: addDays(days.at(-1) ?? today, 1) }, service)
    }
    for (const dimension of ['unit', 'environment'] as const) {
      const days = unexplained(of)
        .map(({ day }) => day)
        .sort()
      const [oldest, newest] = [days[0], days.at(-1)]
      const known = history.spend.some((one) => one.cloud === cloud && keys[dimension] in one.tags)
      if (oldest === undefined || newest === undefined || known) continue
      await ask(cloud, dimension, { from: addDays(oldest, -BEFORE_DAYS), to: addDays(newest, 1) })
    }
  }
  return { tellings, sources, notes: [...notes] }
}

/** Charges of which the tag is told, present or not. */
function told(spend: readonly Spend[], tag: string): Spend[] {
  return spend.filter(({ tags }) => tag in tags)
}

function daysByService(excesses: readonly Excess[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { service, day } of excesses.toSorted((one, other) => one.day.localeCompare(other.day))) {
    found.set(service, [...(found.get(service) ?? []), day])
  }
  return found
}
