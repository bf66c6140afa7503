import type { Workspace } from './terraform.ts'

/** Configurations with which units were last well, encrypted, in the coordination store: what a rollback plans anew. */
export interface Releases {
  /** Keeps files and values of a unit in the place of those that were kept before. */
  keep(workspace: Workspace, folders: readonly string[], at: string): Promise<'kept' | 'same' | 'too-large'>
  /** Lays out what was kept in a folder that only this user can enter. @throws McloudError PLAN_INVALID, STORE_FAILED */
  restore(unit: string, environment: string | undefined): Promise<Restored | undefined>
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
