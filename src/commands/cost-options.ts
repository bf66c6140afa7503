import { resolve } from 'node:path'
import type { Cloud } from '../config/clouds.ts'
import type { ReportDimension } from '../core/cost/spend.ts'
import type { Context } from './command.ts'

/** Options by which cost commands say when. */
export const PERIOD_OPTIONS = {
  month: { type: 'text', value: 'YYYY-MM', summary: 'This month' },
  from: { type: 'text', value: 'YYYY-MM-DD', summary: 'First day (default: that of this month)' },
  to: { type: 'text', value: 'YYYY-MM-DD', summary: 'Last day (default: today)' },
} as const

/** Options by which cost commands say which clouds are asked, and for how much. */
export const ASK_OPTIONS = {
  cloud: { type: 'cloud', many: true, summary: 'Ask this cloud only; may be repeated' },
  maxApiSpend: {
    type: 'text',
    value: 'USD',
    summary: 'Most that asking may cost in US dollars (default: 0.10)',
  },
  fresh: { type: 'flag', summary: 'Ask again, whatever answers are kept' },
} as const

/** Options that name bills to read in place of asking. */
export const BILL_OPTIONS = {
  focus: {
    type: 'text',
    many: true,
    value: 'FILE',
    offers: 'files',
    summary:
      'Bill: FOCUS, AWS CUR, Google or Azure export, as a file or below s3://, gs:// or az://; may be repeated',
  },
} as const

/** Where an option is not given. */
const MAX_API_SPEND = '0.10'

interface Asked {
  readonly cloud: readonly Cloud[]
  readonly maxApiSpend: string | undefined
  readonly fresh: boolean
}

/** Which clouds are asked, as core wants it. */
export function askedOf({ cloud, maxApiSpend, fresh }: Asked) {
  return { clouds: cloud, maxApiSpend: maxApiSpend ?? MAX_API_SPEND, fresh }
}

export const DIMENSIONS = [
  'cloud',
  'service',
  'category',
  'account',
  'region',
  'charge',
  'environment',
  'unit',
  'resource',
  'day',
  'month',
] as const satisfies readonly ReportDimension[]

export const DIMENSION_WORDS = `${DIMENSIONS.join(', ')} or tag:KEY`

/** `--by a,b --by c` as dimensions. */
export function dimensionsOf(
  words: readonly string[],
  fallback: readonly ReportDimension[],
): readonly ReportDimension[] {
  const named = words.flatMap((word) => word.split(',')) as ReportDimension[]
  return named.length === 0 ? fallback : [...new Set(named)]
}

export function dimensionMistakes(words: readonly string[]): string[] {
  return words
    .flatMap((word) => word.split(','))
    .filter((word) => !(DIMENSIONS as readonly string[]).includes(word) && !/^tag:[^"\\]+$/.test(word))
    .map((word) => `--by ${word} is none of ${DIMENSION_WORDS}`)
}

/** Amounts are decimals such as 0.10, never negative. */
export function moneyMistakes(options: { readonly maxApiSpend: string | undefined }): string[] {
  return isAmount(options.maxApiSpend) ? [] : ['--max-api-spend must be an amount such as 0.10']
}

/** Bills are read, or clouds are asked. */
export function sourceMistakes(options: {
  readonly cloud: readonly Cloud[]
  readonly focus: readonly string[]
}) {
  return options.cloud.length > 0 && options.focus.length > 0
    ? ['--focus reads files, and --cloud asks clouds: name one of them']
    : []
}

export function isAmount(text: string | undefined): boolean {
  return text === undefined || /^\d+(\.\d+)?$/.test(text)
}

/** Forms in which every cost command can show its figures. */
export const FORM_OPTIONS = {
  csv: { type: 'flag', summary: 'Print CSV with exact figures' },
  markdown: { type: 'flag', summary: 'Print Markdown, for a pull request' },
  html: { type: 'file', summary: 'Write a page with charts that needs nothing else to be shown' },
} as const

export interface Forms {
  readonly csv: boolean
  readonly markdown: boolean
  readonly html: string | undefined
}

/** Forms that exclude each other. */
export function formMistakes(forms: Forms): string[] {
  return forms.csv && forms.markdown ? ['--csv and --markdown exclude each other'] : []
}

/** Options of commands that price things. */
export const PRICE_OPTIONS = {
  prices: {
    type: 'file',
    summary: 'Price file of your own (default: cost.prices of the platform file, or the shipped one)',
  },
} as const

/** Options that name what is priced, where it is no plan in JSON. */
export const PLANNED_OPTIONS = {
  bundle: { type: 'file', summary: 'Bundle of `mcloud deploy plan --out`' },
  unit: { type: 'text', many: true, value: 'NAME', summary: 'Plan this unit and price it; may be repeated' },
  environment: { type: 'text', value: 'NAME', summary: 'Environment of `deploy.environments`, with --unit' },
} as const

/** What is priced, where it is no plan in JSON. */
export interface Planned {
  readonly bundle: string | undefined
  readonly unit: readonly string[]
  readonly environment: string | undefined
}

/** Exactly one thing is priced. */
export function plannedMistakes(plan: string | undefined, { bundle, unit, environment }: Planned): string[] {
  const given = [plan, bundle, unit.length > 0 ? unit : undefined].filter((one) => one !== undefined)
  return [
    ...(given.length === 1 ? [] : ['name one of a plan in JSON, --bundle and --unit']),
    ...(environment !== undefined && unit.length === 0 ? ['--environment goes with --unit'] : []),
  ]
}

/** Bills as core wants them: addresses of buckets as they are, files by their absolute path. */
export function billPaths(files: readonly string[], { workingFolder }: Context): string[] {
  return files.map((file) => (/^(s3|gs|az):\/\//i.test(file) ? file : resolve(workingFolder, file)))
}
