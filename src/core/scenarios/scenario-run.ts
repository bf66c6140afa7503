import type { Platform } from '../../config/platform.ts'
import type { ForcedPromotion, ForcedSubject } from '../failover/forced/forced-promotion.ts'
import type { PromoteSubject, Promotion } from '../failover/promotion.ts'
import type { Repointer } from '../failover/repointer.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { HealthProber, ProviderSet } from '../ports.ts'
import type { Step } from '../runs/step.ts'
import type { SyncStores } from '../sync/sync-ports.ts'
import type { CommandRunner } from './command-runner.ts'
import type { DnsPlan } from './dns-plan.ts'
import type { PlannedSync } from './sync-plan.ts'

export const SCENARIO_KIND = 'scenario'

/** What a plan of a scenario says; plain JSON without secrets. */
export interface ScenarioSubject {
  readonly scenario: string
  /** SHA-256 of the steps as the platform file has them: settings may hold secrets, so the plan holds none of them. */
  readonly definition: string
  /** Whose epoch the run commits; the scenario itself where no database is moved. */
  readonly database: string
  /** Absent where the scenario moves no database, or it is there already. */
  readonly promotion?: PromoteSubject | ForcedSubject
  readonly dns: Pick<DnsPlan, 'updates' | 'shifts'>
  /** By the number of the step; absent where none syncs. */
  readonly syncs?: Readonly<Record<number, readonly PlannedSync[]>>
}

/** The promotion of a scenario by the way it is made, as steps and plans tell it. */
export type Move =
  | { readonly way: 'planned'; readonly promotion: Promotion }
  | { readonly way: 'forced'; readonly promotion: ForcedPromotion }

/** What the steps of a scenario work with. */
export interface ScenarioContext {
  readonly platform: Platform
  readonly subject: ScenarioSubject
  readonly move: Move | undefined
  readonly repointer: Repointer
  readonly providers: ProviderSet
  readonly health: HealthProber
  readonly notifier: Notifier
  readonly commands: CommandRunner
  syncStores(): Promise<SyncStores>
  /** @throws McloudError DECLINED, CONFIRMATION_REQUIRED */
  approve(text: string): Promise<void>
}

export type ScenarioRunStep = Step<ScenarioContext>

/** Whether a scenario goes on without its primary: only then the plan says what was accepted. */
export function isForcedMove(promotion: ScenarioSubject['promotion']): promotion is ForcedSubject {
  return promotion !== undefined && 'accepted' in promotion
}
