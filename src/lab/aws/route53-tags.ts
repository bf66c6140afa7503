import type { LabHost, LabResponse } from '../cloud.ts'
import { findHealthCheck } from './route53-health-checks.ts'
import { findZone } from './route53-zones.ts'
import type { AwsState } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import { members, text, type XmlNode } from './xml.ts'

function tagSet(state: AwsState, type: string, id: string): XmlNode {
  const tags = Object.entries(state.tags[`${type}/${id}`] ?? {})
  return { ResourceType: type, ResourceId: id, Tags: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } }
}

function requireTaggable(state: AwsState, type: string, id: string): void {
  if (type === 'hostedzone') findZone(state, id)
  else if (type === 'healthcheck') findHealthCheck(state, id)
  else throw new AwsFault(400, 'InvalidInput', `Invalid resource type: ${type}`)
}

/** ListTagsForResource. */
export function listTags(state: AwsState, host: LabHost, type: string, id: string): LabResponse {
  requireTaggable(state, type, id)
  return awsAnswer(host, 'route53', 'ListTagsForResourceResponse', {
    ResourceTagSet: tagSet(state, type, id),
  })
}

/** ChangeTagsForResource. */
export function changeTags(
  state: AwsState,
  host: LabHost,
  type: string,
  id: string,
  body: XmlNode,
): LabResponse {
  requireTaggable(state, type, id)
  const tags = { ...state.tags[`${type}/${id}`] }
  for (const tag of members(body, 'AddTags', 'Tag') as XmlNode[])
    tags[text(tag, 'Key') ?? ''] = text(tag, 'Value') ?? ''
  for (const key of members(body, 'RemoveTagKeys', 'Key') as string[]) delete tags[key]
  state.tags[`${type}/${id}`] = tags
  host.changed()
  return awsAnswer(host, 'route53', 'ChangeTagsForResourceResponse', {})
}

/** ListTagsForResources: up to ten resources of a type at once. */
export function listTagsOfMany(state: AwsState, host: LabHost, type: string, body: XmlNode): LabResponse {
  const ids = members(body, 'ResourceIds', 'ResourceId') as string[]
  for (const id of ids) requireTaggable(state, type, id)
  return awsAnswer(host, 'route53', 'ListTagsForResourcesResponse', {
    ResourceTagSets: { ResourceTagSet: ids.map((id) => tagSet(state, type, id)) },
  })
}
