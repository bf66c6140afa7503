import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { type ChangeItem, countsText, isLoss, totalOf, type UnitChanges } from './changes.ts'
import type { DeployPorts } from './deploy-ports.ts'
import type { Deployment } from './deployment.ts'
import type { MadePlan } from './plan-units.ts'
import type { Judgement } from './policies.ts'

/** What people are shown before a change. */
export interface Question {
  readonly risk: 'moderate' | 'severe'
  readonly text: string
}

/** The question that plans of several units come to; severe where data would be lost or a limit is undecided. */
export function questionOf(
  { deploy, environment, destroy }: Deployment,
  plans: readonly { readonly changes: UnitChanges }[],
  { warnings, undecided }: Pick<Judgement, 'warnings' | 'undecided'>,
): Question {
  const changes = plans.map((plan) => plan.changes)
  const losses = changes.flatMap(({ unit, items }) => items.filter(isLoss).map((item) => ({ unit, item })))
  const manual = environment !== undefined && deploy.environments[environment]?.approval === 'manual'
  const total = countsText(totalOf(changes.map(({ counts }) => counts)))
  const lines = [
    ...losses.map(({ unit, item }) => `DATA IS LOST: ${verb(item)} ${item.address} in ${unit}`),
    ...changes.map((one) => `${one.unit}: ${countsText(one.counts) || 'outputs only'}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    `In all${environment === undefined ? '' : ` in ${environment}`}: ${total || 'outputs only'}.`,
  ]
  const severe = losses.length > 0 || manual || destroy || undecided === true
  return { risk: severe ? 'severe' : 'moderate', text: lines.join('\n') }
}

function verb({ action }: ChangeItem): string {
  return action === 'replace' ? 'replace' : 'destroy'
}

/** Asks for plans that are made while others are being applied. */
export interface Approver {
  /** @returns the refusal; undefined where the plan may be applied */
  request(plan: MadePlan, judgement: Judgement): Promise<McloudError | undefined>
  /** To be called when something has ended: what waits is asked for, in one question, once nothing else is at work. */
  idle(): void
}

export interface ApproverInput {
  readonly deployment: Deployment
  readonly ports: Pick<DeployPorts, 'global' | 'confirm'>
  /** Units at work or about to be. */
  readonly busy: () => number
}

export function makeApprover({ deployment, ports, busy }: ApproverInput): Approver {
  interface Waiting {
    readonly plan: MadePlan
    readonly judgement: Judgement
    readonly decide: (refusal: McloudError | undefined) => void
  }
  let waiting: Waiting[] = []

  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    const question = questionOf(
      deployment,
      batch.map(({ plan }) => plan),
      {
        warnings: batch.flatMap(({ judgement }) => judgement.warnings),
        ...(batch.some(({ judgement }) => judgement.undecided === true) && { undecided: true }),
      },
    )
    const refusal = await ports
      .confirm({ ...question, platform: deployment.platform.name })
      .then(() => undefined)
      .catch((error: unknown) => (isMcloudError(error) ? error : defect(error)))
    for (const { decide } of batch) decide(refusal)
  }

  const idle = (): void => {
    if (waiting.length === 0 || busy() > 0) return
    const batch = waiting
    waiting = []
    enqueue(batch)
  }
  // One question at a time.
  let asking: Promise<void> = Promise.resolve()
  const enqueue = (batch: readonly Waiting[]): void => {
    asking = asking.then(() => ask(batch))
  }

  return {
    idle,
    request: (plan, judgement) =>
      new Promise((decide) => {
        const one = { plan, judgement, decide }
        const { risk } = questionOf(deployment, [plan], judgement)
        const { yes, confirm } = ports.global
        if (confirm !== undefined || (yes && risk === 'moderate')) {
          enqueue([one])
          return
        }
        waiting.push(one)
        idle()
      }),
  }
}

function defect(error: unknown): McloudError {
  const message = error instanceof Error ? error.message : String(error)
  return new McloudError({ code: 'INTERNAL', message, cause: error })
}
