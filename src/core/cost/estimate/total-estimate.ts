import type { Decimal } from '../money.ts'
import { exact, sum, ZERO } from '../money.ts'
import type { Estimate, EstimatedComponent, EstimatedResource } from './estimate.ts'

/** Adds up what resources were priced at; `date` is that of the price file. */
export function totalled(
  resources: readonly EstimatedResource[],
  date: string,
  incomplete = false,
): Estimate {
  const total = (pick: (resource: EstimatedResource) => readonly EstimatedComponent[], verified = false) =>
    sum(resources.flatMap((resource) => amountsOf(pick(resource), verified)))
  const [before, after] = [total((one) => one.before), total((one) => one.components)]
  const [verifiedBefore, verifiedAfter] = [
    total((one) => one.before, true),
    total((one) => one.components, true),
  ]
  const counts = { priced: 0, free: 0, usageBased: 0, unsupported: 0 }
  for (const { kind } of resources) counts[kind]++
  const components = resources.flatMap((one) => one.components)
  const [oldest] = components.map(({ readOn }) => readOn).toSorted()
  return {
    currency: 'USD',
    monthlyUsd: exact(after),
    previousUsd: exact(before),
    increaseUsd: exact(after.minus(before)),
    verified: { monthlyUsd: exact(verifiedAfter), increaseUsd: exact(verifiedAfter.minus(verifiedBefore)) },
    ...(incomplete ? { incomplete } : {}),
    counts,
    prices: {
      date,
      vendor: countOf(components, (one) => one.verification === 'vendor'),
      secondary: countOf(components, (one) => one.verification === 'secondary'),
      unverified: countOf(components, (one) => one.verification === 'unverified'),
      otherRegion: countOf(components, (one) => one.otherRegion),
      ...(oldest === undefined ? {} : { oldest }),
    },
    resources,
  }
}

/** Estimates of several units as one; addresses are told apart by the unit's name. */
export function joinEstimates(
  units: readonly { readonly unit: string; readonly estimate: Estimate }[],
  date: string,
): Estimate {
  const resources = units.flatMap(({ unit, estimate }) =>
    estimate.resources.map((resource) => ({ ...resource, address: `${unit}: ${resource.address}` })),
  )
  return totalled(
    resources,
    date,
    units.some(({ estimate }) => estimate.incomplete === true),
  )
}

/** What the components of a resource cost; verified ones have a source and the price of their own region. */
export function amountsOf(components: readonly EstimatedComponent[], verifiedOnly = false): Decimal[] {
  return components
    .filter((one) => !verifiedOnly || (one.verification !== 'unverified' && !one.otherRegion))
    .map(({ monthlyUsd }) => ZERO.plus(monthlyUsd))
}

function countOf<T>(items: readonly T[], check: (item: T) => boolean): number {
  return items.filter(check).length
}
