import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { Access, ServerFacts, SubscriptionFacts } from '../../databases/facts.ts'
import type { Plan } from '../../runs/plan.ts'
import { describeSteps, sealPlan } from '../../runs/seal-plan.ts'
import { bindingOf } from '../binding.ts'
import { type Check, userTables, warningsOf } from '../checks/check.ts'
import { reverseName } from '../checks/reverse-name.ts'
import type { Observation } from '../observation.ts'
import type { PlannedPublication } from '../promotion.ts'
import type { RepointIntent } from '../repointer.ts'
import { describeTopology } from '../topology.ts'
import { estimateLoss } from './estimate-loss.ts'
import { type ForcedEvidence, subscriptionTo } from './forced-evidence.ts'
import { type Accepted, FORCED_KIND, type ForcedPromotion, type ForcedSubject } from './forced-promotion.ts'
import { FORCED_STEPS } from './forced-steps.ts'

/** How long it may be carried out: what it rests on grows old quickly. */
const VALID_MS = 10 * 60_000

export interface ForcedPlanInput {
  readonly platform: string
  readonly observation: Observation
  readonly evidence: ForcedEvidence
  readonly checks: readonly Check[]
  readonly to: Cloud
  readonly accepted: Accepted
  readonly traffic: RepointIntent
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** The plan of a forced promotion, decided from one observation. @throws McloudError PREFLIGHT_FAILED */
export function planForced(input: ForcedPlanInput): Plan<ForcedSubject> {
  const { platform, checks, nowMs } = input
  const subject = subjectOf(input)
  return sealPlan({
    kind: FORCED_KIND,
    platform,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + VALID_MS).toISOString(),
    subject,
    steps: describeSteps(FORCED_STEPS, { subject } as ForcedPromotion),
    warnings: warningsOf(checks),
  })
}

function subjectOf({ observation, evidence, to, accepted, traffic }: ForcedPlanInput): ForcedSubject {
  const { from, forward, beat, positions } = evidence
  const target = observation.servers.get(to)
  if (from === undefined || forward === undefined || target === undefined)
    throw new McloudError({
      code: 'PREFLIGHT_FAILED',
      message: 'The target did not follow the lost primary.',
    })
  return {
    database: observation.database.name,
    from,
    instance: observation.database.members[from]?.instance ?? from,
    to,
    epoch: observation.coordination.epoch,
    forward: {
      subscription: forward.name,
      slot: forward.slot ?? forward.name,
      publications: forward.publications,
    },
    bystanders: Object.values(observation.database.members).flatMap(({ cloud }) => {
      if (cloud === from || cloud === to) return []
      const followed = subscriptionTo(observation, cloud, from)
      if (followed === undefined && observation.servers.has(cloud)) return []
      const name = reverseName(cloud)
      return [
        {
          cloud,
          subscription: followed?.name ?? name,
          slot: followed?.slot ?? name,
          publications: forward.publications,
        },
      ]
    }),
    publications: publicationsOf(target, forward),
    access: beat?.access ?? guessedAccess(target),
    traffic,
    estimate: estimateLoss(beat, positions.get(to)),
    accepted,
    topology: describeTopology(observation),
    binding: bindingOf(observation),
  }
}

/** As the target has it from an earlier term as a primary; else exactly what it received. */
function publicationsOf(target: ServerFacts, forward: SubscriptionFacts): PlannedPublication[] {
  const received = userTables(forward.tables.map(({ table }) => table))
  const leaves = new Set(target.tables.map(({ schema, name }) => `${schema}.${name}`))
  return forward.publications.map((name): PlannedPublication => {
    const held = target.publications.find((one) => one.name === name)
    if (held !== undefined && userTables(held.members).length > 0)
      return { name, members: userTables(held.members), viaRoot: held.viaRoot }
    return { name, members: received, viaRoot: received.some((table) => !leaves.has(table)) }
  })
}

/** Where no heartbeat tells: the writing roles may change the tables that they may read. Named in the checks. */
function guessedAccess({ writers, tables }: ServerFacts): Access {
  return {
    roles: writers
      .filter(({ exists }) => exists)
      .map(({ name }) => ({ name, canLogin: true, readOnlyDefaults: [] })),
    grants: writers.flatMap(({ name, rights }) =>
      tables
        .filter((table) => rights.includes(`SELECT on ${table.schema}.${table.name}`))
        .flatMap((table) =>
          ['DELETE', 'INSERT', 'UPDATE'].map((privilege) => ({
            schema: table.schema,
            table: table.name,
            grantee: name,
            privilege,
            grantable: false,
          })),
        ),
    ),
  }
}
