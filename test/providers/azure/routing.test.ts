import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profileOf, recordSetOf } from '../../../src/providers/azure/resources.ts'
import { compileProfile, compileRecordSet } from '../../../src/providers/azure/routing-compile.ts'
import { readHeldSet } from '../../../src/providers/azure/routing-read.ts'
import { azureRefusal } from '../../../src/providers/azure/routing-refusal.ts'
import type { RoutedRecord, Routing, Target } from '../../../src/providers/provider.ts'
import { targetOwner } from '../../../src/providers/routing/target-owner.ts'
import { sameRecord } from '../../../src/routing/same-record.ts'
import { targetsOf } from '../../../src/routing/targets-of.ts'
import { OWNERS, records } from '../../support/records.ts'

const WORDS = {
  places: ['EU', 'AS', 'NA', 'OC', 'AN', 'country:DE', 'country:US', 'country:ZZ'],
  regions: ['eastus', 'westeurope', 'us-east-1'],
}
const ownerOf = targetOwner({ traffic: { zone: 'shop.test', providers: {}, records: { owners: OWNERS } } })
const http = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const
const aws: Target = { cloud: 'aws', value: '198.51.101.1', health: http }
const gcp: Target = { cloud: 'gcp', value: '198.51.102.1', health: http }
const plain = (target: Target): Target => ({ cloud: target.cloud, value: target.value })

function record(routing: Routing, type: RoutedRecord['type'] = 'A'): RoutedRecord {
  return { name: 'app.shop.test', type, ttlSeconds: 5, routing }
}

/** The compiled resources in the form in which the REST API answers with them. */
function overTheWire(wanted: RoutedRecord) {
  const part = compileProfile(wanted)
  const set = compileRecordSet(wanted, part && '/profile')
  const { ttl, aRecords, aaaaRecords, cnameRecord, ...rest } = set
  const wireSet = JSON.parse(
    JSON.stringify({
      properties: {
        TTL: ttl,
        ARecords: aRecords,
        AAAARecords: aaaaRecords,
        CNAMERecord: cnameRecord,
        targetResource: { id: null },
        ...rest,
      },
    }),
  )
  const endpoints = part?.endpoints?.map(({ name, type, ...properties }) => ({ name, type, properties }))
  const wireProfile = part && {
    name: 'p',
    properties: { ...part, endpoints, profileStatus: 'Enabled', dnsConfig: { ttl: wanted.ttlSeconds } },
  }
  return {
    set: recordSetOf(wireSet),
    profile: wireProfile && profileOf(JSON.parse(JSON.stringify(wireProfile))),
  }
}

function owners(record: RoutedRecord) {
  return Object.fromEntries(targetsOf(record).map(({ value, cloud }) => [value, cloud]))
}

function readBack(wanted: RoutedRecord) {
  return readHeldSet({ name: wanted.name, type: wanted.type, ...overTheWire(wanted) }, ownerOf)
}

describe('Azure DNS and Traffic Manager routing', () => {
  it('reads back exactly what it compiled, for everything that it does not refuse', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(records('app.shop.test', WORDS), (wanted) => {
        fc.pre(azureRefusal(wanted) === undefined)
        seen.add(wanted.routing.policy)
        const held = readBack(wanted)
        expect(held.remarks).toEqual([])
        expect(sameRecord(held.record, wanted), JSON.stringify(held.record)).toBe(true)
        expect(owners(held.record)).toEqual(owners(wanted))
      }),
      { numRuns: 2000, seed: 7, maxSkipsPerRun: 1000 },
    )
    expect([...seen].sort()).toEqual(['failover', 'geolocation', 'latency', 'simple', 'weighted'])
  })

  it('compiles failover into priorities, and a target without a health check into one that is always served', () => {
    expect(compileProfile(record({ policy: 'failover', targets: [aws, plain(gcp)] }))).toEqual({
      trafficRoutingMethod: 'Priority',
      monitorConfig: {
        protocol: 'HTTP',
        port: 8080,
        path: '/healthz',
        intervalInSeconds: 30,
        timeoutInSeconds: 5,
        toleratedNumberOfFailures: 2,
      },
      endpoints: [
        {
          name: 'aws',
          type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
          target: '198.51.101.1',
          endpointStatus: 'Enabled',
          alwaysServe: 'Disabled',
          priority: 1,
        },
        {
          name: 'gcp',
          type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
          target: '198.51.102.1',
          endpointStatus: 'Enabled',
          alwaysServe: 'Enabled',
          priority: 2,
        },
      ],
    })
  })

  it('files Asia under both groups that make it up, and the default under the world', () => {
    const part = compileProfile(
      record({
        policy: 'geolocation',
        rules: [{ place: 'AS', target: plain(gcp) }],
        fallback: plain(aws),
      }),
    )
    expect(part?.endpoints?.map(({ name, geoMapping }) => [name, geoMapping])).toEqual([
      ['gcp', ['GEO-AS', 'GEO-ME']],
      ['aws', ['WORLD']],
    ])
  })

  it.each<[string, RoutedRecord, RegExp]>([
    [
      'latency to regions of others',
      record({ policy: 'latency', targets: [{ ...plain(aws), region: 'us-east-1' }] }),
      /us-east-1 is none/,
    ],
    [
      'places that it does not have',
      record({ policy: 'geolocation', rules: [{ place: 'AN', target: plain(gcp) }], fallback: plain(aws) }),
      /no place AN/,
    ],
    [
      'health checks of places',
      record({ policy: 'geolocation', rules: [{ place: 'EU', target: gcp }], fallback: aws }),
      /does not fail over/,
    ],
    [
      'one target twice',
      record({ policy: 'failover', targets: [aws, { ...aws, cloud: 'gcp' }] }),
      /each target once/,
    ],
    [
      'a weight of none',
      record({ policy: 'weighted', targets: [{ ...plain(aws), weight: 0 }] }),
      /1 to 1000/,
    ],
    [
      'an interval that it does not have',
      record({
        policy: 'failover',
        targets: [aws, gcp].map((t) => ({ ...t, health: { ...http, intervalSeconds: 20 } })),
      }),
      /every 10 or 30 s, not every 20 s/,
    ],
    [
      'more failures than it tolerates',
      record({
        policy: 'failover',
        targets: [aws, gcp].map((t) => ({ ...t, health: { ...http, threshold: 11 } })),
      }),
      /after 11/,
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
  ])('refuses %s with the reason and the page', (_what, wanted, reason) => {
    const refusal = azureRefusal(wanted)
    expect(refusal?.reason).toMatch(reason)
    expect(refusal?.url).toMatch(/^https:\/\/learn\.microsoft\.com\/azure\//)
  })

  it('remarks on everything that the model cannot hold', () => {
    const wanted = record({ policy: 'failover', targets: [aws, gcp] })
    const { set, profile } = overTheWire(wanted)
    const held = readHeldSet(
      {
        name: wanted.name,
        type: 'A',
        set: { ...set, ttl: 7 },
        profile: {
          ...profile,
          profileStatus: 'Disabled',
          monitorConfig: {
            ...profile?.monitorConfig,
            customHeaders: [{ name: 'host' }],
            expectedStatusCodeRanges: [{ min: 200, max: 299 }],
          },
          endpoints: [
            { name: 'old', target: '203.0.113.9', endpointStatus: 'Disabled' },
            {
              name: 'x',
              target: '203.0.113.10',
              type: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
            },
          ],
        },
      },
      ownerOf,
    )
    expect(held.remarks).toEqual([
      expect.stringContaining('p is disabled'),
      expect.stringContaining('headers'),
      expect.stringContaining('200-299'),
      expect.stringContaining('endpoint old is disabled'),
      expect.stringContaining('azureEndpoints'),
      expect.stringContaining('203.0.113.10 belongs to no target'),
      expect.stringContaining('time to live is 5 s'),
    ])
  })
})
