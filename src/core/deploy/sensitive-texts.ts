import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { PlanJson } from './plan-json.ts'

/** Shorter values would hide ordinary words. */
const SHORTEST = 6

/**
 * Every text that a plan marks as sensitive somewhere, in each form that it may be written in: a provider may hand the
 * same value out again unmarked, and there it is to be hidden, too.
 */
export function sensitiveTexts(plan: PlanJson): readonly string[] {
  return sensitiveValues(plan).flatMap(writtenForms)
}

/** How a text may stand in another: as it is, in JSON, and in JSON that is a text of JSON. */
export function writtenForms(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1)
  return [text, inJson, JSON.stringify(inJson).slice(1, -1)]
}

/** The same as they stand in the values. */
export function sensitiveValues(plan: PlanJson): readonly string[] {
  const found = new Set<string>()
  const take = (value: unknown, mark: unknown): void => {
    if (typeof value === 'string') {
      if (mark === true && value.length >= SHORTEST) found.add(value)
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

/** Every text in a value that is sensitive as a whole, as it stands there. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= SHORTEST ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(textsIn)
}

/** The error with `(sensitive)` in the place of each of these texts; whatever else was thrown is left as it is. */
export function withoutTexts(thrown: unknown, secrets: readonly string[]): unknown {
  if (!isMcloudError(thrown) || secrets.length === 0) return thrown
  // Messages of Terraform are put on one line before they come here.
  const forms = secrets.flatMap((one) => [...writtenForms(one), one.trim().replaceAll(/\s*\n\s*/g, ' ')])
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length)
  const hide = (text: string) => longestFirst.reduce((rest, one) => rest.replaceAll(one, '(sensitive)'), text)
  const { code, message, hint, retry, problems, details } = thrown
  return new McloudError({
    code,
    message: hide(message),
    hint: hide(hint),
    retry,
    problems: problems.map((problem) => ({ ...problem, message: hide(problem.message) })),
    details,
  })
}
