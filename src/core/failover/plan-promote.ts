import type { Cloud } from '../../config/clouds.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Plan } from '../runs/plan.ts'
import { describeSteps, sealPlan } from '../runs/seal-plan.ts'
import { bindingOf } from './binding.ts'
import type { CheckReport } from './check-failover.ts'
import { uncopiedOf } from './checks/bystander-checks.ts'
import { userTables, warningsOf } from './checks/check.ts'
import { reverseName } from './checks/reverse-name.ts'
import type { Observation } from './observation.ts'
import type { Bystander, PlannedPublication, PromoteSubject, Promotion } from './promotion.ts'
import type { RepointIntent } from './repointer.ts'
import { PROMOTE_STEPS } from './steps/promote-steps.ts'
import { describeTopology, type Following, followingOf } from './topology.ts'

export const PROMOTE_KIND = 'promote'

/** How long an approved plan may be carried out. */
const VALID_MS = 60 * 60_000

export interface PlanInput {
  readonly platform: string
  readonly observation: Observation
  readonly report: CheckReport
  readonly traffic: RepointIntent
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** The plan of a promotion, decided from one observation and nothing else. @throws McloudError PREFLIGHT_FAILED */
export function planPromote(input: PlanInput): Plan<PromoteSubject> {
  const { platform, report, nowMs } = input
  const subject = subjectOf(input)
  return sealPlan({
    kind: PROMOTE_KIND,
    platform,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + VALID_MS).toISOString(),
    subject,
    // describing needs the subject only
    steps: describeSteps(PROMOTE_STEPS, { subject } as Promotion),
    warnings: warningsOf(report.checks),
  })
}

function subjectOf({ observation, report, traffic }: PlanInput): PromoteSubject {
  const { pair } = report
  if (pair?.following === undefined)
    throw new McloudError({ code: 'PREFLIGHT_FAILED', message: 'The target does not follow the primary.' })
  const { source, target, following } = pair
  const forward = routeOf(following)
  return {
    database: observation.database.name,
    from: source.cloud,
    to: target.cloud,
    epoch: observation.coordination.epoch,
    forward,
    reverse: { subscription: reverseName(source.cloud, target), slot: reverseName(source.cloud, target) },
    bystanders: bystandersOf(observation, source.cloud, target.cloud, forward.publications),
    publications: source.publications
      .filter(({ name }) => forward.publications.includes(name))
      .map(
        ({ name, members, viaRoot }): PlannedPublication => ({ name, members: userTables(members), viaRoot }),
      ),
    tables: source.tables.map(({ schema, name }) => `${schema}.${name}`),
    access: source.access,
    traffic,
    lagThresholdMs: observation.database.lagThresholdMs,
    topology: describeTopology(observation),
    binding: bindingOf(observation),
  }
}

function routeOf({ subscription, slot }: Following) {
  return { subscription: subscription.name, slot: slot.name, publications: subscription.publications }
}

function bystandersOf(
  observation: Observation,
  from: Cloud,
  to: Cloud,
  publications: readonly string[],
): Bystander[] {
  const source = observation.servers.get(from)
  if (source === undefined) return []
  return Object.values(observation.database.members).flatMap(({ cloud }): Bystander[] => {
    if (cloud === from || cloud === to) return []
    const facts = observation.servers.get(cloud)
    if (facts === undefined) {
      // it cannot be asked: its slot on the source says that it followed
      const name = reverseName(cloud)
      const followed = source.slots.some((slot) => slot.name === name)
      return followed
        ? [{ cloud, subscription: name, slot: name, publications, reachable: false, mayLag: true }]
        : []
    }
    const following = followingOf(observation, facts, source)
    if (following === undefined) return []
    const { subscription } = following
    return [
      {
        cloud,
        ...routeOf(following),
        reachable: subscription.enabled && subscription.workerAlive && uncopiedOf(subscription).length === 0,
        mayLag: subscription.origin === 'none',
      },
    ]
  })
}
