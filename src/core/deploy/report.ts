import type { Cloud } from '../../config/clouds.ts'
import type { McloudError, Problem } from '../../errors/mcloud-error.ts'
import type { ResultKind } from '../result.ts'
import { type ChangeCounts, countsText } from './changes.ts'

export type UnitState =
  | 'applied'
  | 'unchanged'
  | 'failed'
  /** Begun and ended in good order by Ctrl-C. */
  | 'interrupted'
  /** Something that it needs did not succeed. */
  | 'skipped'
  /** A policy or the operator did not let it through. */
  | 'refused'

export interface UnitResult {
  readonly unit: string
  readonly cloud?: Cloud
  readonly state: UnitState
  /** The unit because of which it was skipped, and why that one did not succeed. */
  readonly because?: string
  readonly counts?: ChangeCounts
  /** Resources that were changed, also by an apply that failed. */
  readonly applied: number
  readonly elapsedMs: number
  /** What became of going back, where a health check failed and `onFailure` is rollback. */
  readonly rollback?: Rollback
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly problems: readonly Problem[]
  }
}

export interface Rollback {
  readonly state: 'done' | 'unchanged' | 'failed' | 'refused' | 'impossible'
  /** When the configuration that was gone back to was last well. */
  readonly to?: string
  readonly counts?: ChangeCounts
  /** What does not come back with the configuration. */
  readonly irreversible: readonly string[]
  readonly note?: string
}

/** What a deployment came to, unit by unit. */
export interface DeployReport {
  readonly runId?: string
  readonly environment?: string
  readonly destroy: boolean
  readonly changed: boolean
  readonly elapsedMs: number
  readonly units: readonly UnitResult[]
}

/** The part of an error that a report keeps. */
export function errorOf({ code, message, hint, problems }: McloudError): NonNullable<UnitResult['error']> {
  return { code, message, hint, problems }
}

export function isGood({ state }: UnitResult): boolean {
  return state === 'applied' || state === 'unchanged'
}

/** How the command ends. */
export function kindOf({ units }: DeployReport): ResultKind {
  if (units.some(({ error }) => error?.code === 'STATE_AT_RISK')) return 'unknown'
  if (units.every(isGood)) return units.every(({ state }) => state === 'unchanged') ? 'unchanged' : 'done'
  return units.some(({ applied }) => applied > 0) || units.some(isGood) ? 'partial' : 'failed'
}

/** `3 applied, 1 failed, 2 skipped`. */
export function reportText(units: readonly UnitResult[]): string {
  const order: UnitState[] = ['applied', 'unchanged', 'failed', 'interrupted', 'refused', 'skipped']
  return order
    .map((state) => [state, units.filter((unit) => unit.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}

/** What became of going back, in one line. */
export function rollbackText({ state, to, counts, note }: Rollback): string {
  const words = {
    done: 'rolled back',
    unchanged: 'nothing to roll back',
    failed: 'the rollback failed',
    refused: 'not rolled back',
    impossible: 'cannot be rolled back',
  }
  const what = state === 'done' && counts !== undefined ? `: ${countsText(counts) || 'outputs only'}` : ''
  return `${words[state]}${to === undefined ? '' : ` to how it was at ${to}`}${what}${note === undefined ? '' : `: ${note}`}`
}

/** One line of a unit. */
export function resultText({ state, because, counts, applied, error }: UnitResult): string {
  if (state === 'skipped') return `because of ${because}`
  if (error !== undefined)
    return applied > 0 ? `${error.message} (${applied} resources were changed)` : error.message
  return counts === undefined ? '' : countsText(counts)
}
