import type { Cloud } from '../../../config/clouds.ts'
import { CLOUDS } from '../../../config/clouds.ts'
import type { Decimal } from '../money.ts'
import { decimal, exact, percentOf, rounded, sum } from '../money.ts'
import type { PriceBook } from '../prices/price-book.ts'
import type { ComparedItem, StatedFigure } from './comparison.ts'
import { billable, matchUsage } from './match.ts'
import type { StatedCosts, StatedPrice, WorkloadItem } from './workload.ts'

/** Holds ours against the totals, categories and prices of one unit that are stated; pure. */
export function compareStated(
  items: readonly WorkloadItem[],
  compared: readonly ComparedItem[],
  stated: StatedCosts,
  prices: PriceBook,
): StatedFigure[] {
  return [
    ...items.flatMap((item) => unitPrices(item, prices)),
    ...Object.entries(stated.categories).map(([category, usd]) =>
      categoryOf(category, decimal(usd), items, compared),
    ),
    ...CLOUDS.flatMap((cloud) => {
      const usd = stated.clouds[cloud]
      return usd === undefined ? [] : [totalOf(cloud, decimal(usd), compared, freeUsd(cloud, items, prices))]
    }),
  ]
}

function totalOf(
  cloud: Cloud,
  stated: Decimal,
  compared: readonly ComparedItem[],
  free: Decimal,
): StatedFigure {
  const costs = compared.map(({ name, clouds }) => {
    const own = clouds.find((one) => one.cloud === cloud)
    return { name, usd: decimal(own?.usd ?? 0), stated: own?.stated }
  })
  const open = costs.filter((one) => one.stated === undefined)
  const parts = costs
    .map(({ name, usd, stated: said }) => ({
      name,
      by: said === undefined ? usd : decimal(said.differenceUsd),
      own: said === undefined,
    }))
    .filter(({ by }) => !by.eq(0))
    .toSorted((one, other) => other.by.abs().cmp(one.by.abs()))
  const largest = parts
    .slice(0, 3)
    .map(({ name, by, own }) => `${name} ${own ? '' : by.gt(0) ? '+' : ''}${rounded(by)}`)
  const whole = open.length === costs.length ? 'ours has' : 'it comes from'
  return {
    of: 'total',
    cloud,
    ...figures(stated, sum(costs.map(({ usd }) => usd))),
    why: [
      parts.length === 0 ? 'no item differs' : `${whole} ${largest.join(', ')}`,
      ...(free.gt(0) ? [`what is free each month takes ${rounded(free)} off`] : []),
    ].join('; '),
  }
}

/** What the free part of each month would cost. */
function freeUsd(cloud: Cloud, items: readonly WorkloadItem[], prices: PriceBook): Decimal {
  const lines = items.flatMap((item) => matchUsage(cloud, item)?.lines ?? [])
  return sum(
    lines.map((line) => {
      const paid = billable(line)
      return decimal(line.quantity)
        .minus(paid)
        .times(prices.find(line.key)?.price ?? 0)
    }),
  )
}

function categoryOf(
  category: string,
  stated: Decimal,
  items: readonly WorkloadItem[],
  compared: readonly ComparedItem[],
): StatedFigure {
  const own = compared.filter((_, index) => items[index]?.category === category)
  const usd = sum(own.flatMap(({ clouds }) => clouds.map((one) => decimal(one.usd))))
  const names = own.map(({ name }) => name).join(', ')
  return {
    of: category,
    ...figures(stated, usd),
    why: own.length === 0 ? 'no item of the workload is of it' : `ours is ${names}, on all clouds together`,
  }
}

/** What is stated for one unit is about the first thing that an item is billed by. */
function unitPrices(item: WorkloadItem, prices: PriceBook): StatedFigure[] {
  return CLOUDS.flatMap((cloud) => {
    const stated = item.statedPrices[cloud]
    const line = matchUsage(cloud, item)?.lines[0]
    const found = line === undefined ? undefined : prices.find(line.key)
    if (stated === undefined || line === undefined || found === undefined) return []
    const { usd = 0, free } = stated
    const source = `${line.key} is ${found.verification}`
    return [
      {
        of: item.name,
        cloud,
        unit: found.unit,
        ...figures(decimal(usd), stated.usd === undefined ? decimal(0) : found.price),
        why: [
          ...(stated.usd === undefined
            ? [`nothing but what is free is stated; beyond it a unit costs ${exact(found.price)}`]
            : [found.price.eq(usd) ? 'the same price' : source]),
          freeText(free, line.free),
        ].join('; '),
      },
    ]
  })
}

function freeText(stated: StatedPrice['free'], ours: number | undefined): string {
  if (stated === undefined) return ours === undefined ? 'nothing is free' : `${ours} free each month besides`
  if (stated === ours) return `${stated} free, as stated`
  return `stated ${stated} free, ours ${ours ?? 0}`
}

function figures(stated: Decimal, usd: Decimal) {
  const difference = usd.minus(stated)
  const percent = percentOf(difference, stated)
  return {
    statedUsd: exact(stated),
    usd: exact(usd),
    differenceUsd: exact(difference),
    ...(percent === undefined ? {} : { percent }),
  }
}
