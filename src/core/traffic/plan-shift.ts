import type { Platform, TrafficRecord } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, RoutedRecord } from '../../providers/provider.ts'
import { sameRecord } from '../../routing/same-record.ts'
import type { TrafficPorts } from './observe-traffic.ts'
import type { RepointChange } from './plan-repoint.ts'
import { recordText } from './record-text.ts'
import { type Shares, type Shift, sharesOf, shiftShares } from './shift-shares.ts'
import { wantedRecord, zoneRefOf } from './wanted-record.ts'
import { dnsOf, dnsProvidersOf } from './zone-servers.ts'

/** One increment of a shift: the record as it then is, at every DNS provider. */
export interface ShiftStage {
  readonly shares: Shares
  readonly changes: readonly RepointChange[]
}

/**
 * Plans to move the weights of one record in increments, from where they stand at the providers now.
 * The first stage is the present one, for the way back.
 * @throws McloudError PREFLIGHT_FAILED where the providers do not hold one and the same weighted record
 */
export async function planShift(
  platform: Platform,
  record: TrafficRecord,
  shift: Shift,
  ports: Pick<TrafficPorts, 'providers'>,
  call: Call,
): Promise<ShiftStage[]> {
  const { traffic } = platform
  if (traffic === undefined) return []
  const providers = dnsProvidersOf(traffic)
  const held = await Promise.all(
    providers.map(async (provider) => {
      const found = await (await dnsOf(ports.providers, provider)).read(
        zoneRefOf(traffic, provider),
        record.name,
        call,
      )
      return found?.record
    }),
  )
  const present = presentWeights(record, held)
  const start = sharesOf(present)
  const at = (shares: Shares): RepointChange[] => {
    const targets = record.targets.flatMap((target) => {
      const weight = shares[target.cloud] ?? 0
      return weight === 0 ? [] : [{ ...target, weight }] // Traffic Manager has no weight of 0
    })
    const wanted = wantedRecord(platform, { ...record, targets }, undefined)
    return providers.map((provider) => ({ provider, record: wanted }))
  }
  return [
    { shares: start, changes: held.flatMap((one, index) => changeAt(providers[index], one)) },
    ...shiftShares(start, shift).map((shares) => ({ shares, changes: at(shares) })),
  ]
}

function changeAt(provider: RepointChange['provider'] | undefined, record: RoutedRecord | undefined) {
  return provider === undefined || record === undefined ? [] : [{ provider, record }]
}

function presentWeights(record: TrafficRecord, held: readonly (RoutedRecord | undefined)[]) {
  const [first] = held
  const refuse = (message: string): McloudError =>
    new McloudError({
      code: 'PREFLIGHT_FAILED',
      message: `${record.name} cannot be shifted: ${message}`,
      hint: 'See what each provider holds with `mcloud traffic show`.',
    })
  if (first === undefined || held.some((one) => one === undefined))
    throw refuse('not every DNS provider holds it.')
  const { routing } = first
  if (routing.policy !== 'weighted') throw refuse(`it is held as ${recordText(first)}.`)
  if (!held.every((one) => one !== undefined && sameRecord(one, first)))
    throw refuse('the DNS providers do not hold the same.')
  const clouds = new Map(record.targets.map(({ cloud, value }) => [value, cloud]))
  const stranger = routing.targets.find(({ value }) => !clouds.has(value))
  if (stranger !== undefined)
    throw refuse(`it leads to ${stranger.value}, which the platform file does not name.`)
  return Object.fromEntries(routing.targets.map(({ value, weight }) => [clouds.get(value), weight])) as Shares
}
