import type { Mistake } from '../mistake.ts'
import type { PlatformFile } from '../schema.ts'

/** What the shares and budgets of `cost` mean together: it keeps no other command, so it is no mistake of the file. */
export function costNotes({ cost, clouds }: PlatformFile): Mistake[] {
  const shares = Object.entries(cost?.allocation ?? {}).flatMap(([by, parts]): Mistake[] => {
    // Twelve places: what is not quite a hundred in binary fractions is a hundred.
    const sum = Number(
      Object.values(parts)
        .reduce((total, share) => total + share, 0)
        .toFixed(12),
    )
    const message = `the shares add up to ${sum}, and \`cost allocate\` will refuse them`
    return sum === 100 ? [] : [{ path: ['cost', 'allocation', by], on: 'key', message, expected: '100' }]
  })
  const budgets = Object.entries(cost?.budgets ?? {}).flatMap(([name, { cloud }]): Mistake[] => {
    if (cloud === undefined || Object.hasOwn(clouds, cloud)) return []
    const message = `the platform does not live on ${cloud}: nothing will count in this budget`
    const expected = `one of ${Object.keys(clouds).join(', ')}`
    return [{ path: ['cost', 'budgets', name, 'cloud'], on: 'value', message, expected }]
  })
  return [...shares, ...budgets]
}
