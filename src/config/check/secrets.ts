import type { Mistake } from '../mistake.ts'
import { referenceTo } from '../references.ts'
import { secretInClear, textsOf } from '../secrets.ts'

/** Secrets that stand in clear in a file as it is written. */
export function clearSecrets(written: unknown): Mistake[] {
  return textsOf(written).flatMap(([path, text]) => {
    const message = secretInClear(path, text)
    const expected = `a reference such as ${referenceTo('SHOP_SECRET')} to an environment variable`
    return message === undefined ? [] : [{ path, on: 'value' as const, message, expected }]
  })
}
