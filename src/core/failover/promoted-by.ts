import type { Run } from '../runs/plan.ts'
import type { PromoteSubject } from './promotion.ts'

/** The promotion that a run was, or that was a step of its scenario. */
export function promotedBy({ plan }: Pick<Run, 'plan'>): PromoteSubject {
  const { promotion = plan.subject } = plan.subject as { readonly promotion?: unknown }
  return promotion as PromoteSubject
}
