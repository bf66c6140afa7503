import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'

/** What a check or a verification finds. */
export type Verdict =
  | { readonly kind: 'yes'; readonly note?: string }
  | { readonly kind: 'no'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * One step of a plan. Every run and every undo is idempotent: a step may be repeated after a crash at any point.
 * `C` is the use case's own context (open connections, providers, the plan's subject).
 */
export interface Step<C> {
  /** Stable within the plan, e.g. `fence-source`. */
  readonly id: string
  /** One line, imperative, names the thing and the cloud. */
  describe(context: C): string
  /** May it run now? Asked right before `run`; `no` fails the run before the step has done anything. */
  check?(context: C, scope: StepScope): Promise<Verdict>
  run(context: C, scope: StepScope): Promise<void>
  /** Is it so? Asked after `run`, and first of all by resume. Observes the world, not the journal. */
  verify(context: C, scope: StepScope): Promise<Verdict>
  /** Only for steps before the commit point. */
  undo?(context: C, scope: StepScope): Promise<void>
  /** Why nothing was undone, where its undo left everything as it was; asked after it, and shown in place of `undone`. */
  undoLeft?(context: C): string | undefined
  /** Undone also where the undo of a later step has failed: it gives back what the application waits for. */
  readonly undoAnyway?: boolean
  /**
   * Exactly one step of a plan may be its commit point: before it only backward or forward, after it only forward.
   * The engine commits the epoch by compare-and-swap right after its `run` (which may do nothing).
   */
  readonly commitPoint?: boolean
}

/** What the engine lends a step. */
export interface StepScope {
  readonly runId: string
  /** The epoch this run works at: one above the committed one. */
  readonly epoch: number
  /**
   * Rises with every change of owner, also within one run: an effect that refuses a lower one is safe from a
   * process of this run that was suspended and wakes up after another has taken the run over.
   */
  readonly fencingToken: number
  /** True once the epoch is committed: only forward from here. */
  readonly committed: boolean
  readonly call: Call
  readonly clock: Clock
  readonly progress: Progress
  /** Writes a fact into the journal before anything depends on it (old ACLs, an LSN, a request id); durable on return. */
  record(key: string, value: unknown): Promise<void>
  /** The last fact written under that key in this run, across crashes. */
  recall<T>(key: string): T | undefined
  /** Something this run leaves to clean up; stays in `status` until it is cleared. */
  addDebt(debt: NewDebt): Promise<void>
  /** Notes that a debt, of this run or an earlier one, is paid; unknown ones are ignored. */
  clearDebt(id: string): Promise<void>
  /** Call right before an effect that hurts when two processes have it. @throws McloudError RUN_LOCKED when the lock is lost */
  assertOwner(): Promise<void>
}

export interface NewDebt {
  /** Stable, so that a repeated step adds it once, e.g. `orphan-slot:aws:mcloud_gcp`. */
  readonly id: string
  readonly kind: string
  readonly text: string
  /** The command that clears it. */
  readonly clearWith: string
}
