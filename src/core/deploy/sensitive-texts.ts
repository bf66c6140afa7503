import type { PlanJson } from './plan-json.ts'

/** Shorter values would hide ordinary words. */
const SHORTEST = 6

/**
 * Every text that a plan marks as sensitive somewhere, as JSON writes it: a provider may hand the same value out again
 * unmarked, and there it is to be hidden, too.
 */
export function sensitiveTexts(plan: PlanJson): readonly string[] {
  const found = new Set<string>()
  const take = (value: unknown, mark: unknown): void => {
    if (typeof value === 'string') {
      if (mark === true && value.length >= SHORTEST) found.add(JSON.stringify(value).slice(1, -1))
      return
    }
    if (value === null || typeof value !== 'object') return
    for (const [key, inner] of Object.entries(value))
      take(inner, mark === true ? true : (mark as Record<string, unknown> | null | undefined)?.[key])
  }
  const changes = [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].map(
    ({ change }) => change,
  )
  for (const change of [...changes, ...Object.values(plan.output_changes ?? {})]) {
    take(change.before, change.before_sensitive)
    take(change.after, change.after_sensitive)
  }
  for (const [name, { sensitive }] of Object.entries(plan.configuration?.root_module?.variables ?? {}))
    if (sensitive === true) take(plan.variables?.[name]?.value, true)
  return [...found]
}
