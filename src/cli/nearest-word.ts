/** The valid word that was probably meant; what measures that is loaded only for a line with a mistake. */
export async function nearestWord(word: string, valid: readonly string[]): Promise<string | undefined> {
  const { nearest } = await import('../config/nearest.ts')
  return nearest(word, valid)
}
