import { createHash } from 'node:crypto'

/** SHA-256 over the JSON of a value, by which damage is seen. */
export function valueDigest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? 'null')
    .digest('hex')
}
