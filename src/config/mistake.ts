/** A path inside the file: keys of mappings and indexes of lists. */
export type Path = readonly (string | number)[]

/** One mistake in terms of the file's structure; its line and column are found afterwards. */
export interface Mistake {
  readonly path: Path
  /** Whether the key itself is wrong or what stands under it. */
  readonly on: 'key' | 'value'
  readonly message: string
  readonly expected?: string
  /** Two writable databases: a refusal of its own kind. */
  readonly multiWriter?: boolean
  /** The key is not one of the schema; the rest around it can still be judged. */
  readonly unknownKey?: boolean
}

/** `databases.orders.members.aws`, `traffic.records.app.targets[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}
