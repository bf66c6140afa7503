import { expect } from 'vitest'

// The lab reads who signed, not whether rightly.
const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
}

/** Makes an empty bucket in the lab's S3. */
export async function makeS3Bucket(url: string, name: string): Promise<void> {
  expect((await fetch(`${url}/${name}`, { method: 'PUT', headers: SIGNED })).status).toBe(200)
}

/** Makes an empty bucket in the lab's Cloud Storage. */
export async function makeGcsBucket(url: string, name: string): Promise<void> {
  const made = await fetch(`${url}/storage/v1/b?project=shop-lab`, {
    method: 'POST',
    headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  expect(made.status).toBe(200)
}
