import type { Spend } from './spend.ts'

/** What one file charges. */
export interface FileSpend {
  readonly name: string
  readonly spend: readonly Spend[]
}

/** Part of the amounts of common days that must be equal before two files are taken for versions of one bill. */
const MOST = 0.5

/**
 * Pairs of files that seem to hold the same charges, for people: on days that both have, amounts are equal to the last
 * place. Parts of one report share their days too, and differ in every amount. Pure.
 */
export function countedTwice(files: readonly FileSpend[]): string[] {
  const sums = files.map(({ name, spend }) => ({ name, amounts: amountsOf(spend) }))
  return sums.flatMap((one, index) =>
    sums.slice(index + 1).flatMap((other) => {
      const common = [...one.amounts].filter(([key]) => other.amounts.has(key))
      const equal = common.filter(([key, amount]) => other.amounts.get(key) === amount)
      if (equal.length === 0 || equal.length < MOST * common.length) return []
      const days = [...new Set(equal.map(([key]) => key.slice(0, 10)))].sort()
      return [
        `${one.name} and ${other.name} charge the same on ${days.length} days from ${days[0]} to ${days.at(-1)}, and both are counted: name one of them if they are versions of one bill`,
      ]
    }),
  )
}

/** Amounts by day and everything else that is told; the same group is one line already. */
function amountsOf(spend: readonly Spend[]): Map<string, string> {
  const amounts = new Map<string, string>()
  for (const { day, amount, ...rest } of spend) {
    if (Number(amount) !== 0) amounts.set(`${day} ${JSON.stringify(rest)}`, amount)
  }
  return amounts
}
