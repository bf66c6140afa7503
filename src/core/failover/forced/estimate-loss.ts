import type { Cloud } from '../../../config/clouds.ts'
import type { Heartbeat } from '../../databases/promotable-server.ts'

/** What tells how much a forced promotion would lose; plain JSON. */
export interface LossEstimate {
  /** The last heartbeat of the old primary that has arrived: everything committed before it has arrived, too. */
  readonly heartbeat?: {
    readonly at: string
    readonly ageMs: number
    readonly epoch: number
    readonly lsn: string
  }
  /** Position in the old primary's WAL up to which the target has applied. */
  readonly remoteLsn?: string
}

/** The newest heartbeat that the old primary wrote, as it stands on the target. */
export function heartbeatOf(heartbeats: readonly Heartbeat[], from: Cloud): Heartbeat | undefined {
  return heartbeats
    .filter(({ writer }) => writer === from)
    .reduce<Heartbeat | undefined>(
      (best, one) => (best === undefined || one.epoch > best.epoch ? one : best),
      undefined,
    )
}

/** What would be lost at most, from what stands on the target. */
export function estimateLoss(beat: Heartbeat | undefined, remoteLsn: string | undefined): LossEstimate {
  return {
    ...(beat === undefined
      ? {}
      : { heartbeat: { at: beat.at, ageMs: beat.ageMs, epoch: beat.epoch, lsn: beat.lsn } }),
    ...(remoteLsn === undefined ? {} : { remoteLsn }),
  }
}

/** One sentence for people. */
export function lossText({ heartbeat, remoteLsn }: LossEstimate, from: Cloud): string {
  const applied = remoteLsn === undefined ? '' : `; its WAL is applied up to ${remoteLsn}`
  return heartbeat === undefined
    ? `Nothing tells how much of ${from} has not arrived: no heartbeat of it is here${applied}.`
    : `At most what ${from} committed since ${heartbeat.at} would be lost: ${seconds(heartbeat.ageMs)} by its last heartbeat${applied}.`
}

/** `4.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
