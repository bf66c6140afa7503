import type { Verification } from '../prices/price-book.ts'

/** What a plan will cost a month; what `mcloud cost estimate --json` prints. Amounts are exact decimals in US dollars. */
export interface Estimate {
  readonly currency: 'USD'
  /** After the change. */
  readonly monthlyUsd: string
  /** As things are now. */
  readonly previousUsd: string
  readonly increaseUsd: string
  /** The part whose prices have a stored source and are those of the region. */
  readonly verified: { readonly monthlyUsd: string; readonly increaseUsd: string }
  /** Terraform says that the plan is not all of the change: what it leaves out is not counted. */
  readonly incomplete?: true
  /** Resources by what became of them. */
  readonly counts: Readonly<Record<ResourceClass, number>>
  /** Lines by where their price comes from. */
  readonly prices: {
    readonly date: string
    readonly vendor: number
    readonly secondary: number
    readonly unverified: number
    /** Priced as in the cloud's base region, because no price of their own is known. */
    readonly otherRegion: number
    /** The day on which the oldest of them was looked up; absent where nothing is priced. */
    readonly oldest?: string
  }
  readonly resources: readonly EstimatedResource[]
}

export type ResourceClass = 'priced' | 'free' | 'usageBased' | 'unsupported'

export interface EstimatedResource {
  readonly address: string
  readonly type: string
  /** As Terraform names them: create, update, delete, no-op. */
  readonly actions: readonly string[]
  readonly kind: ResourceClass
  /** Why it is unsupported. */
  readonly reason?: string
  readonly monthlyUsd: string
  readonly increaseUsd: string
  readonly components: readonly EstimatedComponent[]
  /** The same before the change. */
  readonly before: readonly EstimatedComponent[]
  /** Words of usage that would price more of it. */
  readonly openUsage: readonly string[]
  /** Words of usage that are told of it and that nothing asks. */
  readonly unknownUsage?: readonly string[]
}

export interface EstimatedComponent {
  readonly name: string
  readonly key: string
  readonly unit: string
  readonly quantity: string
  readonly priceUsd: string
  readonly monthlyUsd: string
  readonly verification: Verification
  /** When the price was last looked up, `YYYY-MM-DD`. */
  readonly readOn: string
  readonly otherRegion: boolean
  /** The assumption that decides the quantity. */
  readonly assumedUsage?: string
}
