import type { Call } from '../../providers/provider.ts'
import type { Period } from './period.ts'
import type { Spend, View } from './spend.ts'

/** Reads bills in files; the port behind which a query engine stands. */
export interface BillingFiles {
  /**
   * Adds up FOCUS 1.0 to 1.4 files (CSV, Parquet, each also compressed by gzip or zstd as CSV) to one amount for
   * each day and each value of `by`.
   * @throws McloudError BILLING_FILE_INVALID with every mistake found, TOOL_MISSING without the engine
   */
  readFocus(request: FocusRequest, call: Call): Promise<FocusSpend>
}

export interface FocusRequest {
  /** Absolute paths. */
  readonly files: readonly string[]
  readonly view: View
  /** Absent: everything in the files. */
  readonly period?: Period
  readonly by: readonly FocusDimension[]
}

export type FocusDimension = 'service' | 'category' | 'account' | 'region' | `tag:${string}`

export interface FocusSpend {
  readonly spend: readonly Spend[]
  readonly files: readonly FocusFile[]
  /** What is allowed and yet worth a word. */
  readonly warnings: readonly string[]
}

export interface FocusFile {
  readonly path: string
  readonly format: 'csv' | 'parquet'
  readonly rows: number
  /** e.g. `1.2`, as far as its columns tell. */
  readonly version: string
}
