import { makeLeases } from '../calls/leases.ts'
import type { LeaseRef, Leases } from '../provider.ts'
import { s3CodeOf, sortS3Error } from './s3-failure.ts'
import type { S3Rest } from './s3-rest.ts'
import { makeS3Rest } from './s3-rest.ts'
import type { AwsSession } from './session.ts'

const ACTIONS = 's3:GetObject, s3:PutObject and s3:ListBucket'

/** Documents in S3, written with If-None-Match and If-Match. */
export async function makeS3Leases(session: AwsSession): Promise<Leases> {
  const s3: S3Rest = await makeS3Rest(session)
  const placeOf = ({ bucket, key, region }: LeaseRef) => ({
    bucket,
    key,
    ...(region === undefined ? {} : { region }),
  })
  return makeLeases({
    cloud: 'aws',
    names: { read: 'GetObject', write: 'PutObject', list: 'ListObjectsV2' },
    sort: (error) => sortS3Error(error, ACTIONS),
    async get(ref, signal) {
      try {
        const { text, headers } = await s3({ method: 'GET', ...placeOf(ref), signal })
        return { text, version: headers.etag ?? '' }
      } catch (error) {
        if (s3CodeOf(error) === 'NoSuchKey') return undefined
        throw error
      }
    },
    async put(ref, text, over, signal) {
      const condition = over === undefined ? { 'if-none-match': '*' } : { 'if-match': over }
      try {
        const { headers } = await s3({
          method: 'PUT',
          ...placeOf(ref),
          headers: { 'content-type': 'application/json', ...condition },
          body: text,
          signal,
        })
        return { version: headers.etag ?? '' }
      } catch (error) {
        // If-Match on nothing is answered with NoSuchKey.
        if (['PreconditionFailed', 'NoSuchKey'].includes(s3CodeOf(error) ?? '')) return 'conflict'
        throw error
      }
    },
    async page(ref, token, signal) {
      const { bucket, region } = placeOf(ref)
      const { text } = await s3({
        method: 'GET',
        bucket,
        ...(region === undefined ? {} : { region }),
        query: {
          'list-type': '2',
          prefix: ref.key,
          'encoding-type': 'url',
          ...(token === undefined ? {} : { 'continuation-token': token }),
        },
        signal,
      })
      const { readListing } = await import('./s3-listing.ts')
      return readListing(text)
    },
  })
}
