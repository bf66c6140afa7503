import type { Cloud } from '../../config/clouds.ts'
import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { TransferCost } from '../cost/estimate/transfer-cost.ts'
import type { PriceBook } from '../cost/prices/price-book.ts'
import type { PairSpec } from './pair-spec.ts'
import { addressOf, cloudOf, type Place } from './place.ts'
import type { SyncReport } from './sync-report.ts'

/** What a pair's copies are priced by. */
export interface TransferBasis {
  readonly prices: PriceBook
  /** Of the platform file; empty where there is none. */
  readonly regions: Readonly<Partial<Record<Cloud, string>>>
}

/** What the copies of a pair move out of a cloud, and what that costs: an estimate, never a bill. */
export interface TransferEstimate {
  readonly kind: 'estimate'
  readonly currency: 'USD'
  /** Empty: nothing leaves a cloud. */
  readonly flows: readonly FlowEstimate[]
  /** What moves beyond the flows, in words. */
  readonly unknown: readonly string[]
}

/** What leaves one place for the other. */
export interface FlowEstimate extends TransferCost {
  /** A cloud, or `rclone` for a remote of which nobody tells the cloud. */
  readonly from: Cloud | 'rclone'
  readonly fromRegion?: string
  readonly to: Cloud | 'rclone' | 'folder'
  readonly toRegion?: string
  readonly objects: number
  readonly bytes: number
}

/** Prices what was copied, or would be; the basis is loaded only where something leaves a cloud. */
export async function estimateTransfer(
  { a, b, rules }: Pick<PairSpec, 'a' | 'b' | 'rules'>,
  { copiedTo, conflicts }: Pick<SyncReport, 'copiedTo' | 'conflicts'>,
  loadBasis: () => Promise<TransferBasis>,
): Promise<TransferEstimate> {
  const flows: FlowEstimate[] = []
  for (const [source, target, copies] of [
    [a, b, copiedTo.b],
    [b, a, copiedTo.a],
  ] as const) {
    if (copies.objects === 0 || source.kind === 'folder') continue
    flows.push(await priceFlow(source, target, copies, loadBasis))
  }
  const unsettled = conflicts > 0 && rules.conflicts !== 'none'
  return {
    kind: 'estimate',
    currency: 'USD',
    flows,
    unknown: unsettled ? [`what the settling of ${conflicts} conflicts moves is not counted`] : [],
  }
}

async function priceFlow(
  source: Exclude<Place, { kind: 'folder' }>,
  target: Place,
  { objects, bytes }: { readonly objects: number; readonly bytes: number },
  loadBasis: () => Promise<TransferBasis>,
): Promise<FlowEstimate> {
  const [from, to] = [cloudOf(source), cloudOf(target)]
  const ends = { from: from ?? 'rclone', to: to ?? (target.kind === 'folder' ? 'folder' : 'rclone') } as const
  const flow = { ...ends, objects, bytes }
  if (from === undefined) return { ...flow, ...noPrice(cloudless(source)) }
  try {
    const [{ prices, regions }, { transferCost }] = await Promise.all([
      loadBasis(),
      import('../cost/estimate/transfer-cost.ts'),
    ])
    const [fromRegion, toRegion] = [regions[from], to === undefined ? undefined : regions[to]]
    const cost = transferCost(
      { from, ...(to === undefined ? {} : { to }), regions, bytes, reads: objects, writes: objects },
      prices,
    )
    return {
      ...flow,
      ...(fromRegion === undefined ? {} : { fromRegion }),
      ...(toRegion === undefined ? {} : { toRegion }),
      ...(ends.to === 'rclone' ? withoutRequests(cost, cloudless(target)) : cost),
    }
  } catch (error) {
    // A plan is worth having without its price.
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    return { ...flow, ...noPrice(error.message) }
  }
}

/** Of a destination that is in some cloud or in none, the requests are unknown. */
function withoutRequests({ egressUsd, prices, unknown }: TransferCost, reason: string): TransferCost {
  return {
    ...(egressUsd === undefined ? {} : { egressUsd }),
    prices,
    unknown: [...unknown.filter(({ of }) => of !== 'requests'), { of: 'requests', reason }],
  }
}

function cloudless(place: Place): string {
  return `nobody tells which cloud ${addressOf(place)} is in`
}

function noPrice(reason: string): TransferCost {
  return { prices: [], unknown: (['egress', 'requests'] as const).map((of) => ({ of, reason })) }
}
