import type { CostDocument, DocumentCell, DocumentSection } from '../document/document.ts'
import { decimal, rounded } from '../money.ts'
import { ageInDays, OLD_AFTER_DAYS } from '../prices/price-book.ts'
import type { Estimate, EstimatedComponent, EstimatedResource } from './estimate.ts'
import type { GateCheck, GateResult } from './gate.ts'

const VERDICT_TONE = { within: 'good', exceeded: 'bad', undecided: 'warn' } as const

/** An estimate for people, with the verdict of a gate where there is one. */
export function estimateDocument(
  estimate: Estimate,
  nowMs: number,
  { gate, notes = [] }: { readonly gate?: GateResult; readonly notes?: readonly string[] } = {},
): CostDocument {
  const { counts } = estimate
  const changed = estimate.resources.filter(({ increaseUsd }) => !decimal(increaseUsd).eq(0))
  const unsupported = estimate.resources.filter(({ kind }) => kind === 'unsupported')
  const usageBased = estimate.resources.filter(({ openUsage }) => openUsage.length > 0)
  return {
    title: gate === undefined ? 'Cost estimate' : `Cost gate: ${gate.verdict}`,
    headline: `${usd(estimate.monthlyUsd)} USD a month, ${signed(estimate.increaseUsd)} against now${without(counts)}`,
    tone: gate === undefined ? 'plain' : VERDICT_TONE[gate.verdict],
    sections: [
      ...(gate === undefined ? [] : [gateSection(gate.checks)]),
      componentSection(estimate.resources.filter(({ components }) => components.length > 0)),
      {
        title: 'Changes',
        columns: [
          { title: 'resource' },
          { title: 'action' },
          { title: 'USD a month', figure: true },
          { title: 'against now', figure: true },
        ],
        rows: changed.map((one) => [
          { text: one.address },
          { text: one.actions.join(' and ') },
          { text: usd(one.monthlyUsd), value: one.monthlyUsd },
          { text: signed(one.increaseUsd), value: one.increaseUsd },
        ]),
        secondary: true,
      },
      {
        title: 'Not priced',
        columns: [{ title: 'resource' }, { title: 'reason' }],
        rows: unsupported.map(({ address, reason }) => [{ text: address }, { text: reason ?? '' }]),
        secondary: true,
      },
      {
        title: 'Depends on usage that is not told',
        columns: [{ title: 'resource' }, { title: 'words for cost.usage' }],
        rows: usageBased.map(({ address, openUsage }) => [{ text: address }, { text: openUsage.join(', ') }]),
        secondary: true,
      },
    ],
    notes: [
      `${estimate.resources.length} resources: ${counts.priced} priced, ${counts.usageBased} by usage that is not told, ${counts.free} free, ${counts.unsupported} unsupported`,
      ...(estimate.incomplete === true
        ? [
            'warning: Terraform says that this plan is not all of the change (targets, or what is put off): the rest is not counted',
          ]
        : []),
      ...usageNotes(estimate.resources),
      ...notes,
      ...priceNotes(estimate, nowMs),
    ],
  }
}

/** Words of usage that are told in vain, once for all resources of a type. */
function usageNotes(resources: readonly EstimatedResource[]): string[] {
  const vain = resources.filter(({ unknownUsage = [] }) => unknownUsage.length > 0)
  const byType = new Map(vain.map((one) => [`${one.type} ${one.unknownUsage?.join()}`, one]))
  return [...byType.values()].map(({ address, unknownUsage = [], openUsage }) => {
    const open = openUsage.length === 0 ? '' : `: it asks ${openUsage.join(', ')}`
    return `cost.usage tells ${unknownUsage.join(', ')} of ${address}, which nothing asks${open}`
  })
}

/** What the sum leaves out: nobody knows what it costs, and it is not nothing. */
function without({ unsupported, usageBased }: Estimate['counts']): string {
  const parts = [
    ...(unsupported > 0 ? [`${unsupported} without a price`] : []),
    ...(usageBased > 0 ? [`${usageBased} whose usage is not told`] : []),
  ]
  return parts.length === 0 ? '' : `; not counted: ${parts.join(', ')}`
}

/** Where the prices come from, how old they are, and how many are stale or not verified. */
function priceNotes({ prices, resources }: Estimate, nowMs: number): string[] {
  const lines = prices.vendor + prices.secondary + prices.unverified
  const stale = resources
    .flatMap(({ components }) => components)
    .filter(({ readOn }) => ageInDays(readOn, nowMs) > OLD_AFTER_DAYS).length
  return [
    `prices of ${prices.date}, ${ageInDays(prices.date, nowMs)} days old${prices.oldest === undefined ? '' : `; the oldest that counts here was looked up on ${prices.oldest}`}`,
    `${lines} priced lines: ${prices.vendor} by the vendor's own prices, ${prices.secondary} by another stored page, ${prices.unverified} unverified${prices.otherRegion > 0 ? `; ${prices.otherRegion} priced as in the base region of their cloud` : ''}`,
    ...(stale > 0
      ? [
          `warning: ${stale} lines have prices older than ${OLD_AFTER_DAYS} days; renew them: mcloud cost prices update`,
        ]
      : []),
    ...(prices.unverified > 0
      ? [
          `warning: ${prices.unverified} lines have prices that nobody has verified; they decide no limit alone`,
        ]
      : []),
  ]
}

function componentSection(resources: readonly EstimatedResource[]): DocumentSection {
  return {
    title: 'By resource',
    columns: [
      { title: 'resource' },
      { title: 'what' },
      { title: 'quantity', figure: true },
      { title: 'unit' },
      { title: 'USD a month', figure: true },
      { title: 'price' },
    ],
    rows: resources.flatMap(({ address, components }) =>
      components.map((one): DocumentCell[] => [
        { text: address },
        { text: one.assumedUsage === undefined ? one.name : `${one.name} (assumed)` },
        { text: quantity(one.quantity), value: one.quantity },
        { text: one.unit },
        { text: usd(one.monthlyUsd), value: one.monthlyUsd },
        origin(one),
      ]),
    ),
  }
}

function origin({ verification, otherRegion }: EstimatedComponent): DocumentCell {
  const text = otherRegion ? `${verification}, other region` : verification
  return { text, tone: verification === 'unverified' || otherRegion ? 'warn' : 'plain' }
}

function gateSection(checks: readonly GateCheck[]): DocumentSection {
  return {
    title: 'Limits',
    columns: [
      { title: 'limit' },
      { title: 'allowed USD', figure: true },
      { title: 'estimated', figure: true },
      { title: 'of it verified', figure: true },
      { title: 'verdict' },
    ],
    rows: checks.map((check) => [
      { text: check.limit },
      { text: usd(check.allowedUsd), value: check.allowedUsd },
      { text: usd(check.estimatedUsd), value: check.estimatedUsd },
      { text: usd(check.verifiedUsd), value: check.verifiedUsd },
      { text: check.verdict, tone: VERDICT_TONE[check.verdict] },
    ]),
    secondary: true,
  }
}

function usd(amount: string): string {
  return rounded(decimal(amount))
}

function signed(amount: string): string {
  return decimal(amount).gt(0) ? `+${usd(amount)}` : usd(amount)
}

function quantity(text: string): string {
  const amount = decimal(text)
  return amount.eq(amount.round()) ? rounded(amount).replace(/\.00$/, '') : amount.round(4).toFixed()
}
