import { McloudError } from '../../../errors/mcloud-error.ts'
import { decimal, exact } from '../money.ts'
import { ageInDays, EXPIRED_AFTER_DAYS } from '../prices/price-book.ts'
import type { Estimate } from './estimate.ts'

export interface GateLimits {
  /** US dollars a month after the change. */
  readonly maxMonthly?: string
  /** US dollars a month more than now. */
  readonly maxIncrease?: string
}

export interface GateCheck {
  readonly limit: 'max-monthly' | 'max-increase'
  readonly allowedUsd: string
  readonly estimatedUsd: string
  /** The part of it with verified prices. */
  readonly verifiedUsd: string
  readonly verdict: GateVerdict
}

/** undecided: only unverified prices put it above the limit, and they decide nothing alone. */
export type GateVerdict = 'within' | 'exceeded' | 'undecided'

export interface GateResult {
  readonly verdict: GateVerdict
  readonly checks: readonly GateCheck[]
}

/** Holds an estimate against limits; pure. */
export function judge(estimate: Estimate, limits: GateLimits, acceptUnverified = false): GateResult {
  const checks: GateCheck[] = []
  const check = (limit: GateCheck['limit'], allowed: string | undefined, total: string, verified: string) => {
    if (allowed === undefined) return
    const over = decimal(total).gt(allowed)
    const verdict = !over
      ? 'within'
      : acceptUnverified || decimal(verified).gt(allowed)
        ? 'exceeded'
        : 'undecided'
    checks.push({
      limit,
      allowedUsd: exact(decimal(allowed)),
      estimatedUsd: total,
      verifiedUsd: verified,
      verdict,
    })
  }
  check('max-monthly', limits.maxMonthly, estimate.monthlyUsd, estimate.verified.monthlyUsd)
  check('max-increase', limits.maxIncrease, estimate.increaseUsd, estimate.verified.increaseUsd)
  const verdicts = checks.map(({ verdict }) => verdict)
  const verdict = verdicts.includes('exceeded')
    ? 'exceeded'
    : verdicts.includes('undecided')
      ? 'undecided'
      : 'within'
  return { verdict, checks }
}

/** Whether a price that counts is too old to decide anything. */
export function isExpired({ prices }: Pick<Estimate, 'prices'>, nowMs: number): boolean {
  return ageInDays(prices.oldest ?? prices.date, nowMs) > EXPIRED_AFTER_DAYS
}

/** @throws McloudError PRICES_INVALID where a price that counts is too old to decide anything */
export function refuseExpired(estimate: Pick<Estimate, 'prices'>, nowMs: number): void {
  if (!isExpired(estimate, nowMs)) return
  const oldest = estimate.prices.oldest ?? estimate.prices.date
  throw new McloudError({
    code: 'PRICES_INVALID',
    message: `Prices of ${oldest} count here, ${ageInDays(oldest, nowMs)} days old, and they decide nothing after ${EXPIRED_AFTER_DAYS} days.`,
  })
}
