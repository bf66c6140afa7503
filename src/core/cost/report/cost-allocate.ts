import type { CostSettings } from '../../../config/cost-settings.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Result } from '../../result.ts'
import type { Decimal } from '../money.ts'
import { decimal, exact, percentOf, ZERO } from '../money.ts'
import { monthToDate, namedPeriod, type PeriodWords } from '../period.ts'
import type { Spend, TagKeys } from '../spend.ts'
import { dimensionValue, UNTAGGED } from '../spend.ts'
import { collectHistory, type HistoryOptions, isWhole } from '../trend/collect-history.ts'
import type { SpendSource } from './collect-spend.ts'
import type { ReportPorts } from './cost-report.ts'
import type { CostReport } from './report.ts'

/** What `mcloud cost allocate --json` prints. Amounts are exact decimals, and add up to the whole. */
export interface CostAllocation {
  readonly by: string
  readonly period: CostReport['period']
  readonly currencies: readonly {
    readonly currency: string
    readonly total: string
    readonly shares: readonly AllocatedShare[]
  }[]
  readonly sources: readonly SpendSource[]
}

export interface AllocatedShare {
  readonly name: string
  /** What carries its name already. */
  readonly direct: string
  /** Its part of what carries no name. */
  readonly allocated: string
  readonly total: string
  readonly percent?: number
  /** What the platform file says that it should be. */
  readonly plannedPercent?: number
}

/** The service names of `cost.allocation.service`, by FOCUS category. */
const SERVICE_OF_CATEGORY: Readonly<Record<string, string>> = {
  Compute: 'compute',
  Databases: 'database',
  Storage: 'storage',
  Networking: 'network',
}

/**
 * Who causes what, for a month or the days that are named.
 * @throws McloudError CONFIG_INVALID for shares that are not 100 percent together
 */
export async function costAllocate(
  options: HistoryOptions & PeriodWords & { readonly by: 'environment' | 'service' },
  ports: ReportPorts,
): Promise<Result<CostAllocation>> {
  const named = namedPeriod(options, ports.clock.now())
  const period = named ?? (options.files.length > 0 ? undefined : monthToDate(ports.clock.now()))
  const by = options.by === 'service' ? (['service', 'category'] as const) : (['environment'] as const)
  const question = { by, days: 0, ...(period === undefined ? {} : { period }) }
  const history = await collectHistory(options, question, ports)
  const data = allocate(history, history.spend, options.by, history.settings, history.keys)
  return { kind: isWhole(history) ? 'done' : 'partial', data }
}

/**
 * Shares out what carries no name: by the shares of the platform file, or by what is named where it says none.
 * @throws McloudError CONFIG_INVALID for shares that are not 100 percent together
 */
export function allocate(
  report: Pick<CostReport, 'period' | 'sources'>,
  spend: readonly Spend[],
  by: 'environment' | 'service',
  settings: CostSettings,
  keys: TagKeys,
): CostAllocation {
  const planned = plannedShares(settings, by)
  const nameOf = (one: Spend) =>
    by === 'environment'
      ? dimensionValue(one, 'environment', keys)
      : one.service == null
        ? UNTAGGED
        : (SERVICE_OF_CATEGORY[one.category ?? ''] ?? 'other')
  const currencies = [...new Set(spend.map(({ currency }) => currency))].sort()
  return {
    by,
    period: report.period,
    currencies: currencies.map((currency) => {
      const direct = new Map<string, Decimal>(Object.keys(planned ?? {}).map((name) => [name, ZERO]))
      for (const one of spend.filter((each) => each.currency === currency)) {
        const name = nameOf(one)
        direct.set(name, (direct.get(name) ?? ZERO).plus(one.amount))
      }
      const nameless = direct.get(UNTAGGED) ?? ZERO
      direct.delete(UNTAGGED)
      return { currency, ...shareOut(direct, nameless, planned) }
    }),
    sources: report.sources,
  }
}

function shareOut(
  direct: ReadonlyMap<string, Decimal>,
  nameless: Decimal,
  planned: Readonly<Record<string, number>> | undefined,
) {
  const named = [...direct.values()].reduce((sum, amount) => sum.plus(amount), ZERO)
  const total = named.plus(nameless)
  const weightOf = (name: string, amount: Decimal): Decimal =>
    // What was given back causes nothing.
    planned === undefined ? (amount.lt(0) ? ZERO : amount) : decimal(planned[name] ?? 0)
  const weights = [...direct].map(([name, amount]) => weightOf(name, amount))
  const whole = weights.reduce((sum, weight) => sum.plus(weight), ZERO)
  // By nothing that is named, nothing can be shared out.
  const shareable = whole.gt(0)
  const parts = weights.map((weight) => (shareable ? nameless.times(weight).div(whole).round(12) : ZERO))
  // The last one that has a share takes what division leaves, so that the shares are the whole to the last place.
  const lastIndex = weights.findLastIndex((weight) => weight.gt(0))
  const remainder = (shareable ? nameless : ZERO).minus(parts.reduce((sum, part) => sum.plus(part), ZERO))
  const shares = [...direct].map(([name, amount], index): AllocatedShare => {
    const part = parts[index] ?? ZERO
    const allocated = index === lastIndex ? part.plus(remainder) : part
    const sum = amount.plus(allocated)
    const percent = percentOf(sum, total)
    const plannedPercent = planned?.[name]
    return {
      name,
      direct: exact(amount),
      allocated: exact(allocated),
      total: exact(sum),
      ...(percent === undefined ? {} : { percent }),
      ...(plannedPercent === undefined ? {} : { plannedPercent }),
    }
  })
  const rest: AllocatedShare[] =
    direct.size === 0 || (!shareable && !nameless.eq(0))
      ? [{ name: UNTAGGED, direct: exact(nameless), allocated: '0', total: exact(nameless) }]
      : []
  return { total: exact(total), shares: [...shares, ...rest] }
}

function plannedShares(settings: CostSettings, by: string): Readonly<Record<string, number>> | undefined {
  const shares = settings.allocation?.[by]
  if (shares === undefined) return undefined
  const sum = Object.values(shares).reduce((total, share) => total.plus(share), ZERO)
  if (sum.eq(100)) return shares
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `The shares of cost.allocation.${by} are ${exact(sum)} percent together.`,
    problems: [{ at: `cost.allocation.${by}`, message: `adds up to ${exact(sum)}`, expected: '100' }],
  })
}
