import type { Measured } from '../core/audit/measure.ts'
import type { Cell } from './command.ts'

/** A measured time beside its objective. */
export async function objectiveCell(measured: Measured['rto' | 'rpo']): Promise<Cell> {
  const { measuredText } = await import('../core/audit/audit-text.ts')
  const { met } = measured
  return { text: measuredText(measured), tone: met === undefined ? 'dim' : met ? 'good' : 'bad' }
}
