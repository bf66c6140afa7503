import type { Ledger } from './ledger.ts'
import type { OpenUploads } from './open-uploads.ts'

/** What a pair keeps between its runs, on the machine that runs it. */
export interface PairState {
  readonly ledger: Ledger
  readonly uploads: OpenUploads
  /** Lets another run of the pair begin. */
  close(): Promise<void>
}
