import type { Cloud } from '../config/clouds.ts'
import type { Call, Provider } from '../providers/provider.ts'

/** What core is given by the composition root; core itself opens no socket, file or terminal. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface ProviderSet {
  /** The provider of one cloud of the platform, made on first use. */
  get(cloud: Cloud): Promise<Provider>
}

/** Asks one authoritative name server over UDP, then TCP where the answer is truncated. */
export interface NameServers {
  ask(server: string, question: DnsQuestion, call: Call): Promise<DnsAnswer>
}

export interface DnsQuestion {
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT'
}

export interface DnsAnswer {
  /** `host:port` that answered. */
  readonly server: string
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | string
  readonly authoritative: boolean
  readonly records: readonly {
    readonly name: string
    readonly type: string
    readonly ttlSeconds: number
    readonly data: string
  }[]
  readonly elapsedMs: number
}

/** Probes a health endpoint once. */
export interface HealthProber {
  probe(url: string, call: Call): Promise<HealthProbe>
}

export interface HealthProbe {
  readonly healthy: boolean
  /** HTTP status, absent where there was no answer. */
  readonly status?: number
  readonly reason?: string
  readonly elapsedMs: number
}

/** Looks for programs of the machine. */
export interface Tools {
  /** `undefined` where no such program is found; asked for its version with the given arguments. */
  find(name: string, versionArguments: readonly string[], call: Call): Promise<Tool | undefined>
  /** Version of the runtime that mcloud itself runs on, e.g. `20.19.4`. */
  readonly nodeVersion: string
}

export interface Tool {
  readonly path: string
  /** First version number in what it printed; absent where it printed none or failed. */
  readonly version?: string
}

/** Where use cases report what happens while it happens; the CLI renders it, core never prints. */
export interface Progress {
  emit(event: ProgressEvent): void
}

export type ProgressEvent =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | {
      readonly kind: 'step-started'
      readonly id: string
      readonly text: string
      /** From 0. */
      readonly index: number
      readonly total: number
    }
  /** What a running step is at, in a few words. */
  | { readonly kind: 'step-progress'; readonly id: string; readonly text: string }
  | {
      readonly kind: 'step-ended'
      readonly id: string
      readonly text: string
      readonly result: 'done' | 'unchanged' | 'skipped' | 'failed' | 'unknown' | 'undone'
      readonly elapsedMs: number
      readonly message?: string
    }
