/** Which APIs of a cloud answer with the vendor's throttling error now. */
export function makeThrottles(now: () => number) {
  const rules = new Map<
    string,
    { readonly untilMs: number; readonly ratePerSecond: number; allowance: number; at: number }
  >()

  return {
    /** Lets `ratePerSecond` requests of a service through until the time is over; `untilMs` in the past ends it. */
    set(service: string, ratePerSecond: number, untilMs: number): void {
      if (untilMs <= now()) rules.delete(service)
      else rules.set(service, { untilMs, ratePerSecond, allowance: ratePerSecond, at: now() })
    },
    clear: () => rules.clear(),
    /** True when this request is one too many. */
    refuses(service: string): boolean {
      const rule = rules.get(service)
      if (!rule) return false
      const nowMs = now()
      if (nowMs >= rule.untilMs) {
        rules.delete(service)
        return false
      }
      const earned = ((nowMs - rule.at) / 1000) * rule.ratePerSecond
      rule.allowance = Math.min(rule.ratePerSecond, rule.allowance + earned)
      rule.at = nowMs
      if (rule.allowance < 1) return true
      rule.allowance -= 1
      return false
    },
    list: () =>
      [...rules]
        .filter(([, rule]) => rule.untilMs > now())
        .map(([service, { ratePerSecond, untilMs }]) => ({
          service,
          ratePerSecond,
          remainingMs: untilMs - now(),
        })),
  }
}

export type Throttles = ReturnType<typeof makeThrottles>
