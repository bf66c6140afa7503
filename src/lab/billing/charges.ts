import type { LabCloudName } from '../cloud.ts'

/** One charge of the lab's bill; amounts are whole numbers of 10^-10 US dollars, as exact as a real bill. */
export interface LabCharge {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string
  readonly service: string
  readonly region: string | null
  readonly environment: string | null
  readonly unit: string | null
  /** As the cloud's own bill names it, where it names one. */
  readonly resource: string | null
  readonly kind: 'usage' | 'purchase' | 'tax' | 'credit' | 'refund'
  /** As on the bill of that day. */
  readonly invoiced: bigint
  /** With prepaid commitments spread over the month that they are for. */
  readonly amortised: bigint
}

interface LabService {
  readonly name: string
  readonly unit: string
  /** US dollars a day. */
  readonly daily: number
  /** `{}` stands for the environment. */
  readonly resource?: string
}

const AZURE = '/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/shop/providers'

const SERVICES: Readonly<Record<LabCloudName, readonly LabService[]>> = {
  aws: [
    { name: 'Amazon Elastic Compute Cloud - Compute', unit: 'compute', daily: 41.7, resource: 'i-web-{}' },
    {
      name: 'Amazon Relational Database Service',
      unit: 'database',
      daily: 22.3,
      resource: 'arn:aws:rds:us-east-1:000000000000:db:orders-{}',
    },
    { name: 'Amazon Simple Storage Service', unit: 'storage', daily: 4.1, resource: 'shop-assets-{}' },
    {
      name: 'AWS Lambda',
      unit: 'functions',
      daily: 1.6,
      resource: 'arn:aws:lambda:us-east-1:000000000000:function:orders-{}',
    },
    { name: 'Amazon Route 53', unit: 'network', daily: 0.9 },
    { name: 'AWS Data Transfer', unit: 'network', daily: 6.2 },
  ],
  gcp: [
    { name: 'Compute Engine', unit: 'compute', daily: 24.8 },
    { name: 'Cloud SQL', unit: 'database', daily: 17.4 },
    { name: 'Cloud Storage', unit: 'storage', daily: 2.7 },
    { name: 'Cloud DNS', unit: 'network', daily: 0.4 },
    { name: 'Networking', unit: 'network', daily: 3.9 },
  ],
  azure: [
    {
      name: 'Virtual Machines',
      unit: 'compute',
      daily: 19.6,
      resource: `${AZURE}/microsoft.compute/virtualmachines/web-{}`,
    },
    {
      name: 'Azure Database for PostgreSQL',
      unit: 'database',
      daily: 15.1,
      resource: `${AZURE}/microsoft.dbforpostgresql/flexibleservers/orders-{}`,
    },
    {
      name: 'Storage',
      unit: 'storage',
      daily: 2.2,
      resource: `${AZURE}/microsoft.storage/storageaccounts/shop{}`,
    },
    { name: 'Azure DNS', unit: 'network', daily: 0.3 },
    { name: 'Bandwidth', unit: 'network', daily: 2.8 },
  ],
}

const ENVIRONMENTS = [
  ['production', 0.7],
  ['staging', 0.18],
  ['development', 0.09],
  [null, 0.03],
] as const

const DAY_MS = 86_400_000
const YEAR_DAYS = 365
const UNITS = 10_000_000_000

/** The last bill that was made: pages of one answer come from one bill. */
let last: { readonly key: string; readonly charges: readonly LabCharge[] } | undefined

/** The bill of a cloud for the year that ends with the given day: the same for the same days, in every lab. */
export function chargesOf(cloud: LabCloudName, region: string, nowMs: number): readonly LabCharge[] {
  const day = Math.floor(nowMs / DAY_MS)
  const key = `${cloud} ${region} ${day}`
  if (last?.key !== key) last = { key, charges: chargesOfYear(cloud, region, day) }
  return last.charges
}

function chargesOfYear(cloud: LabCloudName, region: string, last: number): LabCharge[] {
  return Array.from({ length: YEAR_DAYS }, (_, index) => last - YEAR_DAYS + 1 + index).flatMap((day) =>
    chargesOfDay(cloud, region, day),
  )
}

function chargesOfDay(cloud: LabCloudName, region: string, dayNumber: number): LabCharge[] {
  const date = new Date(dayNumber * DAY_MS)
  const day = date.toISOString().slice(0, 10)
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
  const growth = 1 + (dayNumber % 1461) / 4000
  const common = { day, region, environment: 'production', unit: 'platform', resource: null } as const
  const usage = SERVICES[cloud].flatMap((service) =>
    ENVIRONMENTS.map(([environment, share]): LabCharge => {
      const noise = 0.94 + 0.12 * noiseOf(`${cloud} ${day} ${service.name} ${environment}`)
      // Every service has a bad day now and then.
      const spike = noiseOf(`${cloud} ${service.name} spike ${day}`) < 1 / 180 ? 3 : 1
      const amount = units(service.daily * share * growth * noise * spike * (weekend ? 0.82 : 1))
      return {
        day,
        service: service.name,
        region: service.unit === 'network' ? null : region,
        environment,
        unit: environment === null ? null : service.unit,
        resource: environment === null ? null : (service.resource?.replace('{}', environment) ?? null),
        kind: 'usage',
        invoiced: amount,
        amortised: amount,
      }
    }),
  )
  const commitment = units(SERVICES[cloud][0]?.daily ?? 0) / 5n
  const days = BigInt(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate())
  const first = date.getUTCDate() === 1
  const service = SERVICES[cloud][0]?.name ?? ''
  const prepaid: LabCharge = {
    ...common,
    service,
    kind: 'purchase',
    invoiced: first ? commitment * days : 0n,
    amortised: commitment,
  }
  if (!first) return [...usage, prepaid]
  const month = day.slice(0, 7)
  const monthly = (kind: LabCharge['kind'], named: string, amount: bigint): LabCharge => ({
    ...common,
    service: named,
    region: null,
    environment: null,
    unit: null,
    resource: null,
    kind,
    invoiced: amount,
    amortised: amount,
  })
  return [
    ...usage,
    prepaid,
    monthly('tax', 'Tax', units(31.25 + 8 * noiseOf(`${cloud} tax ${month}`))),
    monthly('credit', service, -units(25)),
    ...(noiseOf(`${cloud} refund ${month}`) < 0.25 ? [monthly('refund', service, -units(7.3456789012))] : []),
  ]
}

/** Exact decimal text of an amount. */
export function amountText(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(11, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}`
}

function units(usd: number): bigint {
  return BigInt(Math.round(usd * UNITS))
}

/** A number in [0, 1) that belongs to a text (FNV-1a, mixed by murmur's finaliser). */
function noiseOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
