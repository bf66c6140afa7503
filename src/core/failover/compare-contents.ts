import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { StepScope } from '../runs/step.ts'
import type { Promotion } from './promotion.ts'

/** What was compared between the two servers as they were at the switch. */
export interface Comparison {
  /** Tables whose rows and checksums were equal. */
  readonly equal: readonly { readonly table: string; readonly rows: number }[]
  readonly different: readonly {
    readonly table: string
    readonly sourceRows: number
    readonly targetRows: number
  }[]
  /** Not compared, and why: then only the marker speaks for them. */
  readonly skipped: readonly { readonly table: string; readonly reason: string }[]
}

/** Compares row counts and checksums of whole tables in the two pictures that were taken at the switch. */
export async function compareContents(
  promotion: Promotion,
  scope: StepScope,
  limitMs: number,
): Promise<Comparison> {
  const { frozen } = promotion.held
  const equal: { table: string; rows: number }[] = []
  const different: { table: string; sourceRows: number; targetRows: number }[] = []
  const skipped: { table: string; reason: string }[] = []
  const call = { ...scope.call, deadlineMs: Math.min(scope.call.deadlineMs, scope.clock.now() + limitMs) }
  for (const table of promotion.subject.tables) {
    if (frozen === undefined) {
      skipped.push({ table, reason: 'the process that made the switch is gone, and its picture with it' })
      continue
    }
    try {
      const [source, target] = await Promise.all([
        frozen.source.summarise(table, call),
        frozen.target.summarise(table, call),
      ])
      if (source.rows === target.rows && source.checksum === target.checksum)
        equal.push({ table, rows: source.rows })
      else different.push({ table, sourceRows: source.rows, targetRows: target.rows })
    } catch (error) {
      if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
      skipped.push({ table, reason: error.message })
    }
  }
  return { equal, different, skipped }
}
