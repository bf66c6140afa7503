import type { Path } from './mistake.ts'

/** Where a value of a JSON text begins, and all that is inside it. */
interface Place {
  readonly start: number
  readonly members?: ReadonlyMap<string, { readonly keyStart: number; readonly value: Place }>
  readonly items?: readonly Place[]
}

/** Offsets of the keys and values of a JSON text. */
export interface JsonPlaces {
  /** Where the key or the value of a path begins; the nearest parent's place where there is none. */
  offsetOf(path: Path, on: 'key' | 'value'): number
}

/**
 * Walks over a text that `JSON.parse` has taken; undefined where one mapping has a key twice, of which `JSON.parse`
 * says nothing.
 */
export function placesInJson(text: string): JsonPlaces | undefined {
  let at = 0
  let isDoubled = false

  const skip = (): void => {
    while (' \t\r\n,:'.includes(text[at] ?? '\0')) at++
  }
  const string = (): string => {
    const start = at
    at++
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at++
    const inner = text.slice(start + 1, at - 1)
    return inner.includes('\\') ? (JSON.parse(text.slice(start, at)) as string) : inner
  }
  const place = (): Place => {
    skip()
    const start = at
    if (text[at] === '"') {
      string()
      return { start }
    }
    if (text[at] !== '{' && text[at] !== '[') {
      while (at < text.length && !' \t\r\n,]}'.includes(text[at] as string)) at++
      return { start }
    }
    const close = text[at] === '{' ? '}' : ']'
    const members = new Map<string, { keyStart: number; value: Place }>()
    const items: Place[] = []
    at++
    for (skip(); text[at] !== close; skip()) {
      if (close === ']') {
        items.push(place())
        continue
      }
      const keyStart = at
      const key = string()
      isDoubled ||= members.has(key)
      members.set(key, { keyStart, value: place() })
    }
    at++
    return close === '}' ? { start, members } : { start, items }
  }

  const root = place()
  if (isDoubled) return undefined
  return {
    offsetOf: (path, on) => {
      let here = root
      for (const [index, part] of path.entries()) {
        const member = here.members?.get(String(part))
        if (member !== undefined && on === 'key' && index === path.length - 1) return member.keyStart
        const next = member?.value ?? here.items?.[Number(part)]
        if (next === undefined) break
        here = next
      }
      return here.start
    },
  }
}
