import { isCountry } from '../routing/record-mistake.ts'

/** The part of a Geographic profile that takes everything that no other part takes. */
export const WORLD = 'WORLD'

// Continents of the model in the groups of Traffic Manager, whose boundaries are the vendor's own.
// https://learn.microsoft.com/azure/traffic-manager/traffic-manager-geographic-regions
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  EU: ['GEO-EU'],
  NA: ['GEO-NA'],
  SA: ['GEO-SA'],
  AF: ['GEO-AF'],
  OC: ['GEO-AP'],
  AS: ['GEO-AS', 'GEO-ME'],
}

const COUNTRY = /^country:([A-Z]{2})$/

/** The codes of a place of the model; undefined where Traffic Manager has none. */
export function codesOf(place: string): readonly string[] | undefined {
  const country = COUNTRY.exec(place)?.[1]
  if (country === undefined) return GROUPS[place]
  return isCountry(country) ? [country] : undefined
}

/** The places that a list of codes covers, and the codes that are left over. */
export function placesOf(codes: readonly string[]): {
  readonly places: readonly string[]
  readonly rest: readonly string[]
} {
  const continents = Object.entries(GROUPS).filter(([, group]) => group.every((code) => codes.includes(code)))
  const covered = new Set(continents.flatMap(([, group]) => group))
  const others = codes.filter((code) => code !== WORLD && !covered.has(code))
  return {
    places: [
      ...continents.map(([place]) => place),
      ...others.filter((code) => /^[A-Z]{2}$/.test(code)).map((code) => `country:${code}`),
    ],
    rest: others.filter((code) => !/^[A-Z]{2}$/.test(code)),
  }
}
