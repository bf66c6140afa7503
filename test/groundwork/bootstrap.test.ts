import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import type { LabApi } from '../support/lab-api.ts'
import { makeOperator, type Operator, startCloud, statesOf } from './support.ts'

let clouds: readonly [LabApi, LabApi, LabApi]
let operator: Operator

beforeAll(async () => {
  clouds = await Promise.all([
    startCloud(makeAwsCloud),
    startCloud(makeGcpCloud),
    startCloud(makeAzureCloud, true),
  ])
  const [aws, gcp, azure] = clouds
  operator = makeOperator(
    { aws: aws.url, gcp: gcp.url, azure: azure.url },
    { caFile: azure.caFile, stateGroup: 'shop-states', resourceGroup: 'shop-states' },
  )
})

afterAll(async () => {
  operator.remove()
  await Promise.all(clouds.map((cloud) => cloud.close()))
})

describe('deploy bootstrap', () => {
  it('says what is missing and changes nothing with --dry-run', async () => {
    for (const _ of [1, 2]) {
      const ran = await operator.run('deploy', 'bootstrap', '--dry-run')
      expect([ran.code, ran.result, new Set(statesOf(ran))]).toEqual([
        0,
        'changes',
        new Set(['would-create']),
      ])
    }
  })

  it('asks before it makes anything', async () => {
    const ran = await operator.run('deploy', 'bootstrap')
    expect(ran.error.code).toBe('CONFIRMATION_REQUIRED')
    expect(new Set(statesOf(await operator.run('deploy', 'bootstrap', '--dry-run')))).toEqual(
      new Set(['would-create']),
    )
  })

  it('makes only what is chosen', async () => {
    const ran = await operator.run('deploy', 'bootstrap', '--cloud', 'gcp', '--yes')
    expect([ran.code, new Set(ran.items.map(({ cloud }) => cloud)), new Set(statesOf(ran))]).toEqual([
      0,
      new Set(['gcp']),
      new Set(['created']),
    ])
  })

  it('makes the rest on all clouds, and the second time nothing', async () => {
    const first = await operator.run('deploy', 'bootstrap', '--yes')
    expect([first.code, first.result]).toEqual([0, 'done'])
    expect(statesOf(first, 'Cloud Storage')).toEqual(['there', 'there', 'there', 'there'])
    // The encryption too, which S3 brings with the bucket.
    expect(first.items.filter(({ cloud }) => cloud !== 'gcp').map(({ state }) => state)).not.toContain(
      'there',
    )
    const second = await operator.run('deploy', 'bootstrap', '--yes')
    expect([second.code, second.result, new Set(statesOf(second))]).toEqual([
      0,
      'unchanged',
      new Set(['there']),
    ])
    expect(statesOf(second)).toHaveLength(13)
  })

  it('repairs a setting that was taken back', async () => {
    const [, gcp] = clouds
    await fetch(`${gcp.url}/storage/v1/b/shop-state-gcp`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer token' },
      body: JSON.stringify({ iamConfiguration: { publicAccessPrevention: 'inherited' } }),
    })
    const seen = await operator.run('deploy', 'bootstrap', '--state', 'gcp', '--dry-run')
    expect(seen.items.filter(({ state }) => state !== 'there')).toEqual([
      {
        cloud: 'gcp',
        what: 'public access prevention of Cloud Storage bucket shop-state-gcp',
        state: 'would-change',
        note: 'it is inherited',
      },
    ])
    const ran = await operator.run('deploy', 'bootstrap', '--state', 'gcp', '--yes')
    expect(statesOf(ran)).toEqual(['there', 'there', 'there', 'changed'])
  })

  it('knows the names of the places', async () => {
    const { error, code } = await operator.run('deploy', 'bootstrap', '--state', 'nowhere')
    expect([code, error.code, error.hint]).toEqual([2, 'USAGE', 'There are: aws, gcp, azure.'])
  })
})

describe('a bucket in another place', () => {
  it('is an error of its own, and the others go on', async () => {
    const [aws] = clouds
    const bucket =
      '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>'
    const scope = 'Credential=AKIDTEST/20260101/us-east-1/s3/aws4_request'
    await fetch(`${aws.url}/shop-elsewhere`, {
      method: 'PUT',
      headers: {
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
      body: bucket,
    })
    const other = makeOperator({ aws: aws.url })
    const { readFileSync, writeFileSync } = await import('node:fs')
    const file = `${other.folder}/mcloud.json`
    writeFileSync(file, readFileSync(file, 'utf8').replace('shop-state', 'shop-elsewhere'))
    const ran = await other.run('deploy', 'bootstrap', '--yes')
    other.remove()
    expect(ran.items[0]).toMatchObject({ state: 'unknown', code: 'CLOUD_REFUSED' })
    expect(ran.items[0]?.note).toContain('is in eu-west-1, not in us-east-1')
    expect(ran.items.slice(1).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped'])
  })
})
