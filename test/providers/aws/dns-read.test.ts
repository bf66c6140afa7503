import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { canonicalName } from '../../../src/providers/aws/dns-names.ts'
import { readRecord } from '../../../src/providers/aws/dns-read.ts'

const base = { Name: 'app.shop.test.', Type: 'A', TTL: 30 } as const
const one = (value: string) => ({ ResourceRecords: [{ Value: value }] })

function read(sets: readonly ResourceRecordSet[], checks: Record<string, HealthCheckConfig> = {}) {
  const owner = (_name: string, value: string) => (value.startsWith('192.0.2.') ? 'aws' : undefined)
  return readRecord(
    { name: 'app.shop.test', type: 'A', sets, checks: new Map(Object.entries(checks)) },
    owner,
  )
}

describe('readRecord', () => {
  it('puts the primary first, wherever it is listed', () => {
    const { record, remarks } = read([
      { ...base, ...one('192.0.2.2'), SetIdentifier: 'b', Failover: 'SECONDARY' },
      { ...base, ...one('192.0.2.1'), SetIdentifier: 'a', Failover: 'PRIMARY' },
    ])
    expect(record.routing).toMatchObject({
      policy: 'failover',
      targets: [{ value: '192.0.2.1' }, { value: '192.0.2.2' }],
    })
    expect(remarks).toEqual([])
  })

  it('takes the cloud from the label where the platform file does not know the value', () => {
    const { record, remarks } = read([
      { ...base, ...one('198.51.100.1'), SetIdentifier: 'azure-2', Weight: 10 },
    ])
    expect(record.routing).toMatchObject({ targets: [{ cloud: 'azure', weight: 10 }] })
    expect(remarks).toEqual([])
  })

  const oddities: readonly (readonly [string, ResourceRecordSet, string])[] = [
    [
      'several values',
      { ...base, ResourceRecords: [{ Value: '192.0.2.1' }, { Value: '192.0.2.2' }] },
      '2 values',
    ],
    [
      'aliases',
      {
        Name: base.Name,
        Type: 'A',
        AliasTarget: { HostedZoneId: 'Z', DNSName: 'elb.example.com.', EvaluateTargetHealth: true },
      },
      'alias of elb.example.com',
    ],
    [
      'multivalue answers',
      { ...base, ...one('192.0.2.1'), SetIdentifier: 'a', MultiValueAnswer: true },
      'multivalue',
    ],
    [
      'subdivisions',
      {
        ...base,
        ...one('192.0.2.1'),
        SetIdentifier: 'a',
        GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' },
      },
      'US-CA',
    ],
    [
      'places without a default',
      { ...base, ...one('192.0.2.1'), SetIdentifier: 'a', GeoLocation: { ContinentCode: 'EU' } },
      'no default',
    ],
    ['values of nobody', { ...base, ...one('198.51.100.1') }, 'no target of the platform file'],
    [
      'health checks that are gone',
      { ...base, ...one('192.0.2.1'), SetIdentifier: 'a', Weight: 1, HealthCheckId: 'gone' },
      'does not exist',
    ],
  ]
  for (const [what, set, remark] of oddities) {
    it(`remarks on ${what}`, () => {
      expect(read([set]).remarks.join('; ')).toContain(remark)
    })
  }

  it('remarks on health checks that check something else', () => {
    const set = { ...base, ...one('192.0.2.1'), SetIdentifier: 'a', Weight: 1, HealthCheckId: 'c' }
    const check = { Type: 'HTTP', IPAddress: '192.0.2.1', Port: 80, RequestInterval: 30 } as const
    expect(read([set], { c: check }).remarks).toEqual([])
    const others: readonly (readonly [HealthCheckConfig, string])[] = [
      [{ ...check, IPAddress: '192.0.2.9' }, 'checks 192.0.2.9'],
      [{ ...check, Inverted: true }, 'inverted'],
      [{ ...check, Disabled: true }, 'disabled'],
      [{ ...check, Type: 'HTTP_STR_MATCH', SearchString: 'ok' }, 'HTTP_STR_MATCH'],
      [{ Type: 'CALCULATED' }, 'CALCULATED'],
      [{ ...check, FullyQualifiedDomainName: 'shop.test' }, 'host name shop.test'],
    ]
    for (const [other, remark] of others) {
      expect(read([set], { c: other }).remarks.join('; ')).toContain(remark)
    }
  })
})

describe('canonicalName', () => {
  it('reads the escapes of Route 53', () => {
    expect(canonicalName('\\052.Shop.Test.')).toBe('*.shop.test')
  })
})
