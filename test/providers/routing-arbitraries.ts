import fc from 'fast-check'
import type { Cloud } from '../../src/config/clouds.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import type { HealthCheck, RoutedRecord, Routing, Target } from '../../src/providers/provider.ts'
import type { TargetOwner } from '../../src/providers/routing/target-owner.ts'

// Values that name their cloud, so that their owner can be told as a platform file tells it.
const OCTET: Readonly<Record<Cloud, number>> = { aws: 1, gcp: 2, azure: 3 }

export const ownerByOctet: TargetOwner = (_name, value) =>
  CLOUDS.find((cloud) => value.startsWith(`198.51.${OCTET[cloud]}.`) || value.startsWith(`${cloud}-`))

const health: fc.Arbitrary<HealthCheck> = fc
  .record({
    protocol: fc.constantFrom('http', 'https', 'tcp'),
    port: fc.integer({ min: 1, max: 65535 }),
    path: fc.constantFrom('/', '/healthz', '/a/b?c=d'),
    intervalSeconds: fc.constantFrom(5, 10, 30, 60, 300),
    threshold: fc.integer({ min: 1, max: 11 }),
  })
  .map(({ path, ...rest }) =>
    rest.protocol === 'tcp' ? { ...rest, protocol: 'tcp' } : ({ ...rest, path } as HealthCheck),
  )

function targetOf(type: RoutedRecord['type'], check: HealthCheck | undefined): fc.Arbitrary<Target> {
  return fc.record({ cloud: fc.constantFrom(...CLOUDS), host: fc.integer({ min: 1, max: 6 }) }).map((t) => ({
    cloud: t.cloud,
    value: type === 'CNAME' ? `${t.cloud}-${t.host}.example.net` : `198.51.${OCTET[t.cloud]}.${t.host}`,
    ...(check === undefined ? {} : { health: check }),
  }))
}

const unique = { selector: (t: Target) => t.value }

function routingOf(
  target: fc.Arbitrary<Target>,
  second: fc.Arbitrary<Target>,
  places: readonly string[],
  regions: readonly string[],
): fc.Arbitrary<Routing> {
  const place = fc.constantFrom(...places)
  return fc.oneof(
    second.map((t): Routing => ({ policy: 'simple', target: t })),
    fc
      .uniqueArray(fc.oneof(target, second), { minLength: 1, maxLength: 4, ...unique })
      .map((targets): Routing => ({ policy: 'failover', targets })),
    fc
      .uniqueArray(
        fc
          .tuple(fc.oneof(target, second), fc.integer({ min: 0, max: 1100 }))
          .map(([t, weight]) => ({ ...t, weight })),
        { minLength: 1, maxLength: 4, ...unique },
      )
      .map((targets): Routing => ({ policy: 'weighted', targets })),
    fc
      .uniqueArray(
        fc
          .tuple(fc.oneof(target, second), fc.constantFrom(...regions))
          .map(([t, region]) => ({ ...t, region })),
        { minLength: 1, maxLength: 4, ...unique },
      )
      .map((targets): Routing => ({ policy: 'latency', targets })),
    fc
      .tuple(
        fc.uniqueArray(fc.record({ place, target: second }), {
          minLength: 1,
          maxLength: 4,
          selector: (rule) => rule.place,
        }),
        second,
        fc.boolean(),
      )
      .map(
        ([rules, other, first]): Routing => ({
          policy: 'geolocation',
          rules,
          fallback: first && rules[0] !== undefined ? rules[0].target : other,
        }),
      ),
  )
}

/** Records of every policy and shape, those that a provider has to refuse included. */
export function records(places: readonly string[], regions: readonly string[]): fc.Arbitrary<RoutedRecord> {
  return fc
    .record({
      type: fc.constantFrom('A' as const, 'CNAME' as const),
      check: fc.option(health, { nil: undefined, freq: 4 }),
      ttlSeconds: fc.integer({ min: 1, max: 3600 }),
    })
    .chain(({ type, check, ttlSeconds }) =>
      routingOf(targetOf(type, check), targetOf(type, undefined), places, regions).map((routing) => ({
        name: 'app.shop.test',
        type,
        ttlSeconds,
        routing,
      })),
    )
}
