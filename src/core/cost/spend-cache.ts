/** Keeps what a paid request has answered; a cache that cannot be read or written is as an empty one. */
export interface SpendCache {
  /** What was kept under the key no longer than `maxAgeMs` ago. */
  get(key: string, maxAgeMs: number): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
}
