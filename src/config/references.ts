/** Pattern of a reference to an environment variable inside a text of the file. */
export const REFERENCE_PATTERN = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}'

export type Environment = Readonly<Record<string, string | undefined>>

const OPENING = '${'
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** How a file writes a reference to an environment variable. */
export function referenceTo(name: string): string {
  return `\${${name}}`
}

/** Names of the environment variables that a text refers to, in order. */
export function referencesIn(text: string): string[] {
  // Most texts of a large file hold none, and this is asked of each.
  if (!text.includes(OPENING)) return []
  return [...text.matchAll(REFERENCE)].map((match) => match[1] as string)
}

/**
 * A copy of the file's value with each `${NAME}` replaced in every text. A reference to a variable that is not
 * set stays as it is written, so that whoever needs the value can say which variable is missing.
 */
export function resolveReferences(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') {
    if (!value.includes(OPENING)) return value
    return value.replace(REFERENCE, (written, name: string) => environment[name] ?? written)
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, environment))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolveReferences(item, environment)]),
    )
  }
  return value
}
