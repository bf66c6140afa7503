/** The valid word that was probably meant; `undefined` where none is near enough to be worth naming. */
export async function nearestWord(word: string, valid: readonly string[]): Promise<string | undefined> {
  if (valid.length === 0 || word === '') return undefined
  const { closest, distance } = await import('fastest-levenshtein')
  const nearest = closest(word.toLowerCase(), [...valid])
  const tolerance = Math.max(2, Math.floor(nearest.length / 3))
  return distance(word.toLowerCase(), nearest) <= tolerance || nearest.startsWith(word) ? nearest : undefined
}
