/** What the gate learns its limit from. */
export interface TransferLimits {
  /** Bytes that may be in memory at a time. */
  readonly budgetBytes: number
  readonly least: number
  readonly most: number
  /** Where it starts. */
  readonly first: number
}

export const DEFAULT_TRANSFER_LIMITS: TransferLimits = {
  budgetBytes: 96 * 1024 * 1024,
  least: 4,
  most: 256,
  first: 64,
}

interface Waiting {
  readonly bytes: number
  readonly enter: () => void
}

/** How long the gate watches before it judges a limit, in milliseconds. */
const WATCH_MS = 500
/** After throttling it does not rise again for so long. */
const REST_MS = 3_000
/** What an object weighs beyond its bytes: requests, buffers, promises. */
const OVERHEAD_BYTES = 16 * 1024

/**
 * Lets transfers in as long as their bytes fit into one budget and their number into a limit, which rises while
 * more of them move more and falls where the clouds ask for less.
 */
export class TransferGate {
  readonly #limits: TransferLimits
  readonly #now: () => number
  readonly #waiting: Waiting[] = []
  #limit: number
  #running = 0
  #bytes = 0
  #ended = 0
  #watchedSince: number
  #bestRate = 0
  #restUntil = 0

  constructor(limits: TransferLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
    this.#limit = limits.first
    this.#watchedSince = now()
  }

  get limit(): number {
    return this.#limit
  }

  get running(): number {
    return this.#running
  }

  /** Waits for a place. One transfer alone is always let in, however large. */
  enter(bytes: number): Promise<void> | undefined {
    const weight = bytes + OVERHEAD_BYTES
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#take(weight)
      return undefined
    }
    return new Promise((resolve) => this.#waiting.push({ bytes: weight, enter: resolve }))
  }

  leave(bytes: number): void {
    this.#running -= 1
    this.#bytes -= bytes + OVERHEAD_BYTES
    // Work is measured in bytes, of which each object has some at the least.
    this.#ended += bytes + OVERHEAD_BYTES
    this.#judge()
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#take(next.bytes)
      next.enter()
    }
  }

  /** A cloud has asked for fewer requests: half as many, and no more for a while. */
  slowDown(): void {
    const now = this.#now()
    // Many requests in flight are refused for one and the same reason.
    if (now < this.#restUntil - REST_MS / 2) return
    this.#limit = Math.max(this.#limits.least, Math.floor(this.#limit / 2))
    this.#restUntil = now + REST_MS
    this.#bestRate = 0
  }

  #fits(weight: number): boolean {
    if (this.#running === 0) return true
    return this.#running < this.#limit && this.#bytes + weight <= this.#limits.budgetBytes
  }

  #take(weight: number): void {
    this.#running += 1
    this.#bytes += weight
  }

  #judge(): void {
    const now = this.#now()
    const watchedMs = now - this.#watchedSince
    if (watchedMs < WATCH_MS) return
    const rate = this.#ended / watchedMs
    this.#ended = 0
    this.#watchedSince = now
    if (this.#waiting.length === 0 || now < this.#restUntil) return
    if (rate > this.#bestRate * 1.05) {
      this.#bestRate = rate
      this.#limit = Math.min(this.#limits.most, Math.ceil(this.#limit * 1.25))
    } else if (rate < this.#bestRate * 0.85) {
      this.#limit = Math.max(this.#limits.least, Math.floor(this.#limit * 0.85))
      this.#bestRate *= 0.95
    }
  }
}
