import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dailySpend, focusBill, seeded } from './support/bills.mjs'
import { runMeasured } from './support/measured-run.mjs'
import { withScratch } from './support/scratch.mjs'

export const name = 'trend'

const HISTORY = 120
const AHEAD = 30
const SERIES = 100
const SERVICES = 80
const DAYS = 180

/** C6: forecasts held against what came; C7: anomalies held against what was planted. Whole commands, seeded bills. */
export async function run({ root, note }) {
  return withScratch(async (folder) => {
    note(`foretells ${AHEAD} days of ${SERIES} bills`)
    const forecasts = await backtest(root, folder)
    note(`looks for spikes in ${SERVICES} services`)
    return [...forecasts, ...(await spikes(root, folder))]
  })
}

/** Each series is a currency of its own, which one command foretells each by itself. */
async function backtest(root, folder) {
  const series = Array.from({ length: SERIES }, (_, seed) => dailySpend(seed + 1, HISTORY + AHEAD).values)
  const charges = series.flatMap((values, index) =>
    values.slice(0, HISTORY).map((amount, day) => ({ day, amount, currency: currencyOf(index) })),
  )
  const bill = join(folder, 'history.csv')
  await writeFile(bill, focusBill(charges))
  const words = ['cost', 'forecast', '--focus', bill, '--days', String(AHEAD), '--json']
  const { stdout } = await runMeasured(root, words, folder)
  const told = new Map(JSON.parse(stdout).data.currencies.map((one) => [one.currency, one]))
  let [model, lastValue, runRate, inside] = [0, 0, 0, 0]
  for (const [index, values] of series.entries()) {
    const came = sumOf(values.slice(HISTORY))
    const { forecast, low, high } = told.get(currencyOf(index))
    const miss = (guess) => Math.abs(guess - came) / came / SERIES
    model += miss(forecast)
    lastValue += miss(values[HISTORY - 1] * AHEAD)
    runRate += miss(sumOf(values.slice(HISTORY - AHEAD, HISTORY)))
    if (came >= low && came <= high) inside++
  }
  return [
    { figure: 'C6 mean miss of a forecast', value: model * 100, unit: '%' },
    { figure: 'C6 against the last value', value: model / lastValue, unit: 'times', target: 1 },
    { figure: 'C6 against the run rate', value: model / runRate, unit: 'times', target: 1 },
    { figure: 'C6 months outside the interval', value: (1 - inside / SERIES) * 100, unit: '%', target: 30 },
  ]
}

/** Three machines a service; on planted days one of them runs wild. */
async function spikes(root, folder) {
  const charges = []
  const planted = new Map()
  // A rise that lasts may be told, on its first day and no other.
  const rises = new Set()
  for (let service = 0; service < SERVICES; service++) {
    const next = seeded(10_000 + service)
    let last = 0
    const { values, riseDay } = dailySpend(5000 + service, DAYS)
    rises.add(`${service} ${riseDay}`)
    for (const [day, amount] of values.entries()) {
      const wild =
        day > 60 && day - last > 10 && !(Math.abs(day - riseDay) < 10) && next() < 0.02
          ? Math.floor(3 * next())
          : undefined
      if (wild !== undefined) {
        last = day
        planted.set(`${service} ${day}`, `m-${wild}`)
      }
      for (let machine = 0; machine < 3; machine++) {
        const more = machine === wild ? amount * (0.7 + 2 * next()) : 0
        charges.push({ day, amount: amount / 3 + more, service: `s${service}`, resource: `m-${machine}` })
      }
    }
  }
  const bill = join(folder, 'spikes.csv')
  await writeFile(bill, focusBill(charges))
  // It ends with 6 where there are any.
  const { stdout } = await runMeasured(root, ['cost', 'anomalies', '--focus', bill, '--json'], folder, [6])
  const found = JSON.parse(stdout).data.anomalies.map(({ day, service, driver }) => ({
    key: `${service.slice(1)} ${(Date.parse(day) - Date.UTC(2026, 0, 1)) / 86_400_000}`,
    driver: driver.value,
  }))
  const hits = found.filter(({ key }) => planted.has(key))
  const wrong = found.filter(({ key }) => !planted.has(key) && !rises.has(key))
  const named = hits.filter(({ key, driver }) => planted.get(key) === driver)
  return [
    {
      figure: `C7 false alarms of ${found.length}`,
      value: share(wrong.length, found.length),
      unit: '%',
      target: 10,
    },
    {
      figure: `C7 spikes missed of ${planted.size}`,
      value: share(planted.size - hits.length, planted.size),
      unit: '%',
      target: 10,
    },
    {
      figure: 'C7 wrong machines named',
      value: share(hits.length - named.length, hits.length),
      unit: '%',
      target: 10,
    },
  ]
}

function currencyOf(index) {
  return String.fromCharCode(65, 65 + Math.floor(index / 26), 65 + (index % 26))
}

function sumOf(values) {
  return values.reduce((total, value) => total + value, 0)
}

function share(part, whole) {
  return whole === 0 ? 100 : (part / whole) * 100
}
