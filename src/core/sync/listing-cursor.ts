import { McloudError } from '../../errors/mcloud-error.ts'
import { compareKeys } from './key-order.ts'

/** Something that comes in pages, each in key order. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly last: boolean
}

/**
 * Walks pages of keyed items while the next page is already on its way.
 * @throws McloudError SYNC_LISTING_FAILED where the items do not come in key order
 */
export class ListingCursor<T extends { readonly key: string }> {
  readonly #name: string
  readonly #fetch: () => Promise<Page<T>>
  readonly #keep: ((item: T) => boolean) | undefined
  #ahead: Promise<Page<T>> | undefined
  #items: readonly T[] = []
  #index = 0
  #previous: string | undefined
  /** All items so far, filtered ones included. */
  seen = 0

  constructor(name: string, fetch: () => Promise<Page<T>>, keep?: (item: T) => boolean) {
    this.#name = name
    this.#fetch = fetch
    this.#keep = keep
    this.#prefetch()
  }

  /** The item that is looked at; undefined: a further page must be waited for, or all is over. */
  get item(): T | undefined {
    return this.#items[this.#index]
  }

  /** True where no further page will come. */
  get ended(): boolean {
    return this.#ahead === undefined && this.#index >= this.#items.length
  }

  step(): void {
    this.#index += 1
  }

  /** Waits until there is an item or nothing more will come. */
  async fill(): Promise<void> {
    while (this.#index >= this.#items.length && this.#ahead !== undefined) {
      const page = await this.#ahead
      this.#ahead = undefined
      if (!page.last) this.#prefetch()
      this.#checkOrder(page.items)
      this.seen += page.items.length
      this.#items = this.#keep === undefined ? page.items : page.items.filter(this.#keep)
      this.#index = 0
    }
  }

  #prefetch(): void {
    this.#ahead = this.#fetch()
    // A failure is met where the page is waited for.
    this.#ahead.catch(() => {})
  }

  #checkOrder(items: readonly T[]): void {
    for (const { key } of items) {
      if (this.#previous !== undefined && compareKeys(this.#previous, key) >= 0) {
        throw new McloudError({
          code: 'SYNC_LISTING_FAILED',
          message: `${this.#name} lists ${JSON.stringify(key)} after ${JSON.stringify(this.#previous)}, which is not the order of keys`,
        })
      }
      this.#previous = key
    }
  }
}
