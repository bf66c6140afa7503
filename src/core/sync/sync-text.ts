import type { SyncReport } from './sync-report.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A key as it is shown: what would move the cursor of a terminal, or turn the text around, is written out. */
export function keyText(key: string): string {
  return key.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`,
  )
}

/** `1.5 GiB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

/** `3 h 20 min`, `2 min 5 s`, `4.2 s`. */
export function spanText(ms: number): string {
  const seconds = ms / 1_000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** `name: value`, in falling order of the values, with commas between. */
export function countsText(counts: Readonly<Partial<Record<string, number>>>): string {
  return Object.entries(counts)
    .filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

/** One line on a run that goes on: objects, bytes, rate. */
export function progressText(report: SyncReport, elapsedMs: number): string {
  const { counts, copied, copiedBytes, failures } = report
  const rate = elapsedMs < 500 ? '' : `, ${bytesText((copiedBytes / elapsedMs) * 1_000)}/s`
  const failed = failures === 0 ? '' : `, ${failures} failed`
  return `${counts.a} looked at, ${copied} copied (${bytesText(copiedBytes)}${rate})${failed}`
}
