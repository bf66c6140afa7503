import type { Database } from '../../../config/platform.ts'
import type { Step, StepScope } from '../../runs/step.ts'
import type { MoveSubject, Opening, PlannedPublication, Route } from '../promotion.ts'
import type { PreparedRepoint, Repointer } from '../repointer.ts'
import type { LossEstimate } from './estimate-loss.ts'
import type { SourceControl } from './source-control.ts'

export const FORCED_KIND = 'promote-forced'

/** What an operator takes upon himself by name; part of the plan and of its hash. */
export interface Accepted {
  /** Everything that was written in this time may be lost, in milliseconds. */
  readonly lossMs: number
  /** Go on although nothing proves that the old primary is shut off, and why. */
  readonly unfencedSource?: string
  /** Go on although nothing tells how much would be lost, and why. */
  readonly unknownLoss?: string
  /** Go on with a coordination store inside the failing cloud, and why. */
  readonly storeInCloud?: string
}

/** What a plan to promote by force says. */
export interface ForcedSubject extends MoveSubject {
  /** Name of the lost primary in its control plane. */
  readonly instance: string
  /** The subscription of the target that led to the old primary. */
  readonly forward: Route
  readonly publications: readonly PlannedPublication[]
  readonly estimate: LossEstimate
  readonly accepted: Accepted
}

/** What the steps of a forced promotion work with. */
export interface ForcedPromotion extends Opening {
  readonly subject: ForcedSubject
  readonly database: Database
  readonly repointer: Repointer
  readonly control: SourceControl
  /** What this process holds on to between steps. */
  readonly held: { repoints?: PreparedTraffic }
  /** Observes and checks everything anew. @throws McloudError PLAN_STALE, PREFLIGHT_FAILED */
  recheck(scope: StepScope): Promise<void>
}

/** The DNS changes, one for each provider, as they become ready to be sent. */
export type PreparedTraffic = readonly Promise<PreparedRepoint | { readonly failed: string }>[]

export type ForcedStep = Step<ForcedPromotion>

/** How the old primary was shut off. */
export interface SourceFence {
  readonly proved: boolean
  /** What the control plane said, or why it said nothing. */
  readonly evidence: string
}

/** Where each replica stood when replication was stopped: a position in the WAL of the old primary. */
export type Positions = Readonly<Record<string, string | null>>

/** How long each kind of waiting may last, in milliseconds. */
export const FORCED_LIMITS = {
  /** Until the control plane says `stopped`; Amazon RDS takes minutes. */
  stopMs: 9 * 60_000,
  /** The same where an unproved fence is accepted anyway. */
  acceptedStopMs: 4_000,
  /** Between two questions to the control plane: at first, and after a while of asking. */
  pollMs: 20,
  longestPollMs: 2_000,
  /** Until what was received is applied; the application waits meanwhile. */
  applyMs: 5_000,
  slotMs: 3_000,
  prepareRepointMs: 5_000,
  repointMs: 20_000,
} as const
