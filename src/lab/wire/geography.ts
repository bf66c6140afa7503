/**
 * Where the lab's clients are, since loopback addresses are nowhere: the networks set aside for documentation
 * (RFC 5737) stand for three places, and every other address is in the east of the United States.
 */
export interface Place {
  /** Two letters as Route 53 writes continents. */
  readonly continent: string
  readonly country: string
  readonly subdivision?: string
  readonly latitude: number
  readonly longitude: number
}

const home: Place = { continent: 'NA', country: 'US', subdivision: 'VA', latitude: 38.9, longitude: -77.4 }

const places: readonly (readonly [string, Place])[] = [
  ['192.0.2.', { continent: 'NA', country: 'US', subdivision: 'CA', latitude: 37.4, longitude: -122.1 }],
  ['198.51.100.', { continent: 'EU', country: 'DE', latitude: 50.1, longitude: 8.7 }],
  ['203.0.113.', { continent: 'AS', country: 'JP', latitude: 35.7, longitude: 139.7 }],
]

/** Where an address is in the lab's geography. */
export function placeOf(address: string): Place {
  return places.find(([prefix]) => address.startsWith(prefix))?.[1] ?? home
}

/** Rounded coordinates of cloud regions: distance stands for latency in the lab. */
const regions: Readonly<Record<string, readonly [number, number]>> = {
  'us-east-1': [38.9, -77.4],
  'us-east-2': [40, -83],
  'us-west-1': [37.4, -121.9],
  'us-west-2': [45.8, -119.7],
  'ca-central-1': [45.5, -73.6],
  'sa-east-1': [-23.5, -46.6],
  'eu-west-1': [53.3, -6.3],
  'eu-west-2': [51.5, -0.1],
  'eu-west-3': [48.9, 2.4],
  'eu-central-1': [50.1, 8.7],
  'eu-north-1': [59.3, 18.1],
  'eu-south-1': [45.5, 9.2],
  'ap-northeast-1': [35.7, 139.7],
  'ap-northeast-2': [37.6, 127],
  'ap-northeast-3': [34.7, 135.5],
  'ap-southeast-1': [1.3, 103.8],
  'ap-southeast-2': [-33.9, 151.2],
  'ap-south-1': [19.1, 72.9],
  'me-south-1': [26.1, 50.6],
  'af-south-1': [-33.9, 18.4],
  'us-central1': [41.3, -95.9],
  'us-east1': [33.2, -80],
  'us-east4': [38.9, -77.4],
  'us-west1': [45.6, -121.2],
  'us-west2': [34.1, -118.2],
  'northamerica-northeast1': [45.5, -73.6],
  'southamerica-east1': [-23.5, -46.6],
  'europe-west1': [50.4, 3.8],
  'europe-west2': [51.5, -0.1],
  'europe-west3': [50.1, 8.7],
  'europe-west4': [53.4, 6.8],
  'europe-north1': [60.6, 27.2],
  'asia-northeast1': [35.7, 139.7],
  'asia-southeast1': [1.3, 103.8],
  'asia-south1': [19.1, 72.9],
  'australia-southeast1': [-33.9, 151.2],
  eastus: [37.4, -79.4],
  eastus2: [36.7, -78.4],
  centralus: [41.6, -93.6],
  westus: [37.8, -122.4],
  westus2: [47.2, -119.9],
  westus3: [33.4, -112.1],
  northcentralus: [41.9, -87.6],
  southcentralus: [29.4, -98.5],
  canadacentral: [43.7, -79.4],
  brazilsouth: [-23.6, -46.6],
  northeurope: [53.3, -6.3],
  westeurope: [52.4, 4.9],
  uksouth: [50.9, -0.8],
  francecentral: [46.4, 2.4],
  germanywestcentral: [50.1, 8.7],
  swedencentral: [60.7, 17.1],
  japaneast: [35.7, 139.8],
  southeastasia: [1.3, 103.8],
  australiaeast: [-33.9, 151.2],
  centralindia: [18.6, 73.9],
}

/** Whether the lab's map has a region. */
export function isKnownRegion(region: string): boolean {
  return regions[region] !== undefined
}

/** Great-circle distance from a place to a region in kilometres; infinite for a region not on the map. */
export function distanceKm(from: Place, region: string): number {
  const to = regions[region]
  if (to === undefined) return Number.POSITIVE_INFINITY
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const [latitude, longitude] = to
  const between =
    Math.sin(radians(from.latitude)) * Math.sin(radians(latitude)) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(latitude)) *
      Math.cos(radians(longitude - from.longitude))
  return Math.acos(Math.min(1, Math.max(-1, between))) * 6371
}
