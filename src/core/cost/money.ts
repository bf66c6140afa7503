import Big from 'big.js'

/** An amount that is added and multiplied without rounding, whatever number of places a bill has. */
export type Decimal = Big

/** Reads a decimal, in exponent notation too. @throws Error for anything else */
export function decimal(text: string | number | Decimal): Decimal {
  return new Big(text)
}

export const ZERO: Decimal = new Big(0)

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO
  for (const amount of amounts) total = total.plus(amount)
  return total
}

/** All places, never in exponent notation. */
export function exact(amount: Decimal): string {
  return amount.toFixed()
}

/** To a ten-thousandth, never less than the amount: what something may cost. */
export function atMost(amount: Decimal): string {
  return exact(amount.round(4, Big.roundUp))
}

/**
 * To the cent, half away from zero; amounts below a cent keep four places, and what is less still is said to be less,
 * so that nothing that is charged is shown as nothing.
 */
export function rounded(amount: Decimal): string {
  const small = !amount.eq(0) && amount.abs().lt('0.01')
  if (small && amount.abs().lt('0.00005')) return amount.lt(0) ? '>-0.0001' : '<0.0001'
  const text = amount.toFixed(small ? 4 : 2)
  const [whole = '', places] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return places === undefined ? grouped : `${grouped}.${places}`
}

/** `part / whole` in percent, or undefined where there is no whole. */
export function percentOf(part: Decimal, whole: Decimal): number | undefined {
  return whole.eq(0) ? undefined : part.div(whole).times(100).toNumber()
}

/** `12.3%`, with its sign where it is a change. */
export function percentText(percent: number | undefined, signed = false): string {
  if (percent === undefined) return '-'
  return `${signed && percent > 0 ? '+' : ''}${percent.toFixed(1)}%`
}
