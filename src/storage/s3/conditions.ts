import type { WriteCondition } from '../../core/sync/object-store.ts'

/** What lets a write through only where the key is as it is expected to be. */
export function conditionHeaders(condition: WriteCondition | undefined): Record<string, string> {
  if (condition === undefined) return {}
  return 'absent' in condition ? { 'if-none-match': '*' } : { 'if-match': `"${condition.version}"` }
}
