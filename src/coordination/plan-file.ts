import { readFile } from 'node:fs/promises'
import type { Plan } from '../core/runs/plan.ts'
import { type PlanExpectation, parsePlan, printPlan } from '../core/runs/seal-plan.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { replaceSynced } from './durable-files.ts'

/** Writes a plan file (0600). @throws McloudError STORE_FAILED */
export async function savePlan(file: string, plan: Plan): Promise<void> {
  try {
    await replaceSynced(file, printPlan(plan))
  } catch (cause) {
    throw new McloudError({
      code: 'STORE_FAILED',
      message: `The plan could not be written: ${(cause as Error).message}.`,
      hint: 'Name a file in a folder that is there and can be written.',
      cause,
    })
  }
}

/** Reads a plan file. @throws McloudError PLAN_INVALID, PLAN_STALE */
export async function loadPlan<S>(file: string, expected: PlanExpectation): Promise<Plan<S>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new McloudError({
      code: 'PLAN_INVALID',
      message: `The plan file cannot be read: ${(cause as Error).message}.`,
      cause,
    })
  }
  return parsePlan<S>(text, expected, file)
}
