import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { CLOUDS } from '../../../src/config/clouds.ts'
import type { TrafficRecord } from '../../../src/config/platform.ts'
import { judgeAnswer } from '../../../src/core/traffic/judge-answer.ts'
import { wantedRecord } from '../../../src/core/traffic/wanted-record.ts'
import { sameRecord } from '../../../src/routing/same-record.ts'
import { targetsOf } from '../../../src/routing/targets-of.ts'
import { answerOf } from '../../support/dns-world.ts'
import { SHOP } from '../../support/shop-platform.ts'

const value = (cloud: Cloud) => `192.0.2.${CLOUDS.indexOf(cloud) + 1}`

/** Records over all three clouds, each policy, with and without a database to follow. */
const trafficRecords: fc.Arbitrary<TrafficRecord> = fc
  .record({
    policy: fc.constantFrom('simple', 'failover', 'weighted', 'geolocation', 'latency'),
    order: fc.shuffledSubarray([...CLOUDS], { minLength: 3, maxLength: 3 }),
    weights: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 }),
    places: fc.dictionary(fc.constantFrom('EU', 'AS', 'country:DE'), fc.constantFrom(...CLOUDS)),
    fallback: fc.constantFrom(...CLOUDS),
    follows: fc.boolean(),
    checked: fc.boolean(),
  })
  .map(
    ({ policy, order, weights, places, fallback, follows, checked }): TrafficRecord => ({
      name: 'any.shop.test',
      type: 'A',
      policy,
      ttlSeconds: 1,
      targets: order.map((cloud, index) => ({ cloud, value: value(cloud), weight: weights[index] ?? 1 })),
      places: { ...places, default: fallback },
      ...(follows ? { follows: 'orders' } : {}),
      ...(checked
        ? { health: { protocol: 'http', port: 80, path: '/', intervalSeconds: 10, threshold: 3 } }
        : {}),
    }),
  )
const clouds = fc.constantFrom(...CLOUDS)

describe('wantedRecord', () => {
  it('puts the primary first and loses no target', () => {
    fc.assert(
      fc.property(trafficRecords, clouds, (record, primary) => {
        const wanted = wantedRecord(SHOP, record, primary)
        const values = targetsOf(wanted).map((target) => target.value)
        const ordered = record.policy === 'failover' || record.policy === 'simple'
        if (ordered && record.follows !== undefined) expect(values[0]).toBe(value(primary))
        if (ordered && record.follows === undefined) expect(values[0]).toBe(record.targets[0]?.value)
        if (record.policy === 'failover') {
          expect([...values].sort()).toEqual(record.targets.map((target) => target.value).sort())
          const rest = record.targets.map((target) => target.value).filter((each) => each !== values[0])
          expect(values.slice(1)).toEqual(rest)
        }
        if (record.policy === 'simple') expect(values).toHaveLength(1)
      }),
    )
  })

  it('comes back to the same record when the primary comes back', () => {
    fc.assert(
      fc.property(trafficRecords, clouds, clouds, (record, from, to) => {
        wantedRecord(SHOP, record, to)
        expect(sameRecord(wantedRecord(SHOP, record, from), wantedRecord(SHOP, record, from))).toBe(true)
        const moved = sameRecord(wantedRecord(SHOP, record, from), wantedRecord(SHOP, record, to))
        const follows =
          record.follows !== undefined && (record.policy === 'simple' || record.policy === 'failover')
        expect(moved).toBe(!follows || from === to)
      }),
    )
  })

  it('checks the health of nothing that has no alternative', () => {
    fc.assert(
      fc.property(trafficRecords, clouds, (record, primary) => {
        const checks = targetsOf(wantedRecord(SHOP, record, primary)).map((target) => target.health)
        const expected = record.policy === 'simple' ? undefined : record.health
        for (const check of checks) expect(check).toEqual(expected)
      }),
    )
  })
})

describe('judgeAnswer', () => {
  const reply = (...values: (string | undefined)[]) => ({
    code: 'NOERROR',
    authoritative: true,
    records: values.flatMap((data) =>
      data === undefined ? [] : [{ name: 'any.shop.test', type: 'A', ttlSeconds: 1, data }],
    ),
  })

  it('accepts what a name server that keeps to the model answers, and nothing foreign', () => {
    fc.assert(
      fc.property(trafficRecords, clouds, fc.subarray([...CLOUDS]), (record, primary, down) => {
        const wanted = wantedRecord(SHOP, record, primary)
        const unhealthy = new Set(down.map(value))
        const healthOf = ({ cloud }: { cloud: Cloud }) => !down.includes(cloud)
        expect(judgeAnswer(wanted, reply(answerOf(wanted, unhealthy)), healthOf).kind).toBe('as-wanted')
        expect(judgeAnswer(wanted, reply('203.0.113.9'), healthOf).kind).toBe('wrong')
        expect(judgeAnswer(wanted, reply(), healthOf).kind).toBe('wrong')
      }),
    )
  })

  it('tells a fallback from the wanted answer', () => {
    const wanted = wantedRecord(SHOP, SHOP.traffic.records.app as TrafficRecord, 'aws')
    expect(judgeAnswer(wanted, reply('127.9.1.1')).kind).toBe('as-wanted')
    expect(judgeAnswer(wanted, reply('127.9.2.1')).kind).toBe('fallback')
    const awsIsDown = ({ cloud }: { cloud: Cloud }) => cloud !== 'aws'
    expect(judgeAnswer(wanted, reply('127.9.2.1'), awsIsDown).kind).toBe('as-wanted')
    expect(judgeAnswer(wanted, reply('127.9.1.1'), awsIsDown).kind).toBe('fallback')
  })

  it('wants a simple record to be answered with its target alone', () => {
    const wanted = wantedRecord(SHOP, SHOP.traffic.records.db as TrafficRecord, 'gcp')
    expect(judgeAnswer(wanted, reply('127.9.2.1')).kind).toBe('as-wanted')
    expect(judgeAnswer(wanted, reply('127.9.1.1')).kind).toBe('wrong')
    expect(judgeAnswer(wanted, reply('127.9.2.1', '127.9.1.1')).kind).toBe('wrong')
  })

  it('wants authority and an answer', () => {
    const wanted = wantedRecord(SHOP, SHOP.traffic.records.db as TrafficRecord, 'gcp')
    expect(judgeAnswer(wanted, { ...reply('127.9.2.1'), authoritative: false }).kind).toBe('wrong')
    expect(judgeAnswer(wanted, { ...reply(), code: 'NXDOMAIN' }).kind).toBe('wrong')
  })
})
