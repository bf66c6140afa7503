import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIABENCHBENCHBENCH0', AWS_SECRET_ACCESS_KEY: 'bench-secret-key' }
const TOKEN = 'bench-token'
const ACCOUNT = 'shopstorage'

/** Environment of all programs alike: keys, region, endpoints; no certificates of the machine's own. */
export function environmentFor(urls, scratch) {
  const { NODE_EXTRA_CA_CERTS: _, AWS_CA_BUNDLE: __, ...rest } = process.env
  const tokenFile = join(scratch, 'token')
  writeFileSync(tokenFile, TOKEN)
  return {
    ...rest,
    ...KEYS,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: urls.aws,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${urls.gcp}/storage/v1/`,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile,
    MCLOUD_AZURE_BLOB_ENDPOINT: urls.azure,
    AZURE_STORAGE_ACCOUNT: ACCOUNT,
    AZURE_STORAGE_KEY: Buffer.from('bench-key').toString('base64'),
    MCLOUD_STATE_DIR: join(scratch, 'state'),
  }
}

/** The address of a bucket as mcloud takes it. */
export function addressOf(cloud, bucket) {
  return { aws: `s3://${bucket}`, gcp: `gs://${bucket}`, azure: `az://${ACCOUNT}/${bucket}` }[cloud]
}

/** Makes an empty bucket; the object stores of the lab take any signature. */
export async function createBucket(cloud, url, bucket) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${KEYS.AWS_ACCESS_KEY_ID}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`
  const { path, ...request } = {
    aws: { path: `/${bucket}`, method: 'PUT', headers: { authorization } },
    gcp: {
      path: '/storage/v1/b?project=shop-lab',
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: bucket }),
    },
    azure: {
      path: `/${ACCOUNT}/${bucket}?restype=container`,
      method: 'PUT',
      headers: { authorization: `SharedKey ${ACCOUNT}:0`, 'x-ms-version': '2023-11-03' },
    },
  }[cloud]
  const answer = await fetch(`${url}${path}`, request)
  if (!answer.ok) throw new Error(`${cloud} made no bucket: ${answer.status} ${await answer.text()}`)
}

export function has(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** What gets rclone as far as it goes: many transfers, one listing, no look at each object. */
const TUNED =
  '--transfers 64 --checkers 64 --checksum --fast-list --s3-no-head --s3-no-check-bucket --gcs-no-check-bucket --azureblob-no-head-object'.split(
    ' ',
  )

/**
 * The arguments of rclone between two buckets. Each side is a remote of its own, and those of one cloud have
 * different keys, so that the server does not copy by itself.
 */
export function rcloneArguments(scratch, urls, [from, to], tuned) {
  const file = join(scratch, 'rclone.conf')
  const expiry = new Date(Date.now() + 3_600_000).toISOString()
  const token = JSON.stringify({ access_token: TOKEN, token_type: 'Bearer', expiry })
  const remotes = {
    aws: `type = s3\nprovider = Other\nendpoint = ${urls.aws}\nregion = us-east-1\nsecret_access_key = ${KEYS.AWS_SECRET_ACCESS_KEY}\n`,
    gcp: `type = google cloud storage\nendpoint = ${urls.gcp}/storage/v1/\ntoken = ${token}\nbucket_policy_only = true\n`,
    azure: `type = azureblob\nsas_url = ${urls.azure}/${ACCOUNT}?sv=2023-11-03&sig=bench\n`,
  }
  const remote = (name, { cloud }) =>
    `[${name}]\n${remotes[cloud]}${cloud === 'aws' ? `access_key_id = ${KEYS.AWS_ACCESS_KEY_ID}${name}\n` : ''}`
  writeFileSync(file, remote('A', from) + remote('B', to))
  return ['--config', file, 'copy', `A:${from.bucket}`, `B:${to.bucket}`, ...(tuned ? TUNED : [])]
}
