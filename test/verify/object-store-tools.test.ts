import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { hasTool } from '../lab/wire/harness.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcloud-tools-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function call(program: string, words: readonly string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { env: { ...process.env, ...env } })
  return stdout
}

describe.skipIf(!hasTool('aws'))("the AWS command line on the lab's S3", () => {
  let api: LabApi
  beforeAll(async () => {
    api = await startLabApi(makeAwsCloud)
  })
  afterAll(() => api?.close())
  const aws = (...words: string[]) =>
    call('aws', [...words, '--endpoint-url', api.url], {
      AWS_ACCESS_KEY_ID: 'AKIDTEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    })

  it('makes a bucket, writes on a condition, reads, lists and deletes', async () => {
    const file = join(folder, 'aws.txt')
    writeFileSync(file, 'hello')
    await aws('s3api', 'create-bucket', '--bucket', 'tools')
    const put = ['s3api', 'put-object', '--bucket', 'tools', '--key', 'dir/a b', '--body', file]
    const made = JSON.parse(await aws(...put, '--if-none-match', '*'))
    expect(made.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
    await expect(aws(...put, '--if-none-match', '*')).rejects.toThrow(/PreconditionFailed/)
    await aws(...put, '--if-match', made.ETag)
    const got = join(folder, 'aws-got.txt')
    await aws('s3api', 'get-object', '--bucket', 'tools', '--key', 'dir/a b', '--range', 'bytes=1-3', got)
    expect(readFileSync(got, 'utf8')).toBe('ell')
    const listed = JSON.parse(await aws('s3api', 'list-objects-v2', '--bucket', 'tools', '--prefix', 'dir/'))
    expect(listed.Contents).toMatchObject([{ Key: 'dir/a b', Size: 5 }])
    expect(await aws('s3', 'ls', 's3://tools/')).toContain('PRE dir/')
    const many = join(folder, 'aws-many')
    mkdirSync(join(many, 'sub'), { recursive: true })
    writeFileSync(join(many, 'large'), Buffer.alloc(20 * 1024 * 1024, 7))
    writeFileSync(join(many, 'sub', 'ü +%.txt'), 'small')
    await aws('s3', 'sync', many, 's3://tools/many')
    await aws('s3', 'sync', 's3://tools/many', join(folder, 'aws-back'))
    expect(readFileSync(join(folder, 'aws-back', 'large')).equals(readFileSync(join(many, 'large')))).toBe(
      true,
    )
    expect(readFileSync(join(folder, 'aws-back', 'sub', 'ü +%.txt'), 'utf8')).toBe('small')
    // The lab of the tests has a clock of its own.
    expect(await aws('s3', 'sync', '--size-only', many, 's3://tools/many')).toBe('')
    await aws('s3', 'rm', '--recursive', 's3://tools/many')
    await aws('s3', 'rm', 's3://tools/dir/a b')
    await aws('s3', 'rb', 's3://tools')
    await expect(aws('s3api', 'head-bucket', '--bucket', 'tools')).rejects.toThrow(/404/)
  }, 120_000)
})

describe.skipIf(!hasTool('gcloud'))("gcloud on the lab's Cloud Storage", () => {
  let api: LabApi
  let token: string
  beforeAll(async () => {
    api = await startLabApi(makeGcpCloud)
    token = join(folder, 'token')
    writeFileSync(token, 'token-of-the-test')
  })
  afterAll(() => api?.close())
  const gcloud = (...words: string[]) =>
    call('gcloud', ['storage', ...words], {
      CLOUDSDK_CONFIG: join(folder, 'gcloud'),
      CLOUDSDK_CORE_PROJECT: 'shop-lab',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${api.url}/storage/v1/`,
    })

  it('makes a bucket, copies, lists, reads and deletes', async () => {
    const file = join(folder, 'gcp.txt')
    writeFileSync(file, 'hello')
    await gcloud('buckets', 'create', 'gs://tools', '--location', 'us-central1')
    await gcloud('cp', file, 'gs://tools/dir/a b')
    expect(await gcloud('ls', 'gs://tools/dir/')).toContain('gs://tools/dir/a b')
    expect(await gcloud('cat', 'gs://tools/dir/a b')).toBe('hello')
    expect(await gcloud('objects', 'describe', 'gs://tools/dir/a b')).toContain('size: 5')
    await expect(gcloud('cp', file, 'gs://tools/dir/a b', '--if-generation-match', '0')).rejects.toThrow()
    const many = join(folder, 'gcp-many')
    mkdirSync(join(many, 'sub'), { recursive: true })
    writeFileSync(join(many, 'sub', 'ü +%.txt'), 'small')
    writeFileSync(join(many, 'large'), Buffer.alloc(9 * 1024 * 1024, 7))
    const back = join(folder, 'gcp-back')
    mkdirSync(back)
    await gcloud('rsync', '--recursive', many, 'gs://tools/many')
    await gcloud('rsync', '--recursive', 'gs://tools/many', back)
    expect(readFileSync(join(back, 'sub', 'ü +%.txt'), 'utf8')).toBe('small')
    expect(readFileSync(join(back, 'large')).equals(readFileSync(join(many, 'large')))).toBe(true)
    await gcloud('rm', '--recursive', 'gs://tools/many')
    await gcloud('rm', 'gs://tools/dir/a b')
    await gcloud('buckets', 'delete', 'gs://tools')
  }, 180_000)
})

describe.skipIf(!hasTool('rclone'))("rclone on the lab's object stores", () => {
  let apis: Record<'aws' | 'gcp' | 'azure', LabApi>
  beforeAll(async () => {
    apis = {
      aws: await startLabApi(makeAwsCloud),
      gcp: await startLabApi(makeGcpCloud),
      azure: await startLabApi(makeAzureCloud),
    }
  })
  afterAll(() => Promise.all(Object.values(apis ?? {}).map((api) => api.close())))
  const remotes = () => ({
    RCLONE_CONFIG: '/dev/null',
    AWS_CA_BUNDLE: '',
    RCLONE_CONFIG_AWS_TYPE: 's3',
    RCLONE_CONFIG_AWS_PROVIDER: 'Other',
    RCLONE_CONFIG_AWS_ENDPOINT: apis.aws.url,
    RCLONE_CONFIG_AWS_ACCESS_KEY_ID: 'AKIDTEST',
    RCLONE_CONFIG_AWS_SECRET_ACCESS_KEY: 'test',
    RCLONE_CONFIG_GCP_TYPE: 'google cloud storage',
    RCLONE_CONFIG_GCP_ENDPOINT: `${apis.gcp.url}/storage/v1/`,
    RCLONE_CONFIG_GCP_TOKEN: JSON.stringify({
      access_token: 'token-of-the-test',
      token_type: 'Bearer',
      expiry: '2099-01-01T00:00:00Z',
    }),
    RCLONE_CONFIG_GCP_PROJECT_NUMBER: 'shop-lab',
    RCLONE_CONFIG_AZURE_TYPE: 'azureblob',
    RCLONE_CONFIG_AZURE_SAS_URL: `${apis.azure.url}/shopstorage?sv=2021-12-02&sig=lab`,
  })
  const rclone = (...words: string[]) => call('rclone', words, remotes())

  it('makes buckets, and copies small and large objects from each to the next and back', async () => {
    const many = join(folder, 'rclone-many')
    mkdirSync(join(many, 'sub'), { recursive: true })
    writeFileSync(join(many, 'sub', 'ü +%.txt'), 'small')
    writeFileSync(join(many, 'large'), Buffer.alloc(9 * 1024 * 1024, 7))
    let from = many
    for (const remote of ['AWS', 'GCP', 'AZURE']) {
      const place = `${remote}:tools-of-rclone`
      await rclone('mkdir', place)
      await rclone('sync', '--s3-chunk-size', '5Mi', '--s3-upload-cutoff', '5Mi', from, place)
      await rclone('check', '--download', many, place)
      from = place
    }
    await rclone('sync', from, join(folder, 'rclone-back'))
    await rclone('check', many, join(folder, 'rclone-back'))
    for (const remote of ['AWS', 'GCP', 'AZURE']) {
      await rclone('delete', `${remote}:tools-of-rclone`)
      expect(await rclone('lsf', '-R', `${remote}:tools-of-rclone`)).toBe('')
    }
  }, 180_000)
})
