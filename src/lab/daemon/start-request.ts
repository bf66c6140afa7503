import type { Environment } from '../lab-folder.ts'
import type { LabTiming } from '../settings.ts'

/** What `lab up` asks of the daemon that it starts; sent over the channel between the two. */
export interface StartRequest {
  readonly root: string
  /** Program of the lab's own processes. */
  readonly entry: string
  /** The command line, which keeps the heartbeat; absent: there is none. */
  readonly commandLine?: string
  readonly environment: Environment
  readonly postgresVersion?: string
  readonly seed?: string
  readonly timing: Partial<LabTiming>
}

/** What the daemon says until it is ready. */
export type StartMessage =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string; readonly hint?: string }
