import type { LabHost, LabResponse } from '../cloud.ts'
import { maxItems } from './route53-records.ts'
import { awsAnswer } from './wire.ts'

const continents = [
  ['AF', 'Africa'],
  ['AN', 'Antarctica'],
  ['AS', 'Asia'],
  ['EU', 'Europe'],
  ['NA', 'North America'],
  ['OC', 'Oceania'],
  ['SA', 'South America'],
] as const

const countries = [
  ['*', 'Default'],
  ['AU', 'Australia'],
  ['BR', 'Brazil'],
  ['CA', 'Canada'],
  ['DE', 'Germany'],
  ['FR', 'France'],
  ['GB', 'United Kingdom'],
  ['IN', 'India'],
  ['JP', 'Japan'],
  ['SG', 'Singapore'],
  ['US', 'United States'],
] as const

/** ListGeoLocations: the continents, and those countries that the lab's map has. */
export function listGeoLocations(host: LabHost, query: URLSearchParams): LabResponse {
  const most = maxItems(query, 100)
  const all = [
    ...continents.map(([ContinentCode, ContinentName]) => ({ ContinentCode, ContinentName })),
    ...countries.map(([CountryCode, CountryName]) => ({ CountryCode, CountryName })),
  ]
  const continent = query.get('startcontinentcode')
  const country = query.get('startcountrycode')
  const at = all.findIndex((place) =>
    'ContinentCode' in place
      ? continent !== null && place.ContinentCode >= continent
      : country !== null && place.CountryCode >= country,
  )
  const from = continent === null && country === null ? 0 : at < 0 ? all.length : at
  const next = all[from + most]
  return awsAnswer(host, 'route53', 'ListGeoLocationsResponse', {
    GeoLocationDetailsList: { GeoLocationDetails: all.slice(from, from + most) },
    IsTruncated: next !== undefined,
    NextContinentCode: next !== undefined && 'ContinentCode' in next ? next.ContinentCode : undefined,
    NextCountryCode: next !== undefined && 'CountryCode' in next ? next.CountryCode : undefined,
    MaxItems: most,
  })
}
