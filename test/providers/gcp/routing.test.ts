import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HealthCheckResource } from '../../../src/providers/gcp/health-check.ts'
import { compileHealthCheck } from '../../../src/providers/gcp/health-check.ts'
import type { RecordSet } from '../../../src/providers/gcp/record-set.ts'
import { compileRecordSet } from '../../../src/providers/gcp/routing-compile.ts'
import { readRecordSet } from '../../../src/providers/gcp/routing-read.ts'
import { gcpRefusal, sharedHealth } from '../../../src/providers/gcp/routing-refusal.ts'
import type { RoutedRecord, Routing, Target } from '../../../src/providers/provider.ts'
import { targetOwner } from '../../../src/providers/routing/target-owner.ts'
import { sameRecord } from '../../../src/routing/same-record.ts'
import { targetsOf } from '../../../src/routing/targets-of.ts'
import { OWNERS, records } from '../../support/records.ts'

// Places by which Cloud DNS routes, and one by which it does not.
const WORDS = { places: ['EU', 'gcp-region:us-east1', 'gcp-region:europe-west1'], regions: ['us-east1'] }
const ownerOf = targetOwner({ traffic: { zone: 'shop.test', providers: {}, records: { owners: OWNERS } } })
const http = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const
const aws: Target = { cloud: 'aws', value: '198.51.101.1', health: http }
const gcp: Target = { cloud: 'gcp', value: '198.51.102.1', health: http }
const plain = (target: Target): Target => ({ cloud: target.cloud, value: target.value })

function record(routing: Routing, type: RoutedRecord['type'] = 'A'): RoutedRecord {
  return { name: 'app.shop.test', type, ttlSeconds: 5, routing }
}

function compiled(from: RoutedRecord): { set: RecordSet; check: HealthCheckResource | undefined } {
  const health = sharedHealth(from)
  const check = health && compileHealthCheck(health)
  const healthCheckUrl =
    check && `https://www.googleapis.com/compute/v1/projects/p/global/healthChecks/${check.name}`
  return { set: compileRecordSet(from, { healthCheckUrl, backupLocation: 'us-central1' }), check }
}

function readBack(from: RoutedRecord) {
  const { set, check } = compiled(from)
  // As it comes over the wire.
  const answered = JSON.parse(JSON.stringify(set)) as RecordSet & { type: RoutedRecord['type'] }
  return readRecordSet(answered, check, ownerOf)
}

describe('Cloud DNS routing', () => {
  it('reads back exactly what it compiled, for everything that it does not refuse', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(records('app.shop.test', WORDS), (wanted) => {
        fc.pre(gcpRefusal(wanted) === undefined)
        seen.add(wanted.routing.policy)
        const held = readBack(wanted)
        expect(held.remarks).toEqual([])
        expect(targetsOf(held.record).map((target) => target.cloud)).toEqual(
          targetsOf(wanted).map((target) => target.cloud),
        )
        expect(sameRecord(held.record, wanted)).toBe(true)
      }),
      { numRuns: 4000, seed: 7, maxSkipsPerRun: 1000 },
    )
    expect([...seen].sort()).toEqual(['failover', 'geolocation', 'simple', 'weighted'])
  })

  it('compiles failover into a health-checked primary and a backup that is nearest to everybody', () => {
    const { set, check } = compiled(record({ policy: 'failover', targets: [aws, gcp] }))
    expect(set).toEqual({
      name: 'app.shop.test.',
      type: 'A',
      ttl: 5,
      routingPolicy: {
        primaryBackup: {
          primaryTargets: { externalEndpoints: ['198.51.101.1'] },
          backupGeoTargets: {
            items: [
              { location: 'us-central1', healthCheckedTargets: { externalEndpoints: ['198.51.102.1'] } },
            ],
            enableFencing: false,
          },
          trickleTraffic: 0,
        },
        healthCheck: `https://www.googleapis.com/compute/v1/projects/p/global/healthChecks/${check?.name}`,
      },
    })
    expect(check).toMatchObject({
      type: 'HTTP',
      checkIntervalSec: 30,
      unhealthyThreshold: 3,
      httpHealthCheck: { port: 8080, requestPath: '/healthz', portSpecification: 'USE_FIXED_PORT' },
    })
    expect(check?.sourceRegions).toHaveLength(3)
    expect(check?.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/)
  })

  it.each<[string, RoutedRecord, RegExp]>([
    ['latency', record({ policy: 'latency', targets: [{ ...plain(gcp), region: 'us-east1' }] }), /latency/],
    [
      'continents',
      record({
        policy: 'geolocation',
        rules: [{ place: 'EU', target: plain(gcp) }],
        fallback: plain(gcp),
      }),
      /nearest.*EU/,
    ],
    [
      'a default of its own beside nearest regions',
      record({
        policy: 'geolocation',
        rules: [{ place: 'gcp-region:us-east1', target: plain(gcp) }],
        fallback: plain(aws),
      }),
      /no default/,
    ],
    [
      'three tiers',
      record({ policy: 'failover', targets: [aws, gcp, { ...gcp, value: '198.51.102.2' }] }),
      /two tiers/,
    ],
    [
      'failover without a health check',
      record({ policy: 'failover', targets: [plain(aws), gcp] }),
      /health check/,
    ],
    [
      'health checks of names',
      record(
        { policy: 'weighted', targets: [{ cloud: 'aws', value: 'a.example', health: http, weight: 1 }] },
        'CNAME',
      ),
      /A and AAAA/,
    ],
    [
      'differing health checks',
      record({ policy: 'failover', targets: [aws, { ...gcp, health: { ...http, port: 81 } }] }),
      /one health check/,
    ],
    [
      'a health check on a plain record',
      record({ policy: 'simple', target: aws }),
      /without any health check/,
    ],
    [
      'a short interval',
      record({
        policy: 'failover',
        targets: [aws, gcp].map((t) => ({ ...t, health: { ...http, intervalSeconds: 10 } })),
      }),
      /every 30 to 300 s, not every 10 s/,
    ],
    [
      'a weight out of range',
      record({ policy: 'weighted', targets: [{ ...plain(aws), weight: 1001 }] }),
      /1001/,
    ],
  ])('refuses %s with the reason and the page', (_what, wanted, reason) => {
    const refusal = gcpRefusal(wanted)
    expect(refusal?.reason).toMatch(reason)
    expect(refusal?.url).toMatch(/^https:\/\/cloud\.google\.com\//)
  })

  it('remarks on everything that the model cannot hold', () => {
    const held = readRecordSet(
      {
        name: 'app.shop.test.',
        type: 'A',
        ttl: 5,
        routingPolicy: {
          primaryBackup: {
            primaryTargets: { externalEndpoints: ['198.51.101.1', '203.0.113.9'] },
            backupGeoTargets: {
              enableFencing: true,
              items: [
                { location: 'us-east1', rrdatas: ['198.51.102.1'] },
                { location: 'us-west1', rrdatas: ['198.51.102.2'] },
              ],
            },
            trickleTraffic: 0.1,
          },
        },
      },
      { ...compileHealthCheck(http), httpHealthCheck: { port: 8080, host: 'shop.test' } },
      ownerOf,
    )
    expect(held.remarks).toEqual([
      expect.stringContaining('sets host'),
      expect.stringContaining('trickles'),
      expect.stringContaining('geofencing'),
      expect.stringContaining('2 regions'),
      expect.stringContaining('together with 203.0.113.9'),
    ])
  })

  it('names the provider itself, with a remark, for an address that the platform file does not know', () => {
    const held = readRecordSet(
      { name: 'x.shop.test.', type: 'A', rrdatas: ['203.0.113.9'] },
      undefined,
      ownerOf,
    )
    expect(held.record.routing).toEqual({ policy: 'simple', target: { cloud: 'gcp', value: '203.0.113.9' } })
    expect(held.remarks).toEqual(['203.0.113.9 belongs to no target of the platform file'])
  })
})
