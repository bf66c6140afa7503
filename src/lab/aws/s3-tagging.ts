import type { LabHost, LabStreamResponse } from '../cloud.ts'
import type { Bucket, StoredObject } from '../objects/bucket.ts'
import type { S3Attributes } from './s3-attributes.ts'
import { checkedTags } from './s3-tag-header.ts'
import { s3Answer, s3Document } from './s3-wire.ts'
import { AwsFault } from './wire.ts'
import { members, parseXml, text, type XmlNode } from './xml.ts'

/** GetObjectTagging. */
export function getTagging(host: LabHost, object: StoredObject<S3Attributes>): LabStreamResponse {
  const tags = Object.entries(object.attributes.tags ?? {})
  return s3Document(host, 'Tagging', { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } })
}

/** PutObjectTagging. */
export function putTagging(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  object: StoredObject<S3Attributes>,
  body: string,
): LabStreamResponse {
  const parsed = parseXml(body)
  if (parsed?.root !== 'Tagging')
    throw new AwsFault(400, 'MalformedXML', 'The XML you provided was not well-formed')
  const tags = members(parsed.content, 'TagSet', 'Tag').map(
    (tag) => [text(tag as XmlNode, 'Key') ?? '', text(tag as XmlNode, 'Value') ?? ''] as const,
  )
  bucket.change(object, { ...object.attributes, tags: checkedTags(tags) })
  return s3Answer(host, 200)
}

/** DeleteObjectTagging. */
export function deleteTagging(
  host: LabHost,
  bucket: Bucket<S3Attributes>,
  object: StoredObject<S3Attributes>,
): LabStreamResponse {
  const { tags: _, ...attributes } = object.attributes
  bucket.change(object, attributes)
  return s3Answer(host, 204)
}
