import { McloudError } from '../../errors/mcloud-error.ts'
import type { ApiRequest, RepointIntent } from '../failover/repointer.ts'
import { intentOf } from '../failover/traffic-repointer.ts'
import type { StepScope } from '../runs/step.ts'
import type { RepointChange, RepointPlan } from '../traffic/plan-repoint.ts'
import { zoneRefOf } from '../traffic/wanted-record.ts'
import { dnsOf } from '../traffic/zone-servers.ts'
import type { ScenarioContext, ScenarioRunStep } from './scenario-run.ts'

/** How long a change may take to be everywhere, in milliseconds. */
const EVERYWHERE_MS = 60_000

/** Leads names to where the plan says, at every provider; undone, they lead to where they led before. */
export function dnsStep(id: string, intent: RepointIntent): ScenarioRunStep {
  const before = `before-${id}`
  return {
    id,
    describe: () => `Change DNS at every provider: ${intent.texts.length} records`,
    run: async (context, scope) => {
      // once only: a run that is taken up again finds its own changes there
      if (scope.recall(before) === undefined)
        await scope.record(before, await heldRecords(context, intent, scope))
      await sendChanges(context, intent, id, scope)
    },
    verify: (context, scope) => context.repointer.verify(intent, scope.call),
    undo: async (context, scope) => {
      const changes = scope.recall<RepointChange[]>(before) ?? []
      await sendChanges(context, intentOf({ changes }), `undo-${id}`, scope)
    },
  }
}

/** Makes every provider hold the intended records, and keeps its request ids. @throws McloudError RUN_STEP_FAILED, OUTCOME_UNKNOWN */
export async function sendChanges(
  { repointer }: ScenarioContext,
  intent: RepointIntent,
  key: string,
  scope: StepScope,
): Promise<void> {
  const call = {
    ...scope.call,
    deadlineMs: Math.min(scope.call.deadlineMs, scope.clock.now() + EVERYWHERE_MS),
  }
  const prepared = await repointer.prepare(intent, call)
  await scope.assertOwner()
  const { kind, reasons, requests = [] } = await prepared.commit(call)
  await scope.record(key, { requests } satisfies { requests: readonly ApiRequest[] })
  if (kind === 'done' || kind === 'unchanged') return
  throw new McloudError({
    code: kind === 'unknown' ? 'OUTCOME_UNKNOWN' : 'RUN_STEP_FAILED',
    message: `DNS is not everywhere yet: ${reasons.join('; ')}`,
  })
}

/** What the providers hold now of the records that will change; a record that is not there cannot be put back. */
async function heldRecords(
  { platform, providers }: ScenarioContext,
  { detail }: RepointIntent,
  { call }: StepScope,
): Promise<RepointChange[]> {
  const { traffic } = platform
  if (traffic === undefined) return []
  const held = await Promise.all(
    (detail as RepointPlan).changes.map(async ({ provider, record }) => {
      const dns = await dnsOf(providers, provider)
      const found = await dns.read(zoneRefOf(traffic, provider), record.name, call)
      return found === undefined ? [] : [{ provider, record: found.record }]
    }),
  )
  return held.flat()
}
