import type { Readable } from 'node:stream'

/**
 * The contract between the lab's world (processes, sockets, faults, time) and one simulated cloud (its APIs in
 * the vendor's wire format, and the semantics behind them). Nothing outside src/lab is imported here.
 */
export type LabCloudName = 'aws' | 'gcp' | 'azure'

/** One cloud: state in the vendor's own shapes, an HTTP face, and answers of its DNS service. */
export interface LabCloud {
  readonly name: LabCloudName
  /** Which API a request is for (`route53`, `rds`, `sts`, `dns`, `sql`, `compute`, `trafficmanager`, ...); for faults and logs. */
  serviceOf(request: LabRequest): string
  /** Every name that `serviceOf` may tell. */
  readonly services: readonly string[]
  /** Never rejects: what is not modelled is refused with the vendor's own error shape. */
  handle(request: LabRequest): Promise<LabResponse>
  /** The object store, whose bodies are streams; the same requests may come to `handle` with the body in memory. */
  readonly objects?: LabObjectApi
  /** The vendor's own throttling answer for a service. */
  throttled(service: string): LabResponse
  /** The answer of this cloud's authoritative name server, routing policies and health applied. */
  answerDns(question: LabDnsQuestion): LabDnsAnswer
  /** Health checks that the world has to probe for this cloud; asked again after every change. */
  probes(): readonly LabProbe[]
  /** Creates the demo platform's zone, records, database instances and accounts in the vendor's state. */
  seed(seed: LabSeed): void
  /** Everything to be kept over a restart, as plain JSON, and its return. */
  save(): unknown
  restore(saved: unknown): void
}

/** The object store of a cloud: what it takes never passes through memory as a whole. */
export interface LabObjectApi {
  /** Whether a request is for the object store, judged before its body has arrived. */
  takes(head: LabRequestHead): boolean
  /** Never rejects; leaves the body alone where the request is refused for its head. */
  handle(request: LabStreamRequest): Promise<LabStreamResponse>
}

/** What the world lends a cloud. */
export interface LabHost {
  now(): number
  /** How long a DNS change stays pending until the name servers have it. */
  readonly dnsSyncMs: number
  /** How long the state transitions of a database instance take at the least (stopping, starting). */
  readonly transitionMs: number
  /** Folder of the cloud's own in which its objects lie; need not exist yet. */
  readonly objectFolder: string
  /** Base URL (scheme, host, port) under which this cloud is reached. */
  baseUrl(): string
  /** Base URL of another cloud of the same world, for services that read from there. */
  peer?(cloud: LabCloudName): string
  /** PEM text of the authority that the https endpoints of this world are trusted by. */
  authority?(): string
  database(instance: string): LabDatabase | undefined
  /** The last result of a probe. */
  health(probeId: string): 'healthy' | 'unhealthy' | 'unknown'
  /** Called after every change of state: the world saves and re-reads `probes()`. */
  changed(): void
  /** A random identifier in the wanted alphabet; reproducible when the lab was started with a seed. */
  randomId(length: number, alphabet?: string): string
}

/** The real PostgreSQL server behind an instance. */
export interface LabDatabase {
  readonly instance: string
  readonly host: string
  readonly port: number
  /** e.g. `18.4`. */
  readonly version: string
  readonly role: 'primary' | 'replica'
  running(): boolean
  stop(): Promise<void>
  start(): Promise<void>
}

export interface LabRequestHead {
  readonly method: string
  /** Path with query, as on the request line. */
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

export interface LabRequest extends LabRequestHead {
  readonly body: Buffer
}

export interface LabStreamRequest extends LabRequestHead {
  readonly body: AsyncIterable<Buffer>
}

export interface LabResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export interface LabStreamResponse {
  readonly status: number
  /** With `content-length` where the body is a stream, and where it is left out because only the head was asked for. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | Readable
}

export interface LabDnsQuestion {
  /** Lower case, without the final dot. */
  readonly name: string
  readonly type: string
  /** Address of the asking client. */
  readonly client: string
}

export interface LabDnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  readonly authoritative: boolean
  readonly answers: readonly LabDnsRecord[]
  readonly authorities: readonly LabDnsRecord[]
}

export interface LabDnsRecord {
  readonly name: string
  readonly type: string
  readonly ttl: number
  /** Address or host name; SOA and TXT as dns-packet takes them. */
  readonly data: unknown
}

export interface LabProbe {
  /** Unique within the cloud. */
  readonly id: string
  readonly protocol: 'http' | 'https' | 'tcp'
  readonly host: string
  readonly port: number
  readonly path: string
  readonly intervalMs: number
  readonly timeoutMs: number
  /** Failures in a row until unhealthy; one success makes it healthy again. */
  readonly threshold: number
}

/** The demo platform in neutral words; each cloud turns it into its own resources. */
export interface LabSeed {
  readonly account: string
  readonly region: string
  readonly zone: string
  readonly nameServers: readonly string[]
  readonly records: readonly LabSeedRecord[]
  readonly databases: readonly LabSeedDatabase[]
  /** Empty buckets (containers, in Azure in the storage account `${zone's first label}storage`). */
  readonly buckets?: readonly string[]
}

export type LabSeedRecord =
  | {
      readonly kind: 'simple'
      readonly name: string
      readonly type: 'A' | 'CNAME'
      readonly ttl: number
      readonly value: string
    }
  | {
      readonly kind: 'failover'
      readonly name: string
      readonly type: 'A' | 'CNAME'
      readonly ttl: number
      readonly primary: LabSeedTarget
      readonly secondary: LabSeedTarget
    }
  | {
      readonly kind: 'weighted'
      readonly name: string
      readonly type: 'A' | 'CNAME'
      readonly ttl: number
      readonly targets: readonly (LabSeedTarget & { readonly weight: number })[]
    }

export interface LabSeedTarget {
  readonly label: string
  readonly value: string
  readonly health?: {
    readonly protocol: 'http' | 'https' | 'tcp'
    readonly port: number
    readonly path: string
    readonly intervalSeconds: number
    readonly threshold: number
  }
}

export interface LabSeedDatabase {
  readonly instance: string
  readonly role: 'primary' | 'replica'
  readonly databaseName: string
  readonly adminUser: string
}
