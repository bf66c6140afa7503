import type { Cloud } from '../../config/clouds.ts'

/** Whole percents by cloud, 100 together. */
export type Shares = Readonly<Partial<Record<Cloud, number>>>

export interface Shift {
  readonly to: Cloud
  /** Absent: from all others, each by its share. */
  readonly from?: Cloud | undefined
  readonly stepPercent: number
  /** Share of `to` at the end. */
  readonly untilPercent: number
}

/** Weights as whole percents that are 100 together; pure. */
export function sharesOf(weights: Readonly<Partial<Record<Cloud, number>>>): Shares {
  const entries = Object.entries(weights) as [Cloud, number][]
  const sum = entries.reduce((all, [, weight]) => all + weight, 0)
  const exact = entries.map(([cloud, weight]) => ({ cloud, share: (weight * 100) / sum }))
  const missing = 100 - exact.reduce((all, { share }) => all + Math.floor(share), 0)
  const byRest = [...exact].sort((a, b) => (b.share % 1) - (a.share % 1)).slice(0, missing)
  return Object.fromEntries(
    exact.map((one) => [one.cloud, Math.floor(one.share) + (byRest.includes(one) ? 1 : 0)]),
  )
}

/** The shares after each increment, the last one at the goal; empty where it is reached already; pure. */
export function shiftShares(start: Shares, { to, from, stepPercent, untilPercent }: Shift): Shares[] {
  const stages: Shares[] = []
  const now: Partial<Record<Cloud, number>> = { ...start, [to]: start[to] ?? 0 }
  const giver = (): Cloud | undefined => {
    const givers = (Object.keys(now) as Cloud[]).filter(
      (cloud) => cloud !== to && (from === undefined || cloud === from) && (now[cloud] ?? 0) > 0,
    )
    // point by point from whoever has kept most of what it had: so nobody's share ever rises again
    const kept = (cloud: Cloud) => (now[cloud] ?? 0) / (start[cloud] ?? 1)
    return givers.sort((a, b) => kept(b) - kept(a))[0]
  }
  for (let moved = 0; (now[to] ?? 0) < untilPercent; ) {
    const cloud = giver()
    if (cloud !== undefined) {
      now[cloud] = (now[cloud] ?? 0) - 1
      now[to] = (now[to] ?? 0) + 1
      moved++
    }
    if (cloud === undefined ? moved > 0 : moved === stepPercent || now[to] === untilPercent) {
      stages.push({ ...now })
      moved = 0
    }
    if (cloud === undefined) break
  }
  return stages
}
