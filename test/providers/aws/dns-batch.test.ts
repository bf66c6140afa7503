import type { Change, HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSame, type ReadySet, toChanges } from '../../../src/providers/aws/dns-batch.ts'
import { compileRecord } from '../../../src/providers/aws/dns-compile.ts'
import { route53Refusal } from '../../../src/providers/aws/dns-refusal.ts'
import type { RoutedRecord } from '../../../src/providers/provider.ts'
import { records } from '../../support/records.ts'

const words = { places: ['EU', 'AS', 'country:DE'], regions: ['us-east-1', 'eu-west-1'] }
const accepted = records('app.shop.test', words).filter((record) => route53Refusal(record) === undefined)

/** Sets with ids for their health checks, and what the ids stand for. */
function ready(record: RoutedRecord) {
  const checks = new Map<string, HealthCheckConfig>()
  const sets = compileRecord(record).map(({ set, health }, index): ReadySet => {
    if (health === undefined) return { set }
    const id = `${record.ttlSeconds}-${index}`
    checks.set(id, health)
    return { set: { ...set, HealthCheckId: id }, health }
  })
  return { sets, checks }
}

const identity = (set: ResourceRecordSet) => `${set.Type} ${set.SetIdentifier ?? ''}`

/** What Route 53 demands of the sets of one name at every moment. */
function contradictions(sets: readonly ResourceRecordSet[]): string[] {
  const duplicates = (values: (string | undefined)[]) => {
    const given = values.filter((value) => value !== undefined)
    return given.length > new Set(given).size
  }
  return [
    ...(duplicates(sets.map((set) => set.Failover)) ? ['two sets of one failover role'] : []),
    ...(duplicates(sets.map((set) => set.Region)) ? ['two sets of one region'] : []),
    ...(duplicates(sets.map((set) => set.GeoLocation && JSON.stringify(set.GeoLocation)))
      ? ['one place twice']
      : []),
    ...(sets.length > 1 && sets.some((set) => set.SetIdentifier === undefined)
      ? ['simple beside others']
      : []),
    ...(new Set(sets.map(policyOf)).size > 1 ? ['two policies'] : []),
  ]
}

function policyOf(set: ResourceRecordSet): string {
  if (set.Failover !== undefined) return 'failover'
  if (set.Weight !== undefined) return 'weighted'
  if (set.Region !== undefined) return 'latency'
  return set.GeoLocation === undefined ? 'simple' : 'geolocation'
}

/** Carries a batch out change by change; Route 53 may look at it so or as a whole. */
function carryOut(held: readonly ResourceRecordSet[], changes: readonly Change[]): ResourceRecordSet[] {
  let sets = [...held]
  for (const { Action, ResourceRecordSet: set } of changes) {
    if (set === undefined) throw new Error('a change without a set')
    const old = sets.find((each) => identity(each) === identity(set))
    if (Action === 'DELETE') expect(old).toEqual(set)
    if (Action === 'CREATE') expect(old).toBeUndefined()
    sets = sets.filter((each) => each !== old)
    if (Action !== 'DELETE') {
      sets.push(set)
      expect(contradictions(sets)).toEqual([])
    }
  }
  return sets
}

describe('toChanges', () => {
  it('turns any record into any other, valid after each of its changes', () => {
    fc.assert(
      fc.property(accepted, accepted, (from, to) => {
        const [held, wanted] = [ready(from), ready(to)]
        const checks = new Map([...held.checks, ...wanted.checks])
        const sets = held.sets.map(({ set }) => set)
        const after = carryOut(sets, toChanges(sets, wanted.sets, checks))
        expect(isSame(after, compileRecord(to), checks)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves alone what stands already', () => {
    fc.assert(
      fc.property(accepted, (record) => {
        const { sets, checks } = ready(record)
        expect(
          toChanges(
            sets.map(({ set }) => set),
            sets,
            checks,
          ),
        ).toEqual([])
      }),
    )
  })
})
