import type { Cloud } from '../../config/clouds.ts'
import type { Outcome } from '../../providers/provider.ts'
import type { StepScope } from '../runs/step.ts'
import type { ApiRequest } from './repointer.ts'

/** Keeps the id of a request to a control plane in the journal, for the audit; nothing where it gave none. */
export async function recordRequest(
  scope: Pick<StepScope, 'record'>,
  cloud: Cloud,
  what: string,
  { requestId }: Outcome,
): Promise<void> {
  if (requestId === undefined) return
  await scope.record(`request: ${what}`, {
    requests: [{ cloud, what, requestId }] satisfies ApiRequest[],
  })
}
