/** What the stores of a run tell about their exchanges while they happen. */
export interface StoreTraffic {
  /** A cloud asked for fewer requests. */
  throttled(): void
  /** A request is sent again. */
  retried(): void
}

/** Counts exchanges, and passes throttling on to whoever slows the run down. */
export class TrafficCount implements StoreTraffic {
  retries = 0
  throttles = 0
  onThrottle: () => void = () => {}

  throttled(): void {
    this.throttles += 1
    this.onThrottle()
  }

  retried(): void {
    this.retries += 1
  }
}
