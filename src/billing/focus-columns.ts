import type { View } from '../core/cost/spend.ts'
import type { Problem } from '../errors/mcloud-error.ts'

/** A column of a file and its type in the words of the engine. */
export interface Column {
  readonly name: string
  readonly type: string
}

/** The column in which a view finds its amount. https://focus.finops.org/focus-specification/ */
export const AMOUNT_COLUMN: Readonly<Record<View, string>> = {
  amortised: 'EffectiveCost',
  invoiced: 'BilledCost',
  contracted: 'ContractedCost',
  list: 'ListCost',
}

/** Who provided the service: the name of 1.0 to 1.2, then those that came with 1.3. */
export const PROVIDER_COLUMNS = ['ServiceProviderName', 'ProviderName', 'HostProviderName'] as const

const REQUIRED = ['BillingCurrency', 'ChargeCategory', 'ChargePeriodStart', 'ServiceName'] as const

/** What a file lacks to be reported in a view, all at once. */
export function missingColumns(path: string, columns: readonly Column[], view: View): Problem[] {
  const [only] = columns
  const mark = columns.length === 1 ? [';', '\t', '|'].find((one) => only?.name.includes(one)) : undefined
  if (mark !== undefined) {
    const message = `its columns are parted by ${JSON.stringify(mark)}`
    return [{ at: path, message, expected: 'commas between the columns' }]
  }
  const names = new Set(columns.map(({ name }) => name))
  const missing = [AMOUNT_COLUMN[view], ...REQUIRED].filter((name) => !names.has(name))
  const problems: Problem[] = missing.map((name) => {
    const close = columns.find((column) => plain(column.name) === plain(name))
    return {
      at: path,
      message: `the column ${name} is missing`,
      ...(close === undefined ? {} : { expected: `${name} instead of ${close.name}` }),
    }
  })
  // The engine numbers a name that it has read before.
  const twice = [AMOUNT_COLUMN[view], ...REQUIRED, ...PROVIDER_COLUMNS, 'ChargeClass', 'Tags'].filter(
    (name) => names.has(name) && names.has(`${name}_1`),
  )
  for (const name of twice) problems.push({ at: path, message: `the column ${name} stands twice` })
  if (!PROVIDER_COLUMNS.some((name) => names.has(name))) {
    problems.push({
      at: path,
      message: 'no column names the provider',
      expected: PROVIDER_COLUMNS.join(' or '),
    })
  }
  return problems
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}

/** The version whose columns a file has; a file does not say it itself. */
export function versionOf(columns: readonly Column[]): string {
  const has = (name: string) => columns.some((column) => column.name === name)
  if (has('ServiceProviderName') || has('HostProviderName')) return 'FOCUS 1.3 or later'
  if (has('InvoiceId') || has('BillingAccountType') || has('PricingCurrency')) return 'FOCUS 1.2'
  if (has('ServiceSubcategory') || has('SkuMeter') || has('CapacityReservationId')) return 'FOCUS 1.1'
  return 'FOCUS 1.0'
}
