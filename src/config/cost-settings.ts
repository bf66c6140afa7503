import type { Cloud } from './clouds.ts'
import type { Platform } from './platform.ts'

/** The section `cost` of the platform file, its shape already checked by the schema. */
export interface CostSettings {
  /** US dollars a month for the whole platform. */
  readonly budget?: number
  readonly budgets?: Readonly<Record<string, BudgetSettings>>
  readonly baseline?: Readonly<Partial<Record<Cloud, Readonly<Record<string, number>>>>>
  /** Shares in percent, by `environment` or `service`. */
  readonly allocation?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly tags?: { readonly environment?: string; readonly unit?: string }
  readonly sources?: {
    readonly gcp?: { readonly table?: string; readonly location?: string }
    readonly azure?: { readonly scope?: string }
  }
  /** Price file, relative to the platform file. */
  readonly prices?: string
  /** Monthly usage by resource address or type, e.g. `aws_lambda_function: { requests: 1000000 }`. */
  readonly usage?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly gate?: { readonly maxMonthly?: number; readonly maxIncrease?: number }
  readonly compare?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly categories?: Readonly<Record<string, number>>
  readonly savings?: readonly Readonly<Record<string, unknown>>[]
}

export interface BudgetSettings {
  readonly monthly: number
  /** ISO 4217; US dollars where absent. */
  readonly currency?: string
  readonly cloud?: Cloud
  readonly service?: string
  readonly environment?: string
}

/** The cost section, empty where the file has none. */
export function costSettings(platform: Platform): CostSettings {
  return (platform.later?.cost ?? {}) as CostSettings
}
