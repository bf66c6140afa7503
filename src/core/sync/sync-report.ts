import type { ErrorCode } from '../../errors/codes.ts'
import { type CopyReason, emptyCounts, type PlanCounts, type Side } from './decision.ts'

/** How a run over one pair ended, in figures. */
export interface SyncReport {
  readonly from: string
  readonly to: string
  readonly direction: 'one-way' | 'two-way'
  readonly dryRun: boolean
  /** Who moved the bytes, where it was not mcloud itself. */
  readonly engine?: string
  readonly counts: PlanCounts
  copied: number
  copiedBytes: number
  copiedBecause: Partial<Record<CopyReason, number>>
  /** What was copied to each side, by a dry run what would be; conflicts not counted. */
  readonly copiedTo: Record<Side, { objects: number; bytes: number }>
  deleted: number
  /** Deletes that were planned; equal to `deleted` where all were carried out. */
  deletesPlanned: number
  /** Why planned deletes would not be carried out; told by dry runs. */
  deletesBlocked?: string
  /** The code of that. */
  deletesBlockedBy?: ErrorCode
  conflicts: number
  /** Conflicts that the policy leaves alone. */
  unsettled: number
  /** The first of them. */
  unsettledKeys: string[]
  /** Losers of conflicts, by the key that they are kept under. */
  kept: string[]
  /** Objects that changed or went away while the run looked; the next run sees to them. */
  movedOn: number
  /** Parts that an earlier, broken run had sent already. */
  resumedParts: number
  failures: number
  /** The first of them. */
  failed: KeyFinding[]
  refusals: number
  /** Keys that the destination cannot hold. */
  refused: KeyFinding[]
  /** What is no object: symbolic links and the like. */
  skippedEntries: string[]
  retries: number
  throttles: number
  /** Objects begun anew because they changed or arrived damaged. */
  resent: number
  elapsedMs: number
  /** Highest number of transfers at a time. */
  concurrency: number
}

export interface KeyFinding {
  readonly key: string
  readonly side: Side
  readonly reason: string
}

/** Findings named in a report; the rest is counted. */
export const NAMED_FINDINGS = 100

export function emptyReport(head: Pick<SyncReport, 'from' | 'to' | 'direction' | 'dryRun'>): SyncReport {
  return {
    ...head,
    counts: emptyCounts(),
    copied: 0,
    copiedBytes: 0,
    copiedBecause: {},
    copiedTo: { a: { objects: 0, bytes: 0 }, b: { objects: 0, bytes: 0 } },
    deleted: 0,
    deletesPlanned: 0,
    conflicts: 0,
    unsettled: 0,
    unsettledKeys: [],
    kept: [],
    movedOn: 0,
    resumedParts: 0,
    failures: 0,
    failed: [],
    refusals: 0,
    refused: [],
    skippedEntries: [],
    retries: 0,
    throttles: 0,
    resent: 0,
    elapsedMs: 0,
    concurrency: 0,
  }
}

/** Counts a key that a side cannot hold, and names the first of them. */
export function refuseKey(report: SyncReport, finding: KeyFinding): void {
  report.refusals += 1
  if (report.refused.length < NAMED_FINDINGS) report.refused.push(finding)
}

/** True where the run changed something. */
export function hasChanged(report: SyncReport): boolean {
  return report.copied > 0 || report.deleted > 0
}

/** True where something that should have been done was not. */
export function isPartial(report: SyncReport): boolean {
  return report.failures > 0 || report.refusals > 0 || report.conflicts > report.kept.length
}
