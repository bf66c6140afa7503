import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'

/** One part of a workload as every cloud has it in some form. Quantities are of a month. */
export interface WorkloadItem {
  readonly name: string
  readonly kind: ItemKind
  readonly count: number
  readonly vcpu: number
  readonly memoryGb: number
  readonly storageGb: number
  readonly requests: number
  /** Seconds of a function with one GB of memory. */
  readonly gbSeconds: number
  readonly egressGb: number
  /** Type or size in a cloud, where it is given. */
  readonly types: Readonly<Partial<Record<Cloud, string>>>
  /** What somebody says that it costs, to be held against ours. */
  readonly stated: Readonly<Partial<Record<Cloud, number>>>
  /** What somebody says that one unit costs, and how much of it is free. */
  readonly statedPrices: Readonly<Partial<Record<Cloud, StatedPrice>>>
  /** Name of the category whose stated costs it belongs to. */
  readonly category?: string
}

export interface StatedPrice {
  readonly usd?: number
  /** Of the unit of the price, each month. */
  readonly free?: number
}

/** What somebody says that a workload costs as a whole, in US dollars a month. */
export interface StatedCosts {
  readonly clouds: Readonly<Partial<Record<Cloud, number>>>
  /** Of all clouds together. */
  readonly categories: Readonly<Record<string, number>>
}

export const ITEM_KINDS = [
  'machine',
  'kubernetes',
  'postgres',
  'redis',
  'objects',
  'functions',
  'messages',
  'table',
  'egress',
] as const

export type ItemKind = (typeof ITEM_KINDS)[number]

/**
 * Reads `cost.compare.NAME` of the platform file: `items`, each with `kind` and its quantities.
 * @throws McloudError CONFIG_INVALID with every mistake
 */
export function readWorkload(name: string, section: Readonly<Record<string, unknown>>): WorkloadItem[] {
  const at = `cost.compare.${name}.items`
  const items = section.items
  if (!Array.isArray(items) || items.length === 0) {
    throw invalid([
      { at, message: 'is missing or empty', expected: 'a list of items with kind and quantities' },
    ])
  }
  const problems: { at: string; message: string; expected?: string }[] = []
  const read = items.map((item: unknown, index) => {
    const values = (item ?? {}) as Record<string, unknown>
    const number = (key: string, fallback: number) => {
      const value = values[key] ?? fallback
      if (typeof value === 'number' && value >= 0) return value
      problems.push({ at: `${at}[${index}].${key}`, message: `${JSON.stringify(value)} is no number >= 0` })
      return fallback
    }
    const kind = values.kind as ItemKind
    if (!ITEM_KINDS.includes(kind)) {
      problems.push({
        at: `${at}[${index}].kind`,
        message: `${JSON.stringify(kind)} is not known`,
        expected: ITEM_KINDS.join(', '),
      })
    }
    return {
      name: typeof values.name === 'string' ? values.name : kind,
      kind,
      count: number('count', 1),
      vcpu: number('vcpu', 2),
      memoryGb: number('memoryGb', 8),
      storageGb: number('storageGb', 0),
      requests: number('requests', 0),
      gbSeconds: number('gbSeconds', 0),
      egressGb: number('egressGb', 0),
      types: (values.types ?? {}) as WorkloadItem['types'],
      stated: (values.stated ?? {}) as WorkloadItem['stated'],
      statedPrices: (values.statedPrices ?? {}) as WorkloadItem['statedPrices'],
      ...(typeof values.category === 'string' ? { category: values.category } : {}),
    }
  })
  if (problems.length > 0) throw invalid(problems)
  return read
}

/**
 * Reads what `cost.compare.NAME` says that the whole costs: `stated` by cloud, `statedCategories` of all clouds.
 * @throws McloudError CONFIG_INVALID with every mistake
 */
export function readStated(name: string, section: Readonly<Record<string, unknown>>): StatedCosts {
  const problems: { at: string; message: string; expected?: string }[] = []
  const amounts = (key: string) => {
    const values = Object.entries((section[key] ?? {}) as Record<string, unknown>)
    for (const [of, usd] of values) {
      if (typeof usd === 'number' && usd >= 0) continue
      problems.push({
        at: `cost.compare.${name}.${key}.${of}`,
        message: `${JSON.stringify(usd)} is no number >= 0`,
      })
    }
    return Object.fromEntries(values) as Record<string, number>
  }
  const [clouds, categories] = [amounts('stated'), amounts('statedCategories')]
  if (problems.length > 0) throw invalid(problems)
  return { clouds, categories }
}

function invalid(problems: readonly { at: string; message: string; expected?: string }[]): McloudError {
  return new McloudError({ code: 'CONFIG_INVALID', message: 'A workload to compare has mistakes.', problems })
}
