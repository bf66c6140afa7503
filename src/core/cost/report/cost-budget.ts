import type { Cloud } from '../../../config/clouds.ts'
import { costSettings } from '../../../config/cost-settings.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Result } from '../../result.ts'
import { dayOf, daysOf } from '../period.ts'
import { collectHistory, type HistoryOptions, isWhole } from '../trend/collect-history.ts'
import { forecastOf } from '../trend/cost-forecast.ts'
import { LEAST_DAYS } from '../trend/forecast.ts'
import { missingDays, missingNotes } from '../trend/missing-days.ts'
import { budgetLines, budgetsOf, countsIn } from './budget-lines.ts'
import type { SpendSource } from './collect-spend.ts'
import { type ReportPorts, refusedOf } from './cost-report.ts'
import { keepMeasured } from './measured-budgets.ts'
import type { BudgetLine, BudgetVerdict } from './report.ts'

/** What `mcloud cost budget --json` prints. */
export interface CostBudget {
  readonly month: string
  readonly budgets: readonly (BudgetLine & {
    /** What the whole month will cost, where there is history enough to tell. */
    readonly forecast?: { readonly total: number; readonly low: number; readonly high: number }
    readonly outlook: 'likely-over' | Exclude<BudgetVerdict, 'ahead'>
  })[]
  /** Clouds that were not asked, and days that are not told. */
  readonly notes: readonly string[]
  readonly sources: readonly SpendSource[]
}

const HISTORY_DAYS = 120

/**
 * What is spent of each budget this month, and what the month will cost: `partial` where one is or will be over.
 * @throws McloudError CONFIG_INVALID without a budget
 */
export async function costBudget(options: HistoryOptions, ports: ReportPorts): Promise<Result<CostBudget>> {
  const platform = await ports.platform()
  const settings = costSettings(platform)
  const named = budgetsOf(settings)
  if (named.length === 0) {
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: 'The platform file has no budget.',
      problems: [
        { at: 'cost.budget', message: 'is missing', expected: 'US dollars a month, or cost.budgets by name' },
      ],
    })
  }
  const byEnvironment = named.some(([, { environment }]) => environment !== undefined)
  const byService = named.some(([, { service }]) => service !== undefined)
  const history = await collectHistory(
    { ...options, files: [] },
    {
      by: [
        ...(byService ? (['service'] as const) : []),
        ...(byEnvironment ? (['environment'] as const) : []),
      ],
      days: HISTORY_DAYS,
      view: 'invoiced',
    },
    ports,
  )
  const today = dayOf(ports.clock.now())
  const month = today.slice(0, 7)
  const unasked = (Object.keys(platform.clouds) as Cloud[]).filter(
    (cloud) => options.clouds.length > 0 && !options.clouds.includes(cloud),
  )
  const untold = [...refusedOf(history), ...unasked]
  const lines = budgetLines(settings, history.spend, month, today, history.keys, untold)
  if (untold.length === 0) {
    await keepMeasured(platform, lines, ports.clock.now(), await ports.spendCache())
  }
  const budgets = lines.map((line, index) => {
    const budget = named[index]?.[1]
    const spend = history.spend.filter((one) => budget !== undefined && countsIn(one, budget, history.keys))
    const days = new Set(spend.map(({ day }) => day)).size
    const outlook = line.verdict === 'ahead' ? ('within' as const) : line.verdict
    if (days < LEAST_DAYS + 1) return { ...line, outlook }
    const { total, low, high } = forecastOf(
      { spend, period: history.period },
      line.currency,
      today,
      today,
    ).monthEnd
    return {
      ...line,
      forecast: { total, low, high },
      outlook: outlook === 'within' && total > Number(line.monthly) ? ('likely-over' as const) : outlook,
    }
  })
  const bad = budgets.some(({ outlook }) => outlook !== 'within')
  return {
    kind: bad || !isWhole(history) ? 'partial' : 'done',
    data: {
      month,
      budgets,
      notes: [
        ...(unasked.length === 0 ? [] : [`${unasked.join(', ')}: not asked`]),
        ...missingNotes(missingDays(history.spend, daysOf(history.period))),
      ],
      sources: history.sources,
    },
  }
}
