import { McloudError } from '../../errors/mcloud-error.ts'

/** Days in UTC, `to` not included. */
export interface Period {
  readonly from: string
  readonly to: string
}

const DAY_MS = 86_400_000

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

export function addDays(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** Every day of a period. */
export function daysOf({ from, to }: Period): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, index) => addDays(from, index))
}

/** First day of a month and of the next. */
export function monthPeriod(month: string): Period {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: `${month}-01`, to: dayOf(Date.UTC(year, number, 1)) }
}

/** The month so far, today included. */
export function monthToDate(nowMs: number): Period {
  const today = dayOf(nowMs)
  return { from: `${today.slice(0, 7)}-01`, to: addDays(today, 1) }
}

/**
 * What a period is compared with: whole months with as many whole months before, part of a month with the same
 * days of the month before, and anything else with as many days before.
 */
export function previousPeriod({ from, to }: Period): Period {
  if (from.endsWith('-01')) {
    const months = to.endsWith('-01') ? monthsBetween(from, to) : 1
    const start = shiftMonths(from, -months)
    if (to.endsWith('-01')) return { from: start, to: from }
    if (from.slice(0, 7) === addDays(to, -1).slice(0, 7)) {
      const end = addDays(start, daysBetween(from, to))
      return { from: start, to: end > from ? from : end }
    }
  }
  return { from: addDays(from, -daysBetween(from, to)), to: from }
}

function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number)
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number)
  return (toYear - fromYear) * 12 + toMonth - fromMonth
}

function shiftMonths(day: string, count: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return dayOf(Date.UTC(year, month - 1 + count, 1))
}

export interface PeriodWords {
  readonly month?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What is wrong with the words of a period, all at once. */
export function periodMistakes({ month, from, to }: PeriodWords): string[] {
  const mistakes: string[] = []
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    mistakes.push('--month must be a month such as 2026-10')
  }
  if (month !== undefined && (from !== undefined || to !== undefined)) {
    mistakes.push('--month goes without --from and --to')
  }
  for (const [name, day] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (day !== undefined && !isDay(day)) mistakes.push(`${name} must be a day such as 2026-10-31`)
  }
  if (to !== undefined && from === undefined) mistakes.push('--to needs --from')
  if (from !== undefined && to !== undefined && isDay(from) && isDay(to) && to < from) {
    mistakes.push('--to is before --from')
  }
  return mistakes
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && addDaysOrNothing(text) === text
}

function addDaysOrNothing(day: string): string | undefined {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : dayOf(ms)
}

/** The period that words name, or undefined where none are given. `--to` is the last day of it. */
export function namedPeriod(words: PeriodWords, nowMs: number): Period | undefined {
  const mistakes = periodMistakes(words)
  if (mistakes.length > 0) throw new McloudError({ code: 'USAGE', message: mistakes.join('; ') })
  if (words.month !== undefined) return monthPeriod(words.month)
  if (words.from === undefined) return undefined
  return { from: words.from, to: addDays(words.to ?? dayOf(nowMs), 1) }
}
