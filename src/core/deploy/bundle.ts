import { McloudError } from '../../errors/mcloud-error.ts'
import type { UnitChanges } from './changes.ts'
import type { TerraformTool } from './terraform.ts'

/**
 * Plans of several units as they were made and shown, bound to everything they rest on. Plan files hold secrets in
 * clear, so a bundle exists outside of this process only encrypted.
 */
export interface Bundle {
  readonly schemaVersion: 1
  readonly platform: string
  readonly environment?: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly destroy: boolean
  readonly tool: Pick<TerraformTool, 'product' | 'version'>
  /** Every unit that was selected. */
  readonly selected: readonly string[]
  readonly units: readonly BundledPlan[]
  readonly unchanged: readonly string[]
  readonly deferred: readonly { readonly unit: string; readonly needs: readonly string[] }[]
  readonly warnings: readonly string[]
}

export interface BundledPlan {
  readonly unit: string
  readonly changes: UnitChanges
  readonly binding: PlanBinding
  /** Base64. */
  readonly planFile: string
}

/** Hashes of what one plan was made from. */
export interface PlanBinding {
  readonly planHash: string
  readonly rootHash: string
  /** Over the values of all variables that are no outputs of other units. */
  readonly variablesHash: string
  /** Over the outputs of other units that were passed in. */
  readonly inputsHash: string
  /** Over the place of its state: a plan file keeps the place that it was made with, whatever is named now. */
  readonly stateHash: string
}

/** How long a bundle may be applied, in milliseconds. */
export const BUNDLE_LIFE_MS = 24 * 3_600_000

/** @throws McloudError PLAN_INVALID, PLAN_STALE */
export function acceptBundle(
  bundle: Bundle,
  expected: { readonly platform: string; readonly nowMs: number; readonly tool: TerraformTool },
): void {
  if (bundle.schemaVersion !== 1 || bundle.platform !== expected.platform)
    throw new McloudError({
      code: 'PLAN_INVALID',
      message: `The bundle is for the platform ${bundle.platform}, not for ${expected.platform}.`,
    })
  if (Date.parse(bundle.expiresAt) <= expected.nowMs)
    throw new McloudError({ code: 'PLAN_STALE', message: `The bundle expired at ${bundle.expiresAt}.` })
  const { product, version } = expected.tool
  if (bundle.tool.product !== product || bundle.tool.version !== version)
    throw new McloudError({
      code: 'PLAN_STALE',
      message: `The bundle was planned with ${bundle.tool.product} ${bundle.tool.version}; here is ${product} ${version}.`,
    })
}

/** What of a plan's foundation has changed, in words; empty when nothing has. */
export function changesSince(planned: PlanBinding, now: Omit<PlanBinding, 'planHash'>): string[] {
  return [
    ...(planned.rootHash === now.rootHash ? [] : ['its Terraform files or its lock file']),
    ...(planned.variablesHash === now.variablesHash ? [] : ['the values of its variables']),
    ...(planned.inputsHash === now.inputsHash ? [] : ['outputs of other units that it takes']),
    ...(planned.stateHash === now.stateHash ? [] : ['the settings of its state']),
  ]
}
