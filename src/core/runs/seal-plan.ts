import { McloudError } from '../../errors/mcloud-error.ts'
import { hashOf } from './canonical-json.ts'
import type { Plan, PlannedStep } from './plan.ts'
import type { Step } from './step.ts'

/** Everything of a plan but its hash. */
export type PlanDraft<S> = Omit<Plan<S>, 'hash' | 'schemaVersion'>

/** What the reader of a plan expects it to be. */
export interface PlanExpectation {
  /** One, or any of several. */
  readonly kind: string | readonly string[]
  readonly platform: string
  /** Milliseconds since the epoch; an approval that has ended by then is refused. */
  readonly nowMs: number
}

/** Binds a plan to the hash of all that it says. */
export function sealPlan<S>(draft: PlanDraft<S>): Plan<S> {
  const body = { schemaVersion: 1 as const, ...draft }
  return { ...body, hash: hashOf(body) }
}

/** The steps as the plan shows them, from the steps as they will run. */
export function describeSteps<C>(steps: readonly Step<C>[], context: C): PlannedStep[] {
  return steps.map((step) => ({
    id: step.id,
    text: step.describe(context),
    commitPoint: step.commitPoint === true,
    reversible: step.undo !== undefined,
  }))
}

/** The text of a plan file. */
export function printPlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`
}

/**
 * Reads the text of a plan file and accepts it only as it was sealed.
 * @throws McloudError PLAN_INVALID when it is damaged, edited or another command's; PLAN_STALE when it has expired
 */
export function parsePlan<S>(text: string, expected: PlanExpectation, place: string): Plan<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid(`${place} is not JSON.`, cause)
  }
  if (!hasPlanShape(value)) throw invalid(`${place} is not a plan of mcloud.`)
  acceptPlan(value, expected, place)
  return value as Plan<S>
}

/**
 * Checks a plan right before it is executed.
 * @throws McloudError PLAN_INVALID, PLAN_STALE
 */
export function acceptPlan(plan: Plan, expected: PlanExpectation, place = 'The plan'): void {
  const { hash, ...body } = plan
  if (hashOf(body) !== hash)
    throw invalid(`${place} was changed after it had been made: its hash does not match.`)
  const kinds = [expected.kind].flat()
  if (!kinds.includes(plan.kind))
    throw invalid(`${place} is a plan to ${plan.kind}, not to ${kinds.join(' or ')}.`)
  if (plan.platform !== expected.platform)
    throw invalid(`${place} is for the platform ${plan.platform}, not for ${expected.platform}.`)
  if (Date.parse(plan.expiresAt) <= expected.nowMs)
    throw new McloudError({ code: 'PLAN_STALE', message: `${place} expired at ${plan.expiresAt}.` })
}

function hasPlanShape(value: unknown): value is Plan {
  if (value === null || typeof value !== 'object') return false
  const plan = value as Record<string, unknown>
  const texts = [plan.kind, plan.platform, plan.createdAt, plan.expiresAt, plan.hash]
  return (
    plan.schemaVersion === 1 &&
    texts.every((text) => typeof text === 'string') &&
    !Number.isNaN(Date.parse(plan.expiresAt as string)) &&
    Array.isArray(plan.steps) &&
    Array.isArray(plan.warnings)
  )
}

function invalid(message: string, cause?: unknown): McloudError {
  return new McloudError({ code: 'PLAN_INVALID', message, ...(cause === undefined ? {} : { cause }) })
}
