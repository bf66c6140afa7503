import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMoto, startMotoStore } from '../support/moto.ts'
import { makeOperator, type Operator, statesOf } from './support.ts'

const moto = findMoto()
const skip = moto === undefined && process.env.MCLOUD_REQUIRE_TOOLS !== '1'

// A second opinion, by an emulator that has nothing in common with the lab.
describe.skipIf(skip)('setup aws over moto', () => {
  let server: Awaited<ReturnType<typeof startMotoStore>>
  let operator: Operator
  beforeAll(async () => {
    server = await startMotoStore(moto ?? 'moto_server')
    operator = makeOperator({ aws: server.url }, { account: '123456789012' })
  }, 60_000)
  afterAll(async () => {
    operator?.remove()
    await server?.close()
  })

  it('makes the bucket and the role once, as the SDK of AWS sees it', async () => {
    // moto holds no policies of AWS itself, so nothing is granted besides.
    const words = ['setup', 'aws', '--yes']
    const first = await operator.run(...words)
    expect([first.code, first.result, statesOf(first, 'IAM role')]).toEqual([
      0,
      'done',
      ['created', 'created'],
    ])
    const second = await operator.run(...words)
    expect([second.result, new Set(statesOf(second))]).toEqual(['unchanged', new Set(['there'])])
    const s3 = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test' },
    })
    const Bucket = 'shop-state'
    const [versions, encryption, blocked] = await Promise.all([
      s3.send(new GetBucketVersioningCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    ])
    expect(versions.Status).toBe('Enabled')
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toHaveLength(1)
    expect(new Set(Object.values(blocked.PublicAccessBlockConfiguration ?? {}))).toEqual(new Set([true]))
  })
})
