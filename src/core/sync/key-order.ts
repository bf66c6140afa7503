/**
 * Compares two keys as their UTF-8 bytes, which is how object stores order their listings. JavaScript orders by
 * UTF-16 units, which differs above U+FFFF: surrogates stand below U+E000 there and above U+FFFF in UTF-8.
 */
export function compareKeys(one: string, other: string): number {
  if (one === other) return 0
  const shared = Math.min(one.length, other.length)
  for (let index = 0; index < shared; index += 1) {
    const left = one.charCodeAt(index)
    const right = other.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return one.length - other.length
}

/** Places surrogates, which stand for all above U+FFFF, behind the units U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
