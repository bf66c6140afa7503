/** Something that would make a platform cheaper. */
export interface Saving {
  readonly kind: SavingKind
  readonly address: string
  readonly what: string
  /** US dollars a month, exact; after the savings listed before it on the same resource. */
  readonly monthlyUsd: string
  /** How the figure comes about. */
  readonly formula: string
  readonly risk: 'none' | 'low' | 'medium' | 'high'
  readonly riskIs: string
  readonly confidence: 'high' | 'medium' | 'low'
  readonly phase: 1 | 2 | 3 | 4
  /** The change in Terraform, where one attribute is enough. */
  readonly hint?: string
  /** Commitments: the share of the term from which on it pays. */
  readonly breakEvenPercent?: number
}

export type SavingKind =
  | 'idle'
  | 'storage-type'
  | 'lifecycle'
  | 'egress'
  | 'availability'
  | 'rightsizing'
  | 'arm'
  | 'spot'
  | 'commitment'

/** What `mcloud cost optimize --json` prints; amounts are exact US dollars a month. */
export interface CostOptimization {
  readonly nowUsd: string
  readonly savedUsd: string
  readonly leftUsd: string
  readonly phases: readonly {
    readonly phase: 1 | 2 | 3 | 4
    readonly title: string
    readonly savedUsd: string
    /** After this phase and those before. */
    readonly leftUsd: string
    readonly savings: readonly Saving[]
  }[]
  /** What could not be looked at, and why. */
  readonly notes: readonly string[]
}

export const PHASES = {
  1: 'Nothing changes for anybody',
  2: 'Smaller and newer machines',
  3: 'Commitments',
  4: 'Interruptible machines',
} as const
