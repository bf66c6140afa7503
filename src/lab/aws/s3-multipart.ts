import { createHash } from 'node:crypto'
import type { LabHost, LabRequestHead, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readWhole } from '../objects/in-memory.ts'
import type { StoredPart, StoredUpload } from '../objects/uploads.ts'
import { queryOf } from '../wire/request-url.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { requireWritable } from './s3-conditions.ts'
import { attributesOf, expectedChecksums, receiveSigned } from './s3-objects.ts'
import { s3Answer, s3Document } from './s3-wire.ts'
import { AwsFault } from './wire.ts'
import { parseXml, text, type XmlNode } from './xml.ts'

const HEX = '0123456789abcdef'
const LEAST_PART_BYTES = 5 << 20
const MOST_PARTS = 10_000
const PAGE = 1_000

/** CreateMultipartUpload. */
export function createUpload(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
): LabStreamResponse {
  const id = host.randomId(64, HEX)
  bucket.uploads.begin(id, key, attributesOf(head, undefined))
  return s3Document(host, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: id })
}

/** UploadPart. */
export async function uploadPart(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const query = queryOf(request)
  const { key: id } = requireUpload(bucket, key, query.get('uploadId'))
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw new AwsFault(
      400,
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
    )
  const given = expectedChecksums(request)
  const received = await receiveSigned(bucket, request, given)
  try {
    given.verify(received.checksums, received.size)
    const part = bucket.uploads.add(id, String(number), received)
    // The upload was ended while the part arrived.
    if (part === undefined) throw noSuchUpload()
    const [name] = given.names
    const checksum = name === undefined ? {} : { [`x-amz-checksum-${name}`]: received.checksums[name] ?? '' }
    return s3Answer(host, 200, { etag: `"${tagOf(part)}"`, ...checksum })
  } catch (error) {
    await received.discard()
    throw error
  }
}

/** CompleteMultipartUpload. */
export async function completeUpload(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const id = queryOf(request).get('uploadId')
  const body = (await readWhole(request.body)).toString('utf8')
  const upload = requireUpload(bucket, key, id)
  const parts = namedParts(upload, body)
  requireWritable(request, bucket.get(key))
  const md5s = parts.map(({ checksums }) => Buffer.from(checksums.md5 ?? '', 'base64'))
  const partsTag = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}`
  bucket.putParts(key, parts, {}, { ...upload.attributes, partsTag })
  bucket.uploads.end(upload.key, parts)
  return s3Document(host, 'CompleteMultipartUploadResult', {
    Location: `${host.baseUrl()}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${partsTag}"`,
  })
}

/** AbortMultipartUpload. */
export function abortUpload(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
): LabStreamResponse {
  const upload = requireUpload(bucket, key, queryOf(head).get('uploadId'))
  bucket.uploads.end(upload.key, [])
  return s3Answer(host, 204)
}

/** ListParts. */
export function listParts(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  key: string,
  head: LabRequestHead,
): LabStreamResponse {
  const query = queryOf(head)
  const upload = requireUpload(bucket, key, query.get('uploadId'))
  const marker = Number(query.get('part-number-marker') ?? 0)
  const all = Object.entries(upload.parts)
    .map(([number, part]) => ({ number: Number(number), part }))
    .filter(({ number }) => number > marker)
    .sort((one, other) => one.number - other.number)
  const page = all.slice(0, PAGE)
  return s3Document(host, 'ListPartsResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.key,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: PAGE,
    IsTruncated: all.length > page.length,
    Part: page.map(({ number, part }) => ({
      PartNumber: number,
      LastModified: new Date(part.updatedAtMs).toISOString(),
      ETag: `"${tagOf(part)}"`,
      Size: part.size,
    })),
  })
}

/** ListMultipartUploads, in one page. */
export function listUploads(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  head: LabRequestHead,
): LabStreamResponse {
  const prefix = queryOf(head).get('prefix') ?? ''
  const uploads = bucket.uploads.list().filter(({ objectKey }) => objectKey.startsWith(prefix))
  return s3Document(host, 'ListMultipartUploadsResult', {
    Bucket: bucket.name,
    Prefix: prefix,
    MaxUploads: PAGE,
    IsTruncated: false,
    Upload: uploads.map(({ key, objectKey, startedAtMs }) => ({
      Key: objectKey,
      UploadId: key,
      Initiated: new Date(startedAtMs).toISOString(),
    })),
  })
}

function requireUpload(
  bucket: Bucket<S3Attributes>,
  key: string,
  id: string | null,
): StoredUpload<S3Attributes> {
  const upload = id === null ? undefined : bucket.uploads.get(id)
  if (upload === undefined || upload.objectKey !== key) throw noSuchUpload()
  return upload
}

function noSuchUpload(): AwsFault {
  return new AwsFault(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  )
}

/** The parts that a completion names, each as it was sent, in rising order and large enough. */
function namedParts(upload: StoredUpload<S3Attributes>, body: string): readonly StoredPart[] {
  const parsed = parseXml(body)
  const named = parsed?.content.Part
  const list = (Array.isArray(named) ? named : [named]) as readonly (XmlNode | undefined)[]
  if (parsed?.root !== 'CompleteMultipartUpload' || list[0] === undefined)
    throw new AwsFault(400, 'MalformedXML', 'The XML you provided was not well-formed')
  let last = 0
  return list.map((entry, index) => {
    const number = Number(text(entry, 'PartNumber'))
    const part = upload.parts[String(number)]
    if (part === undefined || text(entry, 'ETag')?.replaceAll('"', '') !== tagOf(part))
      throw new AwsFault(400, 'InvalidPart', 'One or more of the specified parts could not be found.')
    if (number <= last)
      throw new AwsFault(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.')
    last = number
    if (index < list.length - 1 && part.size < LEAST_PART_BYTES)
      throw new AwsFault(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      )
    return part
  })
}

function tagOf(part: StoredPart): string {
  return Buffer.from(part.checksums.md5 ?? '', 'base64').toString('hex')
}
