// Ends with 0 while none of the given PromQL conditions holds on the Prometheus of PROMETHEUS_URL.
//
//   PROMETHEUS_URL=https://prometheus.learn.example.com node rates-are-well.mjs 'error_rate > 0.05'
//
// https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
const { PROMETHEUS_URL } = process.env
const conditions = process.argv.slice(2)

async function holds(condition) {
  const url = new URL('/api/v1/query', PROMETHEUS_URL)
  const body = new URLSearchParams({ query: condition })
  const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(10_000) })
  const { status, data, error } = await response.json()
  if (status !== 'success') throw new Error(`${condition}: ${error}`)
  return data.result.length > 0
}

try {
  if (PROMETHEUS_URL === undefined || conditions.length === 0)
    throw new Error('PROMETHEUS_URL and at least one condition are needed')
  const held = await Promise.all(conditions.map(holds))
  const wrong = conditions.filter((_, index) => held[index])
  for (const condition of wrong) console.log(condition)
  process.exitCode = wrong.length === 0 ? 0 : 1
} catch (error) {
  console.log(`not known: ${error.message}`)
  process.exitCode = 2
}
