/** The part of `terraform show -json PLAN` that the rules read. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[]
}

export interface ResourceChange {
  readonly address: string
  readonly mode: string
  readonly type: string
  readonly change: { readonly after: Readonly<Record<string, unknown>> | null }
}

export type Values = Readonly<Record<string, unknown>>

/** Says what is wrong with the planned values of a resource, or undefined. */
export type Rule = (values: Values) => string | undefined

export const isTrue =
  (attribute: string, why: string): Rule =>
  (values) =>
    values[attribute] === true ? undefined : `${attribute} must be true: ${why}`

export const isNotTrue =
  (attribute: string, why: string): Rule =>
  (values) =>
    values[attribute] === true ? `${attribute} must not be true: ${why}` : undefined

/** Stricter than isNotTrue: for attributes that the provider takes as true where they are left out. */
export const isFalse =
  (attribute: string, why: string): Rule =>
  (values) =>
    values[attribute] === false ? undefined : `${attribute} must be false: ${why}`

export const isPositive =
  (attribute: string, why: string): Rule =>
  (values) =>
    Number(values[attribute]) > 0 ? undefined : `${attribute} must be set: ${why}`

export const equals =
  (attribute: string, wanted: unknown, why: string): Rule =>
  (values) =>
    values[attribute] === wanted ? undefined : `${attribute} must be ${String(wanted)}: ${why}`

export const oneOf =
  (attribute: string, wanted: readonly string[], why: string): Rule =>
  (values) =>
    wanted.includes(String(values[attribute]))
      ? undefined
      : `${attribute} must be one of ${wanted.join(', ')}: ${why}`

export const isNot =
  (attribute: string, unwanted: unknown, why: string): Rule =>
  (values) =>
    values[attribute] === unwanted ? `${attribute} must not be ${String(unwanted)}: ${why}` : undefined

export const firstBlock = (values: Values, name: string): Values | undefined => {
  const block = values[name]
  return Array.isArray(block) ? (block[0] as Values | undefined) : undefined
}

export const inBlock =
  (block: string, rule: Rule): Rule =>
  (values) => {
    const inner = firstBlock(values, block)
    return inner === undefined ? `${block} is missing` : rule(inner)
  }

export const DELETION = 'data must not go with a plan'
export const ENCRYPTED = 'data at rest is encrypted'
export const PRIVATE = 'nothing is public that is not meant to be'
export const ON_THE_WIRE = 'nothing crosses the wire in clear'

/** Names of attributes that carry a secret; write-only ones are null in plan and state, which lets them pass. */
export const SECRET =
  /^(.*_)?(password|secret_string|secret_data|auth_token|shared_key|shared_secret|preshared_key|access_key|private_key)$/

/** Paths of the texts that are not empty and whose attribute has such a name. */
export function textsIn(values: Values, names: RegExp, at = ''): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (Array.isArray(value))
      return value.flatMap((item, index) =>
        item !== null && typeof item === 'object'
          ? textsIn(item as Values, names, `${at}${key}[${index}].`)
          : [],
      )
    if (value !== null && typeof value === 'object') return textsIn(value as Values, names, `${at}${key}.`)
    return names.test(key) && typeof value === 'string' && value !== '' ? [`${at}${key}`] : []
  })
}
