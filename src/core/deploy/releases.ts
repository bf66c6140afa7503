import { runKeys } from '../runs/keys.ts'
import { deployLane } from './deploy-lane.ts'
import type { Workspace } from './terraform.ts'

/** Configurations with which units were last well, encrypted, in the coordination store: what a rollback plans anew. */
export interface Releases {
  /** Whether the key that they are sealed with is on this machine alone. */
  readonly onlyHere: boolean
  /** Keeps files and values of a unit in the place of those that were kept before. */
  keep(
    key: string,
    workspace: Workspace,
    folders: readonly string[],
    at: string,
  ): Promise<'kept' | 'same' | 'too-large'>
  /** Lays out what was kept in a folder that only this user can enter. @throws McloudError PLAN_INVALID, STORE_FAILED */
  restore(key: string): Promise<Restored | undefined>
  /** Removes the folders of this process. */
  close(): Promise<void>
}

export interface Restored {
  /** Terraform root. */
  readonly folder: string
  readonly variables: Readonly<Record<string, unknown>>
  /** When it was kept. */
  readonly at: string
}

const NO_ENVIRONMENT = '_'

/** Where the release of a unit in an environment is kept. */
export function releaseKey(platform: string, environment: string | undefined, unit: string): string {
  return runKeys(deployLane(platform)).release(environment ?? NO_ENVIRONMENT, unit)
}
