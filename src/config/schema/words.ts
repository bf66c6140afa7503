import * as z from 'zod/mini'
import { DURATION_PATTERN } from '../duration.ts'
import { REFERENCE_PATTERN } from '../references.ts'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'

/** A schema with its sentence for the reference and for editors. */
export function about<T extends z.ZodMiniType>(sentence: string, schema: T): T {
  return schema.check(z.describe(sentence))
}

/** The same for a key that may be left out. */
export function maybe<T extends z.ZodMiniType>(sentence: string, schema: T): z.ZodMiniOptional<T> {
  return z.optional(about(sentence, schema))
}

/** A text of exactly this pattern; `expected` says it in words. */
export function exactly(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).check(z.regex(pattern, { error: expected }))
}

/** Every pattern also admits a `${NAME}` reference, because editors check a file before its environment is known. */
export function patterned(pattern: string, expected: string) {
  return exactly(new RegExp(`^(?:${pattern}|.*${REFERENCE_PATTERN}.*)$`), expected)
}

export const text = () => z.string().check(z.minLength(1, { error: 'a text that is not empty' }))
export const name = () =>
  exactly(/^[a-z][a-z0-9-]{0,62}$/, 'a name of a-z, 0-9 and -, starting with a letter')
export const duration = () => patterned(DURATION_PATTERN, 'a duration such as 500ms, 5s, 1m, 2h or 30d')
export const url = () =>
  patterned('https?://[^\\s/]+(?:/\\S*)?', 'a URL that starts with http:// or https://')
export const connection = () =>
  patterned('postgres(?:ql)?://\\S+', 'a connection string such as postgres://user@host:5432/database')
export const hostPort = () =>
  patterned('(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?', 'host or host:port')
export const domain = () =>
  patterned(`${LABEL}(?:\\.${LABEL})*`, 'a domain name such as shop.example.com, without the final dot')
export const money = () =>
  z.number({ error: 'an amount in US dollars' }).check(z.minimum(0, { error: 'an amount >= 0' }))

/** A whole number within bounds. */
export function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`
  return z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }))
}

/** A list with at least one item. */
export function listOf<T extends z.ZodMiniType>(item: T, expected: string) {
  return z.array(item).check(z.minLength(1, { error: expected }))
}

/** The same shape for each cloud; a key other than a cloud's name is an unknown key. */
export function perCloud<T extends z.ZodMiniType>(of: T) {
  return z.strictObject({ aws: z.optional(of), gcp: z.optional(of), azure: z.optional(of) })
}

/** Named things, in the file's order. */
export function named<T extends z.ZodMiniType>(of: T) {
  return z.record(name(), of)
}
