const UNITS = {
  '': 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const

/** Pattern of a size as files and options write it, e.g. `20MiB`, `1.5GB`, `4096`. */
export const BYTES_PATTERN = '\\d+(?:\\.\\d+)?(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?'

const BYTES = /^(\d+(?:\.\d+)?)(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?$/

/** Bytes of a size such as `20MiB`; undefined where the text is none. */
export function parseBytes(text: string): number | undefined {
  const match = BYTES.exec(text)
  if (match === null) return undefined
  return Math.round(Number(match[1]) * UNITS[(match[2] ?? '') as keyof typeof UNITS])
}
