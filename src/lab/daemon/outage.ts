/**
 * How a part of a cloud is out of order. `kill`: it refuses connections and its processes are gone; `blackhole`:
 * it takes everything and answers nothing.
 */
export type Outage = 'kill' | 'blackhole'

export const OUTAGE_SCOPES = ['region', 'control-plane', 'dns', 'all'] as const

export type OutageScope = (typeof OUTAGE_SCOPES)[number]

/** A socket server that can be taken out of order and back. */
export interface BreakableServer {
  /** Idempotent; a second kind of outage replaces the first. */
  fail(outage: Outage): Promise<void>
  heal(): Promise<void>
  close(): Promise<void>
}
