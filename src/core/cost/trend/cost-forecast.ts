import type { Result } from '../../result.ts'
import { decimal, exact } from '../money.ts'
import { addDays, dayOf, daysBetween, monthPeriod } from '../period.ts'
import { totalAmount, within } from '../report/build-report.ts'
import type { SpendSource } from '../report/collect-spend.ts'
import type { ReportPorts } from '../report/cost-report.ts'
import type { Spend } from '../spend.ts'
import { collectHistory, type History, type HistoryOptions, isWhole } from './collect-history.ts'
import { dailySeries, recurring } from './daily-series.ts'
import { forecast, LEAST_DAYS } from './forecast.ts'

/** What `mcloud cost forecast --json` prints. What is foretold is an estimate; what is spent is exact. */
export interface CostForecast {
  /** The day after the last whole one. */
  readonly from: string
  readonly to: string
  readonly currencies: readonly CurrencyForecast[]
  readonly sources: readonly SpendSource[]
  /** Currencies of which too little is known. */
  readonly notes: readonly string[]
}

export interface CurrencyForecast {
  readonly currency: string
  /** Of the month so far, everything on the bill included; exact. */
  readonly spent: string
  readonly forecast: number
  readonly low: number
  readonly high: number
  /** Spent and foretold together, for the month of the last day. */
  readonly monthEnd: {
    readonly month: string
    readonly total: number
    readonly low: number
    readonly high: number
  }
  readonly basis: string
  readonly days: readonly { readonly day: string; readonly amount: number; readonly foretold: boolean }[]
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
  const daysOf = (currency: string) =>
    daysBetween(
      firstDay(
        history.spend.filter((one) => one.currency === currency),
        first,
      ),
      first,
    )
  // One tax in another currency is no reason to foretell nothing; too little of everything is.
  const known = all.filter((currency) => daysOf(currency) >= LEAST_DAYS)
  const currencies = known.length > 0 ? known : all
  const data: CostForecast = {
    from: first,
    to,
    currencies: currencies.map((currency) => forecastOf(history, currency, first, to)),
    sources: history.sources,
    notes: all
      .filter((currency) => !currencies.includes(currency))
      .map((currency) => `${currency}: charges of ${daysOf(currency)} days, too few to foretell any`),
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
  const series = dailySeries(recurring(spend), { from: firstDay(spend, history.period.from), to: first })
  const { from: monthStart, to: monthEnd } = monthPeriod(month)
  const untilMonthEnd = forecast(series, Math.max(1, daysBetween(first, monthEnd)))
  const asked = forecast(series, Math.max(1, daysBetween(first, to)))
  // What today has charged so far is foretold with the whole day.
  const spent = totalAmount(within(spend, { from: monthStart, to: first }))
  const start = Math.max(0, series.length - SHOWN_DAYS)
  return {
    currency,
    spent: exact(spent),
    forecast: asked.total,
    low: asked.low,
    high: asked.high,
    monthEnd: {
      month,
      total: spent.plus(decimal(untilMonthEnd.total.toFixed(6))).toNumber(),
      low: spent.toNumber() + untilMonthEnd.low,
      high: spent.toNumber() + untilMonthEnd.high,
    },
    basis: asked.basis,
    days: [
      ...series.slice(start).map((amount, index) => ({
        day: addDays(first, index - (series.length - start)),
        amount,
        foretold: false,
      })),
      ...asked.days.map((amount, index) => ({ day: addDays(first, index), amount, foretold: true })),
    ],
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
