type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The entries whose value is there: an absent setting has no key at all. */
export function present<T extends object>(entries: T): Present<T> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Present<T>
}

/** Each value of a mapping turned into another, in the same order; an absent mapping is an empty one. */
export function mapValues<K extends string, A, B>(
  mapping: { readonly [key in K]?: A } | undefined,
  turn: (value: Exclude<A, undefined>, key: K) => B,
): Record<K, B> {
  const entries = Object.entries(mapping ?? {}) as [K, Exclude<A, undefined>][]
  return Object.fromEntries(entries.map(([key, value]) => [key, turn(value, key)])) as Record<K, B>
}

/** A value that the defaults must have filled in; a gap is a defect of mcloud. */
export function filled<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A default of the platform file is missing.')
  return value
}
