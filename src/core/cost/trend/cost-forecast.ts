import type { Result } from '../../result.ts'
import { decimal, exact } from '../money.ts'
import { addDays, dayOf, daysBetween, daysOf, monthPeriod } from '../period.ts'
import { totalAmount, within } from '../report/build-report.ts'
import type { SpendSource } from '../report/collect-spend.ts'
import type { ReportPorts } from '../report/cost-report.ts'
import type { Spend } from '../spend.ts'
import { collectHistory, type History, type HistoryOptions, isWhole } from './collect-history.ts'
import { dailySeries, recurring } from './daily-series.ts'
import { forecast, LEAST_DAYS } from './forecast.ts'
import { filled, type MissingDays, missingDays, missingNotes } from './missing-days.ts'

/** What `mcloud cost forecast --json` prints. What is foretold is an estimate; what is spent is exact. */
export interface CostForecast {
  /** The day after the last whole one. */
  readonly from: string
  readonly to: string
  readonly currencies: readonly CurrencyForecast[]
  readonly sources: readonly SpendSource[]
  /** Currencies of which too little is known, and days that are not told. */
  readonly notes: readonly string[]
}

export interface CurrencyForecast {
  readonly currency: string
  /** Of the month so far, everything on the bill included; exact. */
  readonly spent: string
  readonly forecast: number
  readonly low: number
  readonly high: number
  /** Spent and foretold together, days that are not told included, for the month of the first day. */
  readonly monthEnd: {
    readonly month: string
    readonly total: number
    readonly low: number
    readonly high: number
  }
  readonly basis: string
  /** null: nothing is told of the day, which is not the same as nothing spent. */
  readonly days: readonly {
    readonly day: string
    readonly amount: number | null
    readonly foretold: boolean
  }[]
  /** Days that a cloud has not told; they are taken for usual ones. */
  readonly missing: readonly MissingDays[]
}

/** Days of history that are asked for. */
const HISTORY_DAYS = 120
const SHOWN_DAYS = 60

/**
 * What the rest of this month, or the coming days, will cost.
 * @throws McloudError USAGE with fewer than 28 days of charges
 */
export async function costForecast(
  options: HistoryOptions & { readonly days?: number },
  ports: ReportPorts,
): Promise<Result<CostForecast>> {
  const history = await collectHistory(options, { by: [], days: HISTORY_DAYS }, ports)
  const first = options.files.length > 0 ? history.period.to : dayOf(ports.clock.now())
  const monthEnd = monthPeriod(first.slice(0, 7)).to
  const to = options.days === undefined ? monthEnd : addDays(first, options.days)
  const all = [...new Set(history.spend.map(({ currency }) => currency))].sort()
  const countOf = (currency: string) =>
    daysBetween(
      firstDay(
        history.spend.filter((one) => one.currency === currency),
        first,
      ),
      first,
    )
  // One tax in another currency is no reason to foretell nothing; too little of everything is.
  const known = all.filter((currency) => countOf(currency) >= LEAST_DAYS)
  const currencies = known.length > 0 ? known : all
  const told = currencies.map((currency) => forecastOf(history, currency, first, to))
  const data: CostForecast = {
    from: first,
    to,
    currencies: told,
    sources: history.sources,
    notes: [
      ...all
        .filter((currency) => !currencies.includes(currency))
        .map((currency) => `${currency}: charges of ${countOf(currency)} days, too few to foretell any`),
      ...told.flatMap(({ missing }) => missingNotes(missing)),
    ],
  }
  return { kind: isWhole(history) ? 'done' : 'partial', data }
}

/** Foretells one currency; the history ends before `first`. */
export function forecastOf(
  history: Pick<History, 'spend' | 'period'>,
  currency: string,
  first: string,
  to: string,
): CurrencyForecast {
  const spend = history.spend.filter((one) => one.currency === currency)
  const month = first.slice(0, 7)
  const period = { from: firstDay(spend, history.period.from), to: first }
  const days = daysOf(period)
  const missing = missingDays(spend, days)
  const { known, series } = seriesOf(recurring(spend), days, missing)
  const { from: monthStart, to: monthEnd } = monthPeriod(month)
  const untilMonthEnd = forecast(series, Math.max(1, daysBetween(first, monthEnd)))
  const asked = forecast(series, Math.max(1, daysBetween(first, to)))
  // What today has charged so far is foretold with the whole day.
  const spent = totalAmount(within(spend, { from: monthStart, to: first }))
  const start = Math.max(0, series.length - SHOWN_DAYS)
  // Days of this month that are not told yet are not spent yet either, and will be.
  const untold = days.reduce(
    (sum, day, index) => (day < monthStart ? sum : sum + (series[index] ?? 0) - (known[index] ?? 0)),
    0,
  )
  const monthSoFar = spent.plus(decimal(untold.toFixed(6)))
  return {
    currency,
    spent: exact(spent),
    forecast: asked.total,
    low: asked.low,
    high: asked.high,
    monthEnd: {
      month,
      total: monthSoFar.plus(decimal(untilMonthEnd.total.toFixed(6))).toNumber(),
      low: monthSoFar.toNumber() + untilMonthEnd.low,
      high: monthSoFar.toNumber() + untilMonthEnd.high,
    },
    basis: asked.basis,
    days: [
      ...known.slice(start).map((amount, index) => ({
        day: addDays(first, index - (series.length - start)),
        amount,
        foretold: false,
      })),
      ...asked.days.map((amount, index) => ({ day: addDays(first, index), amount, foretold: true })),
    ],
    missing,
  }
}

/** Amounts by day as they are known, and with what is missing filled in. */
function seriesOf(spend: readonly Spend[], days: readonly string[], missing: readonly MissingDays[]) {
  const [from, last] = [days[0], days.at(-1)]
  if (from === undefined || last === undefined) return { known: [], series: [] }
  const clouds = [...new Set(spend.map(({ cloud }) => cloud))]
  const lines = clouds.map((cloud) => {
    const of = spend.filter((one) => one.cloud === cloud)
    const gaps = new Set(missing.find((one) => one.cloud === cloud)?.days)
    return dailySeries(of, { from, to: addDays(last, 1) }).map((amount, index) =>
      gaps.has(days[index] ?? '') ? null : amount,
    )
  })
  const full = lines.map(filled)
  return {
    known: days.map((_, day) => {
      const told = lines.flatMap((line) => line[day] ?? [])
      return told.length === 0 && lines.length > 0 ? null : told.reduce((sum, amount) => sum + amount, 0)
    }),
    series: days.map((_, day) => full.reduce((sum, line) => sum + (line[day] ?? 0), 0)),
  }
}

/** Days before the first charge are no history of nothing. */
function firstDay(spend: readonly Spend[], otherwise: string): string {
  return (
    spend.reduce(
      (first, { day }) => (first === undefined || day < first ? day : first),
      undefined as string | undefined,
    ) ?? otherwise
  )
}
