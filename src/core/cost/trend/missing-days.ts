import { daysBetween } from '../period.ts'
import type { Spend } from '../spend.ts'
import { median } from './statistics.ts'

/** Days of which a cloud tells nothing at all though it charges day by day: not known, which is not nothing. */
export interface MissingDays {
  readonly cloud: string
  readonly days: readonly string[]
}

/** The part of the days in a row that makes a cloud one that charges day by day; working days alone are fewer. */
const DAILY = 0.9
/** Figures come late by as many days; a cloud that tells nothing for longer charges nothing any more. */
const LATE_DAYS = 3
/** Days on both sides by which a missing one is filled in. */
const AROUND = 28

/** Which of some days each cloud does not tell: between its first and its last charge, and the last few as they are late. */
export function missingDays(spend: readonly Spend[], days: readonly string[]): MissingDays[] {
  return [...new Set(spend.map(({ cloud }) => cloud))].sort().flatMap((cloud) => {
    const charged = new Set(spend.filter((one) => one.cloud === cloud).map(({ day }) => day))
    const told = days.filter((day) => charged.has(day))
    const [first, last] = [told[0], told.at(-1)]
    if (first === undefined || last === undefined || !isDaily(told)) return []
    const late = days.filter((day) => day > last).length <= LATE_DAYS
    const missing = days.filter((day) => day > first && (day < last || late) && !charged.has(day))
    return missing.length === 0 ? [] : [{ cloud, days: missing }]
  })
}

function isDaily(told: readonly string[]): boolean {
  const gaps = told.slice(1).map((day, index) => daysBetween(told[index] ?? day, day))
  return gaps.length > 0 && gaps.filter((gap) => gap === 1).length >= DAILY * gaps.length
}

/** A series in which days that are not known (null) are as usual days around them: the same weekday where it is known. */
export function filled(values: readonly (number | null)[]): number[] {
  return values.map((value, day) => {
    if (value !== null) return value
    const known = (step: number) =>
      values.flatMap((other, at) =>
        other !== null && Math.abs(at - day) <= AROUND && (at - day) % step === 0 ? [other] : [],
      )
    const near = [known(7), known(1), values.filter((other) => other !== null)].find((of) => of.length > 0)
    return near === undefined ? 0 : median(near)
  })
}

/** What is missing, for people. */
export function missingNotes(missing: readonly MissingDays[]): string[] {
  return missing.map(
    ({ cloud, days }) =>
      `${cloud}: no charges are told of ${days.length} days between ${days[0]} and ${days.at(-1)}; they are taken for usual days, and not for nothing`,
  )
}
