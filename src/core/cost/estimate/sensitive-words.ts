const HIDDEN = '(sensitive)'
/** Shorter ones would hide what is no secret, such as a number of zones. */
const LEAST_LENGTH = 3

/**
 * Hides what a plan marks as sensitive in texts that are shown: a price may be found by a secret value, and must not
 * tell it. https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function hiderOf(
  ...marked: readonly (readonly [values: unknown, marks: unknown])[]
): (text: string) => string {
  const words = marked.flatMap(([values, marks]) => sensitiveWords(values, marks))
  return (text) => words.reduce((shown, word) => shown.replaceAll(word, HIDDEN), text)
}

function sensitiveWords(values: unknown, marks: unknown): string[] {
  if (marks === true) return wordsOf(values)
  if (marks === null || typeof marks !== 'object' || values === null || typeof values !== 'object') return []
  return Object.entries(marks).flatMap(([name, mark]) =>
    sensitiveWords((values as Readonly<Record<string, unknown>>)[name], mark),
  )
}

function wordsOf(value: unknown): string[] {
  // Keys of prices hold parts of a value.
  if (typeof value === 'string')
    return [value, ...value.split('.')].filter(({ length }) => length >= LEAST_LENGTH)
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(wordsOf)
}
