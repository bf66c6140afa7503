import type { LabHost, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { s3Document } from './s3-wire.ts'
import { AwsFault } from './wire.ts'
import { parseXml, text, type XmlNode } from './xml.ts'

const MOST_KEYS = 1_000

/** DeleteObjects: up to a thousand keys at once. */
export function deleteObjects(host: LabHost, bucket: Bucket<S3Attributes>, body: string): LabStreamResponse {
  const parsed = parseXml(body)
  const named = parsed?.content.Object
  const keys = (Array.isArray(named) ? named : [named]).map((each) =>
    text(each as XmlNode | undefined, 'Key'),
  )
  if (parsed?.root !== 'Delete' || keys.length > MOST_KEYS || keys.some((key) => key === undefined))
    throw new AwsFault(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    )
  for (const key of keys) bucket.delete(key ?? '')
  const quiet = text(parsed.content, 'Quiet') === 'true'
  return s3Document(host, 'DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) })
}
