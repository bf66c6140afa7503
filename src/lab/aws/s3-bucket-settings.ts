import type { LabHost, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { notImplemented, s3Answer } from './s3-wire.ts'
import { AwsFault } from './wire.ts'
import { parseXml } from './xml.ts'

interface Setting {
  readonly root: string
  /** What S3 answers where it was never made; a document or a refusal. */
  readonly unset: string | AwsFault
}

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

const SETTINGS: Readonly<Record<string, Setting>> = {
  versioning: { root: 'VersioningConfiguration', unset: `<VersioningConfiguration ${XMLNS}/>` },
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    // Every bucket is encrypted so, asked for or not.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
    unset: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  },
  publicAccessBlock: {
    root: 'PublicAccessBlockConfiguration',
    unset: new AwsFault(
      404,
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
    ),
  },
}

/** Whether a subresource is one of a bucket's settings that are kept as documents. */
export function isBucketSetting(name: string): boolean {
  return Object.hasOwn(SETTINGS, name)
}

/** Get and Put of versioning, encryption and the block of public access. @throws AwsFault */
export function bucketSetting(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  name: string,
  request: LabStreamRequest,
  body: string,
): LabStreamResponse {
  const { root, unset } = SETTINGS[name] as Setting
  if (request.method === 'GET') {
    const held = bucket.attributes[name] ?? unset
    if (held instanceof AwsFault) throw held
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${held}`
    return s3Answer(host, 200, { 'content-type': 'application/xml' }, text)
  }
  if (request.method !== 'PUT') throw notImplemented(request, `${request.method} ?${name}`)
  const sums = Object.keys(request.headers).some(
    (header) => header === 'content-md5' || header.startsWith('x-amz-checksum-'),
  )
  if (!sums)
    throw new AwsFault(
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    )
  if (parseXml(body)?.root !== root)
    throw new AwsFault(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    )
  bucket.describe({ [name]: body.replace(/^<\?xml[^>]*\?>\s*/, '') })
  return s3Answer(host, 200)
}
