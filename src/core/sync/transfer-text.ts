import type { TransferPrice } from '../cost/estimate/transfer-cost.ts'
import { decimal, rounded } from '../cost/money.ts'
import type { Engine } from './engines/mover.ts'
import type { FlowEstimate, TransferEstimate } from './estimate-transfer.ts'
import { bytesText } from './sync-text.ts'

type Fact = readonly [string, string | { readonly text: string; readonly tone: 'warn' }]

const WHAT = { egress: 'traffic', requests: 'requests' } as const
const DOUBTS = { secondary: 'not read from the vendor', unverified: 'unverified' } as const

/** What leaves each cloud, or has left it, and what that costs, for people. */
export function transferFacts({ flows, unknown }: TransferEstimate, dryRun: boolean): Fact[] {
  const facts = flows.flatMap((flow): Fact[] => [flowFact(flow, dryRun), ['estimated cost', costText(flow)]])
  if (dryRun && flows.length === 0 && unknown.length === 0) facts.push(['leaves a cloud', 'nothing'])
  for (const reason of unknown) facts.push(['estimated cost', { text: `unknown: ${reason}`, tone: 'warn' }])
  return facts
}

/** What leaves the clouds costs whoever moves it; what a service charges for itself is said to be unknown. */
export function engineCostText(
  { flows, unknown }: TransferEstimate,
  { engine, name }: { readonly engine: Engine; readonly name: string },
): string {
  const known = flows.every(({ usd }) => usd !== undefined) && unknown.length === 0
  const sum = flows.reduce((total, { usd }) => total.plus(decimal(usd ?? '0')), decimal('0'))
  const amount = known ? amountText(sum.toString()) : 'unknown'
  const own = engine === 'managed' && name === 'DataSync' ? ' and what DataSync charges' : ''
  return `${amount}${own}`
}

/** What stays in its cloud does not leave it; what that costs depends on where mcloud runs. */
function flowFact({ from, to, bytes }: FlowEstimate, dryRun: boolean): Fact {
  if (from === to && from !== 'rclone')
    return [`${dryRun ? 'moves' : 'moved'} within ${from}`, bytesText(bytes)]
  return [`${dryRun ? 'leaves' : 'has left'} ${endText(from)}`, `${bytesText(bytes)} for ${endText(to)}`]
}

function endText(end: FlowEstimate['to']): string {
  return end === 'folder' ? 'a folder' : end === 'rclone' ? 'a remote of rclone' : end
}

function costText({ egressUsd, requestsUsd, prices, unknown }: FlowEstimate): Fact[1] {
  const known = [
    ...(egressUsd === undefined ? [] : [`${amountText(egressUsd)} for traffic`]),
    ...(requestsUsd === undefined ? [] : [`${amountText(requestsUsd)} for requests`]),
  ]
  const basis = known.length === 0 || prices.length === 0 ? '' : ` (estimate; ${basisText(prices)})`
  const text = `${known.join(', ')}${basis}`
  if (unknown.length === 0) return text
  const reasons = [...new Set(unknown.map(({ reason }) => reason))].map((reason) => {
    const what = unknown.filter((one) => one.reason === reason).map(({ of }) => WHAT[of])
    return `${[...new Set(what)].join(' and ')} unknown: ${reason}`
  })
  return { text: [...(text === '' ? [] : [text]), ...reasons].join('; '), tone: 'warn' }
}

/** `prices of 2026-11-21, unverified, as in us-east-1`: the oldest day, and the weakest word. */
function basisText(prices: readonly TransferPrice[]): string {
  const [oldest = ''] = prices.map(({ readOn }) => readOn).sort()
  const doubt = (['unverified', 'secondary'] as const).find((word) =>
    prices.some(({ verification }) => verification === word),
  )
  const assumed = new Set(prices.filter(({ regionAssumed }) => regionAssumed).map(({ region }) => region))
  return [
    `prices of ${oldest}`,
    ...(doubt === undefined ? [] : [DOUBTS[doubt]]),
    ...(assumed.size === 0 ? [] : [`as in ${[...assumed].join(' and ')}`]),
  ].join(', ')
}

function amountText(usd: string): string {
  const amount = decimal(usd)
  return amount.gt(0) && amount.lt('0.0001') ? 'less than 0.0001 USD' : `${rounded(amount)} USD`
}
