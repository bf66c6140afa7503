import type { Cloud } from '../../config/clouds.ts'
import type { Call } from '../../providers/provider.ts'
import type { Verdict } from '../runs/step.ts'

/** Moves the DNS records that follow a database; core/traffic stands behind it. */
export interface Repointer {
  /** What has to change; made without any call. @throws McloudError CONFIG_INVALID */
  plan(database: string, primary: Cloud): RepointIntent
  /** The same change as one for each provider, so that one that does not answer holds up no other. */
  split(intent: RepointIntent): readonly RepointIntent[]
  /** Does everything that changes no answer, so that `commit` has only the changes themselves to send. */
  prepare(intent: RepointIntent, call: Call): Promise<PreparedRepoint>
  /** Does every provider hold it, and every name server answer it? */
  verify(intent: RepointIntent, call: Call): Promise<Verdict>
}

/** Plain JSON: it is part of the plan. */
export interface RepointIntent {
  /** One line a change, for people. */
  readonly texts: readonly string[]
  readonly detail: unknown
}

export interface PreparedRepoint {
  /** What cannot be sent, and why; empty when all is ready. */
  readonly refused: readonly string[]
  /** Sends all changes to all providers at once and waits until each is everywhere or the call's time is up. */
  commit(call: Call): Promise<RepointOutcome>
}

export interface RepointOutcome {
  readonly kind: 'done' | 'unchanged' | 'partial' | 'pending' | 'unknown' | 'failed'
  /** What is not everywhere yet, one line each. */
  readonly reasons: readonly string[]
  /** The requests that changed something, as the providers name them. */
  readonly requests?: readonly ApiRequest[]
}

/** One request to a cloud, for the audit and for the cloud's support. */
export interface ApiRequest {
  readonly cloud: Cloud
  /** What it changed. */
  readonly what: string
  readonly requestId: string
}
