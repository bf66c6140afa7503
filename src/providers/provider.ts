import type { Cloud } from '../config/clouds.ts'

/**
 * The contract of a provider: an object whose keys ARE its capabilities. Types only; nothing here runs.
 *
 * Rules that every implementation keeps, held by one contract suite:
 * - every method takes a `Call` and ends by its deadline;
 * - `undefined` means the cloud answered that there is no such thing; a 403 is never "not found";
 * - throttling, 5xx and broken connections are retried with jitter inside the deadline; a change whose outcome
 *   cannot be told is read back, and what stays open is returned as `unknown`, not thrown and not guessed;
 * - an error is a `McloudError` with provider, call and request id.
 */
export interface Provider {
  readonly cloud: Cloud
  readonly can: Capabilities
  /** What the vendor does not have, as opposed to what mcloud has not built. */
  readonly cannot: Readonly<Partial<Record<keyof Capabilities, Unsupported>>>
}

export interface Capabilities {
  readonly identity?: Identities
  readonly dns?: Dns
  readonly databases?: Databases
  readonly leases?: Leases
  readonly probes?: Probes
  readonly costs?: Costs
  readonly groundwork?: Groundwork
  readonly prices?: Prices
}

export interface Unsupported {
  readonly reason: string
  readonly url: string
}

/** What bounds one call: both an abort and a point in time after which nothing is tried any more. */
export interface Call {
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number
}

/** The result of a change. */
export type Outcome =
  | { readonly kind: 'done'; readonly requestId?: string }
  /** It was so already. */
  | { readonly kind: 'unchanged'; readonly requestId?: string }
  /** Accepted by the cloud and still under way. */
  | { readonly kind: 'pending'; readonly requestId?: string; readonly handle?: string }
  /** Sent, and nothing tells whether it took effect. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly requestId?: string }

// ---------------------------------------------------------------------------------------------- identity

export interface Identities {
  /** Who the credentials speak for. Throws AUTH_MISSING or AUTH_DENIED. */
  whoAmI(call: Call): Promise<Identity>
}

export interface Identity {
  /** AWS account id, Google project id, Azure subscription id. */
  readonly account: string
  /** ARN, e-mail address or object id, as the cloud names it. */
  readonly principal: string
}

// --------------------------------------------------------------------------------------------------- dns

export interface Dns {
  /** The hosted zone and its authoritative name servers. */
  zone(zone: ZoneRef, call: Call): Promise<Zone | undefined>
  /** What the provider holds for one name, read back into the routing model. */
  read(zone: ZoneRef, name: string, call: Call): Promise<HeldRecord | undefined>
  /** Pure: can this provider express the record exactly? */
  refusal(record: RoutedRecord): Unsupported | undefined
  /** Makes the provider hold exactly this record (health checks included). Throws UNSUPPORTED where refused. */
  apply(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<DnsChange>
  /**
   * Does everything of `apply` that changes no answer (reading, health checks, warm connections), so that
   * `commit` has only the change itself to send. Absent: `apply` does it all.
   */
  prepare?(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<PreparedRecord>
  /** Whether the provider itself says that all its name servers have the change. */
  progress(change: DnsChange, call: Call): Promise<'pending' | 'in-sync'>
}

export interface ZoneRef {
  /** Domain of the zone without the final dot, e.g. `shop.test`. */
  readonly domain: string
  /** Hosted zone id, managed zone name, or Azure zone name; absent: found by domain. */
  readonly id?: string
}

export interface Zone {
  readonly id: string
  readonly domain: string
  readonly nameServers: readonly string[]
}

export interface DnsChange {
  readonly outcome: Outcome
  /** The vendor's change id, where it has one. */
  readonly id?: string
  readonly zone: ZoneRef
}

export interface PreparedRecord {
  /** Sends the prepared change; falls back to a full `apply` where the provider's state has moved since. */
  commit(call: Call): Promise<DnsChange>
}

export interface HeldRecord {
  readonly record: RoutedRecord
  /** What stands at the provider that the model cannot express; empty when the reading is exact. */
  readonly remarks: readonly string[]
}

/** One routed name, the same for all providers. */
export interface RoutedRecord {
  /** Absolute name without the final dot, e.g. `app.shop.test`. */
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  readonly ttlSeconds: number
  readonly routing: Routing
}

export type Routing =
  | { readonly policy: 'simple'; readonly target: Target }
  /** In order of preference: the first healthy one answers. */
  | { readonly policy: 'failover'; readonly targets: readonly Target[] }
  | { readonly policy: 'weighted'; readonly targets: readonly (Target & { readonly weight: number })[] }
  | { readonly policy: 'geolocation'; readonly rules: readonly GeoRule[]; readonly fallback: Target }
  | { readonly policy: 'latency'; readonly targets: readonly (Target & { readonly region: string })[] }

export interface Target {
  readonly cloud: Cloud
  /** IPv4, IPv6 or host name without the final dot, as the record type wants it. */
  readonly value: string
  readonly health?: HealthCheck
}

export interface GeoRule {
  /**
   * Continent code (`EU`, `NA`, `SA`, `AS`, `AF`, `OC`, `AN`), ISO 3166 country code prefixed `country:`, or, as
   * Cloud DNS routes, the nearest Google Cloud region prefixed `gcp-region:`.
   */
  readonly place: string
  readonly target: Target
}

export interface HealthCheck {
  readonly protocol: 'http' | 'https' | 'tcp'
  readonly port: number
  readonly path?: string
  readonly intervalSeconds: number
  /** Failures in a row until unhealthy. */
  readonly threshold: number
}

// --------------------------------------------------------------------------------------------- databases

export interface Databases {
  /** What the cloud's control plane says of one database server. */
  observe(ref: DatabaseRef, call: Call): Promise<ObservedDatabase | undefined>
  /** Stops the server (a fence of last resort). Idempotent. */
  stop(ref: DatabaseRef, call: Call): Promise<Outcome>
  /** Starts it again. Idempotent. */
  start(ref: DatabaseRef, call: Call): Promise<Outcome>
}

export interface DatabaseRef {
  /** DB instance identifier, Cloud SQL instance, or flexible server name. */
  readonly instance: string
  readonly region?: string
  /** Azure only. */
  readonly resourceGroup?: string
}

export interface ObservedDatabase {
  readonly instance: string
  readonly state: 'running' | 'stopped' | 'starting' | 'stopping' | 'changing' | 'failed' | 'unknown'
  /** The vendor's own word for the state. */
  readonly vendorState: string
  readonly role: 'primary' | 'replica' | 'standalone' | 'unknown'
  readonly engine: string
  readonly engineVersion: string
  readonly endpoint?: { readonly host: string; readonly port: number }
  /** Lag of a managed replica where the control plane reports it. */
  readonly lagSeconds?: number
}

// ------------------------------------------------------------------------------------------------ leases

/** Small documents in a bucket, each written on a condition: what run lock and journal are made of. */
export interface Leases {
  /** Throws NOT_FOUND where there is no such bucket. */
  read(ref: LeaseRef, call: Call): Promise<HeldLease | undefined>
  /** Writes a document that must not be there yet. */
  create(ref: LeaseRef, text: string, call: Call): Promise<LeaseWrite>
  /** Writes over exactly the version that was read. */
  replace(ref: LeaseRef, text: string, version: string, call: Call): Promise<LeaseWrite>
  /** All keys that begin with the prefix, in byte order. */
  list(ref: LeaseRef, call: Call): Promise<readonly string[]>
}

export interface LeaseRef {
  /** Bucket, or `account/container` in Azure. */
  readonly bucket: string
  /** Key of the document, or the prefix of a list. */
  readonly key: string
  /** AWS only: the bucket's region where it is not that of the cloud. */
  readonly region?: string
}

export interface HeldLease {
  readonly text: string
  /** Entity tag or generation: another one after every write of another text. */
  readonly version: string
}

/**
 * What became of a write. Each write must have a text of its own, by which one whose answer was lost is
 * recognised.
 */
export type LeaseWrite =
  | { readonly kind: 'written'; readonly version: string }
  /** Nothing was written: the document is there already, or not in that version. */
  | { readonly kind: 'conflict' }
  | Extract<Outcome, { kind: 'unknown' }>

// ------------------------------------------------------------------------------------------------ probes

/** Health as the cloud's own checkers see it, from outside and all the time. */
export interface Probes {
  /** What the checkers say of each target of a record that they check; targets without a check are left out. */
  observe(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<readonly TargetHealth[]>
}

export interface TargetHealth {
  /** The address or host name that is checked. */
  readonly value: string
  readonly health: 'healthy' | 'unhealthy' | 'unknown'
  /** The vendor's own word, or how many checkers say what. */
  readonly vendorState: string
  /** Id or name of the check. */
  readonly check: string
  /** When it was last looked at, RFC 3339, where the vendor tells. */
  readonly at?: string
}

// ------------------------------------------------------------------------------------------------- costs

export interface Costs {
  /** Dimensions that one question groups by at the most; absent: any number. */
  readonly mostGroups?: number
  /** Days back that are told by resource, of one service at a time; absent: no resource is told. */
  readonly resourceDays?: number
  /** What asking costs, told before it is asked; pure. */
  priceOf(query: CostQuery): CostQueryPrice
  /**
   * What was spent, a line for each day and each value of `by`. Throws UNSUPPORTED where `by` cannot be asked, and
   * SPEND_LIMIT where the answer has more pages than may be paid for.
   */
  spend(query: CostQuery, call: Call, allowance?: Allowance): Promise<readonly SpendLine[]>
}

/** What may still be paid for requests, of vendors that charge for each. */
export interface Allowance {
  /** Takes US dollars for one request before it is sent; false: so much is not allowed any more. */
  take(usd: string): boolean
}

export interface CostQuery {
  /** First day, `YYYY-MM-DD` in UTC. */
  readonly from: string
  /** The day after the last. */
  readonly to: string
  /** amortised: prepaid commitments spread over their term; invoiced: as on the bill. */
  readonly view: 'amortised' | 'invoiced'
  readonly by: readonly SpendDimension[]
  /** Only what this service charges, by the name that the cloud gives it. */
  readonly service?: string
}

/** `tag:KEY` is a tag of AWS and Azure, a label of Google Cloud. */
export type SpendDimension = 'service' | 'account' | 'region' | 'charge' | 'resource' | `tag:${string}`

export interface CostQueryPrice {
  /** US dollars as an exact decimal; `0` where asking is free. */
  readonly usd: string
  /** Requests of the first page; more pages cost more where the vendor charges for each. */
  readonly requests: number
  readonly basis: string
  /** The vendor's page that says so. */
  readonly url: string
}

export interface SpendLine {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string
  /** ISO 4217. */
  readonly currency: string
  /** Exact decimal; credits and refunds are negative. */
  readonly amount: string
  /** By the dimensions asked for; null: the cloud knows none (untagged, regionless). */
  readonly values: Readonly<Partial<Record<SpendDimension, string | null>>>
}

// -------------------------------------------------------------------------------------------- groundwork

/**
 * What must be there before anything can be deployed. Each method is pure and answers with provisions in the order
 * in which they are made: a later one may rest on those before it.
 */
export interface Groundwork {
  /** What stores and identities lie in, and is made before them: resource groups (Azure); nothing elsewhere. */
  groups(stores: readonly StateStoreRef[]): readonly Provision[]
  /** Where Terraform keeps states, with all that protects them. */
  stateStore(ref: StateStoreRef): readonly Provision[]
  /** APIs (Google Cloud) or resource providers (Azure) of the account, each on its own; none in AWS. */
  services(names: readonly string[]): readonly Provision[]
  /** The identity that deployments act as, and what it may do. */
  deployIdentity(ref: DeployIdentityRef): readonly Provision[]
}

/** One thing or setting that is to be there. */
export interface Provision {
  /** In words, e.g. `versions of bucket shop-state`. */
  readonly what: string
  look(call: Call): Promise<Presence>
  /** Makes it so; a second time changes nothing. */
  make(call: Call): Promise<void>
}

export type Presence =
  | { readonly kind: 'there' }
  /** Also where what it rests on is not there. */
  | { readonly kind: 'absent' }
  /** It is there, and not as it has to be. */
  | { readonly kind: 'differs'; readonly found: string }

export interface StateStoreRef {
  /** Bucket, or `account/container` in Azure. */
  readonly bucket: string
  /** AWS only: where it is not the region of the cloud. */
  readonly region?: string
  /** Azure only: where it is not that of the cloud. */
  readonly resourceGroup?: string
}

export interface DeployIdentityRef {
  /** IAM role, id of a service account, or user-assigned managed identity. */
  readonly name: string
  /** Platform, by which its permissions are told from those of others. */
  readonly platform: string
  /** Stores of states and of the run lock: what is in them may be read, written and deleted. */
  readonly stores: readonly StateStoreRef[]
  /** ARNs of policies, names of roles, or ids of role definitions that the units need besides. */
  readonly grants: readonly string[]
  /** Who may act as it: ARNs, or members as Google writes them (`user:...`). */
  readonly trusted: readonly string[]
}

// ------------------------------------------------------------------------------------------------ prices

/** Public list prices, from the vendor's own price API. */
export interface Prices {
  /**
   * One answer for each want, in their order: a price that cannot be told keeps no other. Throws only where the
   * API as a whole refuses.
   */
  quote(wants: readonly PriceWant[], call: Call): Promise<readonly PriceQuote[]>
}

/** A row of a price file. */
export interface PriceWant {
  /** e.g. `aws.ec2.m5`. */
  readonly key: string
  readonly region: string
}

export type PriceQuote =
  | {
      readonly kind: 'found'
      /** US dollars for the unit of the row, exact decimal. */
      readonly usd: string
      /** The vendor's id of what is sold. */
      readonly sku: string
      /** Where it was asked. */
      readonly url: string
    }
  /** mcloud knows no question for this row. */
  | { readonly kind: 'not-asked' }
  /** Asked, and the answer is no price of this row: nothing matches, several do, the unit is another one. */
  | { readonly kind: 'refused'; readonly reason: string }
