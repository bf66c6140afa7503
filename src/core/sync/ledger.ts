/** The versions that a key had on both sides when its copy was last proved equal. */
export interface LedgerEntry {
  readonly key: string
  readonly a: string
  readonly b: string
  /** When the source was changed, where its version does not tell that its attributes were. */
  readonly at?: number
}

/** What a pair remembers from run to run. Losing it costs time, never data. */
export interface Ledger {
  /** Entries in key order, in batches. */
  read(): AsyncIterable<readonly LedgerEntry[]>
  /** Notes an entry at once, so that a killed run need not do its work again; absent versions: forget the key. */
  note(entry: LedgerEntry | { readonly key: string }): void
  /** Merges what was noted into what is kept. */
  compact(): Promise<void>
}
