import type { SpendSource } from './collect-spend.ts'

/** Which clouds did not tell what was spent, why, and what to do. */
export function refusalNotes(sources: readonly SpendSource[]): string[] {
  return sources
    .filter(({ kind }) => kind === 'refused')
    .map(({ name, reason = 'refused', next }) => {
      const said = reason.startsWith(`${name}: `) ? reason : `${name}: ${reason}`
      return next === undefined ? said : `${said.replace(/\.$/, '')}. ${next}`
    })
}
