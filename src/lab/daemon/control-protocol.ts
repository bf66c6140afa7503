import type { LabCloudName, LabProbe } from '../cloud.ts'
import type { LabTiming } from '../settings.ts'
import type { Health } from './health-prober.ts'
import type { Outage, OutageScope } from './outage.ts'

/** How the command line finds and speaks to the daemon: kept in `state/daemon.json`, mode 0600. */
export interface DaemonAddress {
  readonly pid: number
  readonly startedAt: string
  readonly port: number
  readonly token: string
}

/** What the daemon does on request; each key is a path of its control server. */
export interface ControlRequests {
  status: { input: Record<string, never>; output: WorldStatus }
  stop: { input: Record<string, never>; output: Record<string, never> }
  fail: { input: { cloud: LabCloudName; scope: OutageScope; mode: Outage }; output: WorldStatus }
  heal: { input: { cloud: LabCloudName }; output: WorldStatus }
  lag: { input: { cloud: LabCloudName; lagMs: number }; output: WorldStatus }
  throttle: {
    input: { cloud: LabCloudName; service: string; ratePerSecond: number; forMs: number }
    output: WorldStatus
  }
}

export type ControlRequest = keyof ControlRequests

export interface WorldStatus {
  readonly root: string
  readonly upSince: string
  readonly pid: number
  readonly memoryBytes: number
  readonly postgres: string
  readonly seed?: string
  readonly timing: LabTiming
  readonly clouds: Readonly<Record<LabCloudName, CloudStatus>>
}

export interface CloudStatus {
  readonly endpoint: string
  readonly nameServer: string
  readonly database: {
    readonly instance: string
    readonly address: string
    readonly state: 'running' | 'stopped' | 'killed' | 'frozen' | 'crashed'
    readonly acceptsApplicationWrites?: boolean
  }
  readonly application: {
    readonly address: string
    readonly state: 'running' | 'killed' | 'frozen' | 'crashed'
  }
  /** Part of the cloud to how it is out of order. */
  readonly outages: Readonly<Record<string, Outage>>
  readonly lagMs: number
  readonly throttled: readonly {
    readonly service: string
    readonly ratePerSecond: number
    readonly remainingMs: number
  }[]
  readonly probes: readonly (Pick<LabProbe, 'id' | 'host' | 'port' | 'path' | 'protocol'> & {
    readonly health: Health
  })[]
}
