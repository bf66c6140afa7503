import type { Call } from '../../providers/provider.ts'
import type { Period } from './period.ts'
import type { Spend, View } from './spend.ts'

/** Reads bills in files; the port behind which a query engine stands. */
export interface BillingFiles {
  /**
   * Adds bills up to one amount for each day and each value of `by`: FOCUS 1.0 to 1.4, the Cost and Usage Report of
   * AWS, exports of Google's billing tables and of Azure's cost details; CSV, Parquet or JSON lines, CSV and JSON
   * also compressed. What lies in a bucket is fetched part by part and removed again.
   * @throws McloudError BILLING_FILE_INVALID with every mistake found, TOOL_MISSING without the engine
   */
  readFocus(request: FocusRequest, call: Call): Promise<FocusSpend>
}

export interface FocusRequest {
  /** Absolute paths, or addresses such as `s3://bucket/folder/` for all bills below them. */
  readonly files: readonly string[]
  readonly view: View
  /** Absent: everything in the files. */
  readonly period?: Period
  readonly by: readonly FocusDimension[]
}

export type FocusDimension = 'service' | 'category' | 'account' | 'region' | 'resource' | `tag:${string}`

export interface FocusSpend {
  readonly spend: readonly Spend[]
  readonly files: readonly FocusFile[]
  /** What is allowed and yet worth a word. */
  readonly warnings: readonly string[]
}

export interface FocusFile {
  readonly path: string
  readonly format: 'csv' | 'parquet' | 'json'
  readonly rows: number
  /** e.g. `FOCUS 1.2`, as far as its columns tell. */
  readonly version: string
}
