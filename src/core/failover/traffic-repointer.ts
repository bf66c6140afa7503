import type { Platform } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import { commitRepoint } from '../traffic/commit-repoint.ts'
import type { TrafficPorts } from '../traffic/observe-traffic.ts'
import { planRepoint, type RepointPlan, repointText } from '../traffic/plan-repoint.ts'
import { prepareRepoint } from '../traffic/prepare-repoint.ts'
import { verifyRepoint } from '../traffic/repoint.ts'
import type { Repointer, RepointIntent } from './repointer.ts'

/** Changes of DNS as what a repointer takes. */
export function intentOf(plan: RepointPlan): RepointIntent {
  return { texts: plan.changes.map(repointText), detail: plan }
}

/** Repoints the routed names of the platform that follow a database, at every DNS provider. */
export function trafficRepointer(platform: Platform, ports: TrafficPorts): Repointer {
  const { traffic } = platform
  return {
    plan: (database, primary) => intentOf(planRepoint(platform, database, primary)),
    split: ({ detail }) => {
      const { changes, ...rest } = detail as RepointPlan
      const providers = [...new Set(changes.map(({ provider }) => provider))]
      return providers.map((provider) => {
        const own = changes.filter((change) => change.provider === provider)
        return intentOf({ ...rest, changes: own })
      })
    },
    prepare: async ({ detail }, call) => {
      if (traffic === undefined)
        return { refused: [], commit: async () => ({ kind: 'unchanged', reasons: [] }) }
      const prepared = await prepareRepoint(detail as RepointPlan, traffic, ports, call)
      return {
        refused: prepared.changes.flatMap((change) =>
          change.kind === 'ready' ? [] : [`${repointText(change)}: ${change.reason}`],
        ),
        commit: async (callOfCommit: Call) => {
          const { kind, changes } = await commitRepoint(prepared, ports, callOfCommit)
          return {
            kind,
            reasons: changes.flatMap(({ name, provider, reasons }) =>
              reasons.map((reason) => `${name} at ${provider}: ${reason}`),
            ),
            requests: changes.flatMap(({ name, provider, requestId }) =>
              requestId === undefined ? [] : [{ cloud: provider, what: name, requestId }],
            ),
          }
        },
      }
    },
    verify: async ({ detail }, call) =>
      traffic === undefined ? { kind: 'yes' } : verifyRepoint(detail as RepointPlan, traffic, ports, call),
  }
}
