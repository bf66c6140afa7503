import type { HealthGate, Platform } from '../../config/platform.ts'
import type { ReadPriceFile } from '../../config/price-file.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { CoordinationStore } from '../runs/coordination-store.ts'
import type { RunHost } from '../runs/run-owner.ts'
import type { Bundle } from './bundle.ts'
import type { PlanJson } from './plan-json.ts'
import type { Releases } from './releases.ts'
import type { Terraform } from './terraform.ts'

/** What the commands of deployments are given. */
export interface DeployPorts {
  readonly clock: Clock
  readonly progress: Progress
  readonly global: { readonly dryRun: boolean; readonly yes: boolean; readonly confirm?: string }
  call(defaultTimeoutMs?: number): Call
  platform(): Promise<Platform>
  terraform(): Promise<Terraform>
  bundleFiles(): Promise<BundleFiles>
  sourceControl(): Promise<SourceControl>
  gateProbes(): Promise<GateProbes>
  planJudges(): Promise<PlanJudges>
  releases(): Promise<Releases>
  store(): Promise<CoordinationStore>
  runHost(): Promise<RunHost>
  confirm(question: {
    readonly risk: 'moderate' | 'severe'
    readonly text: string
    readonly platform: string
  }): Promise<void>
}

/** Time limit of a deployment where --timeout gives none: an apply is never ended because it takes long. */
export const DEPLOY_TIMEOUT_MS = 24 * 3_600_000

/** Bundles kept in files, encrypted and sealed. */
export interface BundleFiles {
  /** @throws McloudError STORE_FAILED */
  save(file: string, bundle: Bundle): Promise<void>
  /** @throws McloudError PLAN_INVALID where one byte is not as it was saved, or with another key */
  load(file: string): Promise<Bundle>
}

export interface SourceControl {
  /** Absolute paths of all files that differ from a commit, untracked ones too. @throws McloudError USAGE, TOOL_MISSING */
  changedSince(base: string, folder: string, call: Call): Promise<readonly string[]>
}

/** Probes that ask one time. */
export interface GateProbes {
  probe(
    gate: HealthGate,
    call: Call,
  ): Promise<{ readonly healthy: true } | { readonly healthy: false; readonly reason: string }>
}

/** What others have to say about plans, beside the built-in policies. */
export interface PlanJudges {
  /** The price file of the platform; the shipped prices count where there is none. @throws McloudError PRICES_INVALID */
  readonly priceFile?: () => Promise<ReadPriceFile | undefined>
  /** By which prices expire; none do where it is absent. */
  readonly clock?: Clock
  /** What the operator's own policies refuse. @throws McloudError TOOL_MISSING, POLICY_REFUSED */
  readonly denials?: (
    policy: { readonly policies: string; readonly package: string; readonly binary?: string },
    plan: PlanJson,
    call: Call,
  ) => Promise<readonly string[]>
}
