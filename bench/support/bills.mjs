const COLUMNS =
  'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ProviderName,ServiceName,ResourceId'

/** Numbers in [0, 1) that belong to a seed. */
export function seeded(seed) {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state = (state ^ (state << 5)) >>> 0
    return state / 2 ** 32
  }
}

/** A bill in FOCUS of charges `{ day, amount, currency, service, resource }`; a day is a number. */
export function focusBill(charges) {
  const first = Date.UTC(2026, 0, 1)
  const lines = charges.map(({ day, amount, currency = 'USD', service = 'Compute', resource = 'r' }) => {
    const at = new Date(first + day * 86_400_000).toISOString()
    const cost = amount.toFixed(10)
    return `${cost},${cost},${currency},Usage,${at},AWS,${service},${resource}`
  })
  return `${COLUMNS}\n${lines.join('\n')}\n`
}

/**
 * Days of one service: a level, weekends, growth or decline, noise, and in some a step to another level, whose day is
 * told where it is a rise. What foretells or judges them knows nothing of it.
 */
export function dailySpend(seed, days) {
  const next = seeded(seed)
  const weekend = 0.4 + 0.6 * next()
  const drift = (next() - 0.4) * 0.004
  const stepDay = next() < 0.3 ? Math.floor(days * (0.2 + 0.5 * next())) : days
  const step = 0.6 + next()
  const noise = 0.02 + 0.06 * next()
  let level = 30 + 900 * next()
  const values = Array.from({ length: days }, (_, day) => {
    level *= 1 + drift
    const usual = level * (day % 7 > 4 ? weekend : 1) * (day >= stepDay ? step : 1)
    return usual * (1 + noise * (next() + next() + next() - 1.5))
  })
  return { values, riseDay: step > 1 ? stepDay : undefined }
}
