import type { PriceUnit } from '../calls/price-quotes.ts'

/** A question to GetProducts, and which of its answers is meant. */
export interface AwsPriceQuery extends PriceUnit {
  readonly service: string
  /** Filters of the API: exact values. */
  readonly filters: Readonly<Record<string, string>>
  /** Attributes that an answer must have, as far as filters cannot say it. */
  readonly match?: Readonly<Record<string, RegExp>>
  /** Not sold by region. */
  readonly global?: boolean
}

/** The units that the vendor names for the same thing. */
export const HOUR: PriceUnit = { unit: /^(Hrs?|Hours?|hours)$/ }
export const GB: PriceUnit = { unit: /^(GB|Quantity|GigaBytes)$/i }
export const GB_MONTH: PriceUnit = { unit: /^GB-Mo(nth)?$/i }
export const MONTHLY: PriceUnit = {
  unit: /-?Mo(nth)?$|^(Keys?|Secrets?|Alarms|Metrics|HostedZone|Zones?|Health Checks?)$/i,
}
export const COUNT: PriceUnit = { unit: /^(?!.*(GB|Hrs|Hour|-Mo))/i }
export const each = (times: number): PriceUnit => ({ ...COUNT, times })

/** A usage type, which outside us-east-1 carries a prefix such as `USE2-` or `EU-`. */
export function usage(type: string): { readonly usagetype: RegExp } {
  return { usagetype: new RegExp(`^(?:(?:[A-Z]{2,4}\\d|EU)-)?${type.replaceAll('.', '\\.')}$`) }
}

/** What is billed under one usage type of a service. */
export const query = (
  service: string,
  type: string,
  unit: PriceUnit,
  filters: Readonly<Record<string, string>> = {},
): AwsPriceQuery => ({ service, filters, match: usage(type), ...unit })
