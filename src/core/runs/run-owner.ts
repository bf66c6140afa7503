/** The process that executes a run; written into the lock, so it holds no secret. */
export interface RunOwner {
  readonly user: string
  readonly host: string
  readonly pid: number
  /** When the process started, RFC 3339. */
  readonly startedAt: string
  /**
   * Identifies the process beyond its id, which is used again by the system: two owners are the same process
   * exactly when all of their fields are equal.
   */
  readonly mark: string
}

/** What a run needs to know about the process it runs in and about those that ran before. */
export interface RunHost {
  readonly owner: RunOwner
  /** True only when it is certain that the process has ended; another machine's process is never certain. */
  isGone(owner: RunOwner): boolean
}

/** `user@host (process 42)`. */
export function describeOwner(owner: RunOwner): string {
  return `${owner.user}@${owner.host} (process ${owner.pid})`
}

/** Whether both are the same process. */
export function sameOwner(a: RunOwner, b: RunOwner): boolean {
  return a.host === b.host && a.pid === b.pid && a.mark === b.mark
}
