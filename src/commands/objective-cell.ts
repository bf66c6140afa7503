import type { Measured } from '../core/audit/measure.ts'
import type { Cell } from './command.ts'

/** A measured time beside its objective. */
export async function objectiveCell(measured: Measured, which: 'rto' | 'rpo'): Promise<Cell> {
  const { measuredText } = await import('../core/audit/audit-text.ts')
  const { met } = measured[which]
  return { text: measuredText(measured, which), tone: met === undefined ? 'dim' : met ? 'good' : 'bad' }
}
