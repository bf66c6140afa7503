import type { PairSpec } from './pair-spec.ts'
import { addressOf } from './place.ts'
import type { PairHistory } from './sync-ports.ts'

/** Replication state of one pair, as this machine knows it. */
export interface PairStatus {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly direction: 'one-way' | 'two-way'
  /** `never`: no run of this machine is remembered; what other machines did is not known here. */
  readonly state: 'alike' | 'behind' | 'never'
  /** When both sides were last known to be alike, RFC 3339. */
  readonly alikeAt?: string
  readonly lagMs?: number
  readonly objectiveMs?: number
  readonly backlog: number
  /** Left unsettled by the last run. */
  readonly conflicts: number
  /** Objects that the last run could not read, write or hold. */
  readonly failures: number
  readonly lastRunAt?: string
  readonly lastResult?: PairHistory['lastResult']
  readonly reason?: string
}

/** Judges what is remembered of a pair: behind where it left something out, or is older than its objective. */
export function pairStatus(spec: PairSpec, history: PairHistory | undefined, nowMs: number): PairStatus {
  const head = {
    name: spec.name,
    from: addressOf(spec.a),
    to: addressOf(spec.b),
    direction: spec.rules.direction,
    ...(spec.rpoMs === undefined ? {} : { objectiveMs: spec.rpoMs }),
  }
  if (history === undefined)
    return {
      ...head,
      state: 'never',
      backlog: 0,
      conflicts: 0,
      failures: 0,
      reason: 'never synchronised from here',
    }
  const { alikeAtMs, lastResult, lastReason, lastRunAtMs, backlog, conflicts = 0, failures = 0 } = history
  const lagMs = alikeAtMs === undefined ? undefined : nowMs - alikeAtMs
  const late = spec.rpoMs !== undefined && spec.rpoMs > 0 && (lagMs === undefined || lagMs > spec.rpoMs)
  const reason =
    lastResult === 'failed'
      ? (lastReason ?? 'the last run failed')
      : lastResult === 'partial'
        ? `${backlog} objects were left out by the last run${conflicts > 0 ? `, ${conflicts} of them conflicts` : ''}`
        : alikeAtMs === undefined
          ? 'no run from here has made all of it alike yet'
          : late
            ? 'older than its objective'
            : undefined
  return {
    ...head,
    state: reason === undefined ? 'alike' : 'behind',
    ...(alikeAtMs === undefined ? {} : { alikeAt: new Date(alikeAtMs).toISOString() }),
    ...(lagMs === undefined ? {} : { lagMs }),
    backlog,
    conflicts,
    failures,
    lastRunAt: new Date(lastRunAtMs).toISOString(),
    lastResult,
    ...(reason === undefined ? {} : { reason }),
  }
}
