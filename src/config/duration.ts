const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Pattern of a duration as files write it, e.g. `500ms`, `5s`, `1.5m`, `2h`, `30d`. */
export const DURATION_PATTERN = '\\d+(?:\\.\\d+)?(?:ms|s|m|h|d)'

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/** Milliseconds of a duration such as `5s`; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  return Math.round(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS])
}
