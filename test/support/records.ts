import fc from 'fast-check'
import type { Cloud } from '../../src/config/clouds.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import type { TrafficRecord } from '../../src/config/platform.ts'
import type { HealthCheck, RoutedRecord, Routing, Target } from '../../src/providers/provider.ts'

/** A word of each kind that one provider knows, and one that it does not. */
export interface Vocabulary {
  readonly places: readonly string[]
  readonly regions: readonly string[]
}

const health: fc.Arbitrary<HealthCheck> = fc
  .record({
    protocol: fc.constantFrom('http' as const, 'https' as const, 'tcp' as const),
    port: fc.constantFrom(80, 443, 8080),
    intervalSeconds: fc.constantFrom(5, 10, 30, 60),
    threshold: fc.integer({ min: 0, max: 11 }),
    path: fc.constantFrom(undefined, '/', '/healthz', 'no-slash'),
  })
  .map(({ path, ...check }) => (path === undefined ? check : { ...check, path }))

/** Plain checks that every provider can express, most of the time. */
const checks = fc.option(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constant<HealthCheck>({
        protocol: 'http',
        port: 80,
        path: '/healthz',
        intervalSeconds: 30,
        threshold: 3,
      }),
    },
    { weight: 1, arbitrary: health },
  ),
  { nil: undefined },
)

/** Values that differ by cloud, as targets do; now and then one that is none of the type. */
function targetOf(type: RoutedRecord['type'], check: HealthCheck | undefined): fc.Arbitrary<Target> {
  return fc
    .record({
      cloud: fc.constantFrom(...CLOUDS),
      host: fc.integer({ min: 1, max: 9 }),
      wrong: fc.constantFrom(false, false, false, true),
    })
    .map(({ cloud, host, wrong }) => ({
      cloud,
      value: wrong ? 'not a value' : addressOf(type, cloud, host),
      ...(check === undefined ? {} : { health: check }),
    }))
}

function addressOf(type: RoutedRecord['type'], cloud: Cloud, host: number): string {
  const network = CLOUDS.indexOf(cloud) + 1
  if (type === 'A') return `198.51.10${network}.${host}`
  return type === 'AAAA' ? `2001:db8:${network}::${host}` : `${cloud}-${host}.example.net`
}

/** A record of the platform file that names every value, so that providers can tell whose it is. */
export const OWNERS: TrafficRecord = {
  name: 'owners.shop.test',
  type: 'A',
  policy: 'simple',
  ttlSeconds: 30,
  places: {},
  targets: CLOUDS.flatMap((cloud) =>
    (['A', 'AAAA', 'CNAME'] as const).flatMap((type) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((host) => ({ cloud, value: addressOf(type, cloud, host) })),
    ),
  ),
}

function routingOf(target: fc.Arbitrary<Target>, words: Vocabulary): fc.Arbitrary<Routing> {
  const several = <T>(item: fc.Arbitrary<T>, selector: (item: T) => string) =>
    fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector })
  const byValue = (item: Target) => item.value
  const weight = fc.constantFrom(0, 1, 30, 40, 255, 300)
  return fc.oneof(
    target.map((one): Routing => ({ policy: 'simple', target: one })),
    several(target, byValue).map((targets): Routing => ({ policy: 'failover', targets })),
    several(
      fc.tuple(target, weight).map(([one, share]) => ({ ...one, weight: share })),
      byValue,
    ).map((targets): Routing => ({ policy: 'weighted', targets })),
    several(
      fc.tuple(target, fc.constantFrom(...words.regions)).map(([one, region]) => ({ ...one, region })),
      (one) => one.region,
    ).map((targets): Routing => ({ policy: 'latency', targets })),
    fc
      .tuple(
        several(fc.record({ place: fc.constantFrom(...words.places), target }), (rule) => rule.place),
        target,
      )
      .map(([rules, fallback]): Routing => ({ policy: 'geolocation', rules, fallback })),
  )
}

/** Small records of every policy and type; some of them are nonsense that a provider must refuse. */
export function records(name: string, words: Vocabulary): fc.Arbitrary<RoutedRecord> {
  return fc
    .record({
      type: fc.constantFrom('A' as const, 'A' as const, 'AAAA' as const, 'CNAME' as const),
      ttlSeconds: fc.constantFrom(1, 30, 60, 300),
      check: checks,
    })
    .chain(({ type, ttlSeconds, check }) =>
      routingOf(targetOf(type, check), words).map((routing) => ({
        // Addresses of the two families may stand side by side; here each stands under a name of its own.
        name: type === 'AAAA' ? `six-${name}` : name,
        type,
        ttlSeconds,
        routing,
      })),
    )
}
