import { closest, distance } from 'fastest-levenshtein'

const SHORTEST_START = 3

/** The known word that a mistyped or shortened one most likely means; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const typed = word.toLowerCase()
  const longer = known.find((candidate) => typed.length >= SHORTEST_START && candidate.startsWith(typed))
  if (longer !== undefined) return longer
  const candidate = closest(typed, [...known])
  return distance(typed, candidate) <= Math.max(2, Math.floor(word.length / 3)) ? candidate : undefined
}
