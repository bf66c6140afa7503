/** What will be done, decided and shown before anything is done; bound to its hash. */
export interface Plan<S = unknown> {
  readonly schemaVersion: 1
  /** e.g. `promote`. */
  readonly kind: string
  readonly platform: string
  readonly createdAt: string
  /** An approval of this plan ends here. */
  readonly expiresAt: string
  /** The inputs that the steps are made from, and the observed facts they rest on; plain JSON without secrets. */
  readonly subject: S
  readonly steps: readonly PlannedStep[]
  readonly warnings: readonly string[]
  /** SHA-256 over the canonical JSON of everything above. */
  readonly hash: string
}

export interface PlannedStep {
  readonly id: string
  readonly text: string
  readonly commitPoint: boolean
  readonly reversible: boolean
}

/** The state of one execution of a plan, derived from its journal. */
export interface Run {
  readonly id: string
  readonly plan: Plan
  readonly state: 'running' | 'failed' | 'interrupted' | 'done' | 'aborted' | 'unknown'
  readonly startedAt: string
  readonly endedAt?: string
  /** Who holds it: user@host and process id; a run whose owner is gone is resumable. */
  readonly owner: string
  /** Whether that process still is at work, as far as can be told from here. */
  readonly owned: boolean
  readonly committed: boolean
  /** True once an abort has begun: the run only goes back from there. */
  readonly aborting: boolean
  /** Database (or other subject) whose epoch the run commits, and that epoch. */
  readonly subject: string
  readonly epoch: number
  /** The commands that end it: absent for a run that is over. */
  readonly resumeWith?: string
  /** Absent after the commit point, too. */
  readonly abortWith?: string
  /** What is wrong with its journal or was said when it ended. */
  readonly remarks: readonly string[]
  readonly steps: readonly RunStep[]
  readonly debts: readonly Debt[]
}

export interface RunStep {
  readonly id: string
  readonly text: string
  readonly state: 'waiting' | 'started' | 'done' | 'unchanged' | 'failed' | 'unknown' | 'undone' | 'skipped'
  readonly startedAt?: string
  readonly elapsedMs?: number
  /** When it was done, or found to be done by a run that was taken up again. */
  readonly endedAt?: string
  readonly message?: string
}

export interface Debt {
  readonly id: string
  readonly runId: string
  readonly kind: string
  readonly text: string
  readonly clearWith: string
  readonly since: string
}
