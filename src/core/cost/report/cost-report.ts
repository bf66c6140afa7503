import type { Cloud } from '../../../config/clouds.ts'
import type { CostSettings } from '../../../config/cost-settings.ts'
import { costSettings } from '../../../config/cost-settings.ts'
import type { Platform } from '../../../config/platform.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Call } from '../../../providers/provider.ts'
import type { Result } from '../../result.ts'
import type { BillingFiles } from '../billing-files.ts'
import type { Period, PeriodWords } from '../period.ts'
import { addDays, dayOf, monthPeriod, monthToDate, namedPeriod, previousPeriod } from '../period.ts'
import type { ReportDimension, Spend, TagKeys, View } from '../spend.ts'
import { DEFAULT_TAG_KEYS } from '../spend.ts'
import { budgetLines, budgetsOf } from './budget-lines.ts'
import { totalsOf, within } from './build-report.ts'
import type { CloudSpendPorts, CollectedSpend } from './collect-spend.ts'
import { collectFromClouds, collectFromFiles } from './collect-spend.ts'
import { keepMeasured } from './measured-budgets.ts'
import type { CostReport } from './report.ts'

export interface ReportOptions extends PeriodWords {
  /** Absolute paths of FOCUS files; with them no platform is read and no cloud asked. */
  readonly files: readonly string[]
  readonly clouds: readonly Cloud[]
  readonly by: readonly ReportDimension[]
  readonly view: View
  readonly compare: boolean
  /** US dollars. */
  readonly maxApiSpend: string
  readonly fresh: boolean
}

export interface ReportPorts extends CloudSpendPorts {
  platform(): Promise<Platform>
  billingFiles(): Promise<BillingFiles>
  call(defaultTimeoutMs?: number): Call
}

const TIMEOUT_MS = 120_000

/**
 * What was spent, from files or from the clouds: `partial` where a cloud refused.
 * @throws McloudError USAGE, BILLING_FILE_INVALID, SPEND_LIMIT
 */
export async function costReport(options: ReportOptions, ports: ReportPorts): Promise<Result<CostReport>> {
  const call = ports.call(TIMEOUT_MS)
  const named = namedPeriod(options, ports.clock.now())
  if (options.files.length > 0) return reportOfFiles(options, named, ports, call)
  const platform = await ports.platform()
  const period = named ?? monthToDate(ports.clock.now())
  const previous = options.compare ? previousPeriod(period) : undefined
  const settings = costSettings(platform)
  const keys = tagKeysOf(settings)
  const collected = await collectFromClouds(
    {
      platform,
      clouds: options.clouds.length > 0 ? options.clouds : (Object.keys(platform.clouds) as Cloud[]),
      period: { from: previous?.from ?? period.from, to: period.to },
      by: options.by,
      view: options.view,
      keys,
      maxApiSpend: options.maxApiSpend,
      fresh: options.fresh,
    },
    ports,
    call,
  )
  const month = period.from.slice(0, 7)
  const today = dayOf(ports.clock.now())
  const until = month === today.slice(0, 7) ? addDays(today, 1) : monthPeriod(month).to
  const wholeMonth = period.from === `${month}-01` && period.to >= until && options.clouds.length === 0
  // A budget is measured only by what was asked for.
  const asked = wholeMonth ? measurable(settings, options.by) : {}
  const budgets = budgetLines(asked, collected.spend, month, today, keys, refusedOf(collected))
  const unmeasured = budgetsOf(settings).length - budgets.length
  const report: CostReport = {
    platform: platform.name,
    ...bodyOf(options, keys, collected, period, previous),
    budgets,
    ...(unmeasured === 0 ? {} : { unmeasuredBudgets: unmeasured }),
  }
  const refused = refusedOf(collected).length
  // What a cloud left out is not what was spent, and status shows all budgets as they are invoiced: where this is not
  // that, the measurement before is the better one.
  if (month === today.slice(0, 7) && refused === 0 && unmeasured === 0 && options.view === 'invoiced')
    await keepMeasured(platform, budgets, ports.clock.now(), await ports.spendCache())
  return {
    kind: refused === 0 ? 'done' : refused === collected.sources.length ? 'unknown' : 'partial',
    data: report,
  }
}

async function reportOfFiles(
  options: ReportOptions,
  named: Period | undefined,
  ports: ReportPorts,
  call: Call,
): Promise<Result<CostReport>> {
  if (options.clouds.length > 0) {
    throw new McloudError({
      code: 'USAGE',
      message: '--focus reads files, and --cloud asks clouds: name one of them',
    })
  }
  const keys = DEFAULT_TAG_KEYS
  const previous = named !== undefined && options.compare ? previousPeriod(named) : undefined
  const asked = named === undefined ? undefined : { from: previous?.from ?? named.from, to: named.to }
  const collected = await collectFromFiles(
    options.files,
    { by: options.by, view: options.view, keys, ...(asked === undefined ? {} : { period: asked }) },
    await ports.billingFiles(),
    call,
  )
  const period = named ?? spanOf(collected.spend, dayOf(ports.clock.now()))
  return { kind: 'done', data: { ...bodyOf(options, keys, collected, period, previous), budgets: [] } }
}

function bodyOf(
  { by, view }: ReportOptions,
  keys: TagKeys,
  { spend, sources, warnings }: CollectedSpend,
  period: Period,
  previous: Period | undefined,
): Omit<CostReport, 'budgets' | 'platform'> {
  // What nobody tells of the period before is not nothing.
  const untold = previous === undefined ? [] : untoldBefore(spend, period, previous)
  const compared = previous !== undefined && within(spend, previous).length > 0 ? { previous } : {}
  const totals = totalsOf({ spend, period, by, keys, ...compared })
  return {
    period,
    ...(previous === undefined ? {} : { previous }),
    view,
    by,
    totals,
    sources,
    warnings: [
      ...warnings,
      ...(totals.length > 1
        ? [
            `charges are in ${totals.map(({ currency }) => currency).join(', ')}, and currencies are not added`,
          ]
        : []),
      ...(untold.length === 0 || previous === undefined
        ? []
        : [
            `no charge is told of ${untold.join(', ')} from ${previous.from} to ${addDays(previous.to, -1)}: what it cost before is not known`,
          ]),
      ...(totals.length > 0
        ? []
        : period.from < period.to
          ? [`there is no charge from ${period.from} to ${addDays(period.to, -1)}`]
          : ['there is no charge']),
    ],
  }
}

/** Clouds that charge something now and nothing at all in the period before. */
function untoldBefore(spend: readonly Spend[], period: Period, previous: Period): string[] {
  const clouds = (of: Period) => new Set(within(spend, of).map(({ cloud }) => cloud))
  const before = clouds(previous)
  return [...clouds(period)].filter((cloud) => !before.has(cloud)).sort()
}

/** Clouds that did not tell. */
export function refusedOf({ sources }: Pick<CollectedSpend, 'sources'>): string[] {
  return sources.filter(({ kind }) => kind === 'refused').map(({ name }) => name)
}

/** The keys of the platform file, or the usual ones. */
export function tagKeysOf(settings: CostSettings): TagKeys {
  return { ...DEFAULT_TAG_KEYS, ...settings.tags }
}

/** The days that charges are of. */
export function spanOf(spend: readonly Spend[], today: string): Period {
  if (spend.length === 0) return { from: today, to: today }
  let [from, last] = [spend[0]?.day ?? today, spend[0]?.day ?? today]
  for (const { day } of spend) {
    if (day < from) from = day
    if (day > last) last = day
  }
  return { from, to: addDays(last, 1) }
}

/** Budgets of a service or an environment need a report by it. */
function measurable(settings: CostSettings, by: readonly ReportDimension[]): CostSettings {
  const asks = (one: ReportDimension) => by.includes(one) || (one === 'service' && by.includes('category'))
  const budgets = Object.entries(settings.budgets ?? {}).filter(
    ([, budget]) =>
      (budget.service === undefined || asks('service')) &&
      (budget.environment === undefined || asks('environment')),
  )
  return { ...settings, budgets: Object.fromEntries(budgets) }
}
