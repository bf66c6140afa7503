import { McloudError } from '../../errors/mcloud-error.ts'
import type { ApiRequest } from '../failover/repointer.ts'
import type { ScenarioRunStep } from './scenario-run.ts'
import type { ScenarioStep } from './scenario-step.ts'

/** Points the names that follow databases to a cloud, in every provider. */
export function dnsStep(
  id: string,
  { databases, to }: Extract<ScenarioStep, { use: 'update-dns' }>,
): ScenarioRunStep {
  return {
    id,
    describe: () => `Point the names that follow ${databases.join(', ') || 'no database'} to ${to}`,
    run: async ({ repointer }, scope) => {
      const requests: ApiRequest[] = []
      for (const database of databases) {
        const prepared = await repointer.prepare(repointer.plan(database, to), scope.call)
        await scope.assertOwner()
        const outcome = await prepared.commit(scope.call)
        requests.push(...(outcome.requests ?? []))
        if (outcome.kind === 'done' || outcome.kind === 'unchanged') continue
        throw new McloudError({
          code: outcome.kind === 'unknown' ? 'OUTCOME_UNKNOWN' : 'RUN_STEP_FAILED',
          message: `DNS is not everywhere yet: ${outcome.reasons.join('; ')}`,
        })
      }
      await scope.record(id, { requests })
    },
    verify: async ({ repointer }, scope) => {
      for (const database of databases) {
        const verdict = await repointer.verify(repointer.plan(database, to), scope.call)
        if (verdict.kind !== 'yes') return verdict
      }
      return { kind: 'yes' }
    },
  }
}
