import * as z from 'zod'
import { DURATION_PATTERN } from '../duration.ts'
import { REFERENCE_PATTERN } from '../references.ts'

/**
 * The small words of the platform file. Every pattern also admits a text with a `${NAME}` reference, because
 * editors check the file before the environment is known.
 */
function patterned(pattern: string, expected: string) {
  return z
    .string({ error: expected })
    .regex(new RegExp(`^(?:${pattern}|.*${REFERENCE_PATTERN}.*)$`), { error: expected })
}

const NAME = 'a name of a-z, 0-9 and -, starting with a letter'
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'

export const text = () => z.string().min(1, { error: 'a text that is not empty' })
export const name = () => z.string({ error: NAME }).regex(/^[a-z][a-z0-9-]{0,62}$/, { error: NAME })
export const duration = () => patterned(DURATION_PATTERN, 'a duration such as 500ms, 5s, 1m, 2h or 30d')
export const url = () =>
  patterned('https?://[^\\s/]+(?:/\\S*)?', 'a URL that starts with http:// or https://')
export const connection = () =>
  patterned('postgres(?:ql)?://\\S+', 'a connection string such as postgres://user@host:5432/database')
export const hostPort = () =>
  patterned('(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?', 'host or host:port')
export const domain = () =>
  patterned(`${LABEL}(?:\\.${LABEL})*`, 'a domain name such as shop.example.com, without the final dot')
export const port = () =>
  z
    .int({ error: 'a port number from 1 to 65535' })
    .min(1, { error: 'a port number from 1 to 65535' })
    .max(65_535, { error: 'a port number from 1 to 65535' })
export const money = () => z.number({ error: 'an amount in US dollars' }).min(0, { error: 'an amount >= 0' })

/** The same shape for each cloud; a key other than a cloud's name is an unknown key. */
export function perCloud<T extends z.ZodType>(of: T) {
  return z.strictObject({ aws: of.optional(), gcp: of.optional(), azure: of.optional() })
}

/** Named things, in the file's order. */
export function named<T extends z.ZodType>(of: T) {
  return z.record(name(), of)
}
