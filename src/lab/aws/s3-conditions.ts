import type { LabRequestHead } from '../cloud.ts'
import type { StoredObject } from '../objects/bucket.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { noSuchKey } from './s3-wire.ts'
import { AwsFault } from './wire.ts'

/** The entity tag without its quotes: MD5 of the body, or of the MD5s of its parts with their number. */
export function s3Etag(object: StoredObject<S3Attributes>): string {
  const { partsTag } = object.attributes
  if (partsTag !== undefined) return partsTag
  return Buffer.from(object.checksums.md5 ?? '', 'base64').toString('hex')
}

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @throws AwsFault PreconditionFailed, NoSuchKey (If-Match on nothing)
 */
export function requireWritable(head: LabRequestHead, present: StoredObject<S3Attributes> | undefined): void {
  const match = head.headers['if-match']
  const noneMatch = head.headers['if-none-match']
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new AwsFault(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
    )
  if (noneMatch === '*' && present !== undefined) throw failed('If-None-Match')
  if (match === undefined) return
  if (present === undefined) throw noSuchKey()
  if (!holds(match, s3Etag(present))) throw failed('If-Match')
}

/** Conditional reads. @throws AwsFault PreconditionFailed, NotModified (304) */
export function requireReadable(head: LabRequestHead, object: StoredObject<S3Attributes>): void {
  const { headers } = head
  const etag = s3Etag(object)
  // HTTP knows whole seconds only.
  const changed = Math.floor(object.updatedAtMs / 1_000) * 1_000
  const since = (name: string) => Date.parse(headers[name] ?? '')
  if (headers['if-match'] !== undefined) {
    if (!holds(headers['if-match'], etag)) throw failed('If-Match')
  } else if (changed > since('if-unmodified-since')) throw failed('If-Unmodified-Since')
  if (headers['if-none-match'] !== undefined) {
    if (holds(headers['if-none-match'], etag)) throw notModified()
  } else if (changed <= since('if-modified-since')) throw notModified()
}

function holds(condition: string, etag: string): boolean {
  return condition.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^"|"$/g, '')))
}

function notModified(): AwsFault {
  return new AwsFault(304, 'NotModified', 'Not Modified')
}

function failed(condition: string): AwsFault {
  const message = `At least one of the pre-conditions you specified did not hold`
  return new AwsFault(412, 'PreconditionFailed', `${message} (${condition})`)
}
