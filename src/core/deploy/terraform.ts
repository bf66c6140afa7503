import type { StatePlace } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import type { PlanJson } from './plan-json.ts'

/** Terraform or OpenTofu as deployments use it; implemented over the real program. */
export interface Terraform {
  /** The program that will be run. @throws McloudError TOOL_MISSING with install hints */
  tool(call: Call): Promise<TerraformTool>
  /** What a root declares and a hash over all files that it is made from. @throws McloudError CONFIG_INVALID */
  readRoot(folder: string): Promise<TerraformRoot>
  /** Initialises the data folder of a unit where that is needed. @throws McloudError as `plan` */
  init(unit: Workspace, call: Call): Promise<void>
  /**
   * Plans into a file that only this user can read.
   * @throws McloudError TERRAFORM_FAILED, STATE_LOCKED, AUTH_DENIED, STORE_FAILED, INTERRUPTED
   */
  plan(unit: Workspace, request: PlanRequest, call: Call): Promise<PlannedFile>
  /**
   * Applies exactly this file. An interruption is passed on once and waited for, however long it takes.
   * @throws McloudError as `plan`, PLAN_STALE, STATE_AT_RISK
   */
  apply(
    unit: Workspace,
    plan: PlannedFile,
    onEvent: (event: ApplyEvent) => void,
    call: Call,
  ): Promise<Outputs>
  /** The outputs in the state; empty where nothing was applied yet. */
  outputs(unit: Workspace, call: Call): Promise<Outputs>
  /** Whether the state holds anything. */
  hasResources(unit: Workspace, call: Call): Promise<boolean>
  /** Bytes of a plan file, for a bundle. */
  readPlan(plan: PlannedFile): Promise<Uint8Array>
  /** Takes a plan file out of a bundle. */
  writePlan(unit: Workspace, bytes: Uint8Array, call: Call): Promise<PlannedFile>
  /** Removes the plan files of this process. */
  close(): Promise<void>
}

export interface TerraformTool {
  readonly product: 'terraform' | 'tofu'
  readonly version: string
  readonly path: string
}

export interface TerraformRoot {
  readonly variables: Readonly<Record<string, DeclaredVariable>>
  readonly outputs: readonly string[]
  /** Kind of its backend block; absent where it has none. */
  readonly backend?: string
  /** Absolute paths of the root and of the local modules it calls. */
  readonly folders: readonly string[]
  /** Where those are when symbolic links are followed: a change of their files is seen there. */
  readonly places: readonly string[]
  /** SHA-256 over the root, the local modules it calls, and its lock file. */
  readonly hash: string
}

export interface DeclaredVariable {
  readonly required: boolean
  /** Never stored in a plan file, so it is given again with the apply. */
  readonly ephemeral: boolean
}

/** One unit in one environment, as the program is run for it. */
export interface Workspace {
  readonly unit: string
  readonly environment?: string
  readonly folder: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Texts among those values that came from sensitive outputs of other units. */
  readonly secrets: readonly string[]
  /** Of the variables, the ones that an apply needs again. */
  readonly ephemeral: readonly string[]
  readonly state?: { readonly place: StatePlace; readonly key: string }
  /** Where the root keeps its own state and the platform has environments. */
  readonly workspace?: string
  /** Where the root keeps its own state on this machine. */
  readonly stateFolder?: string
  readonly rootHash: string
}

export interface PlanRequest {
  readonly destroy?: boolean
  /** Only compares the state with the world. */
  readonly refreshOnly?: boolean
}

export interface PlannedFile {
  readonly file: string
  /** SHA-256 of the file. */
  readonly hash: string
  readonly json: PlanJson
}

export type Outputs = Readonly<Record<string, OutputValue>>

export interface OutputValue {
  readonly value: unknown
  readonly sensitive: boolean
}

export interface ApplyEvent {
  readonly kind: 'started' | 'done' | 'failed'
  readonly address: string
  readonly action: string
}
