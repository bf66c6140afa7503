import { AwsFault } from './wire.ts'

const MOST_TAGS = 10

/** The tags of an `x-amz-tagging` header. */
export function tagsOfHeader(query: string): Record<string, string> {
  return checkedTags([...new URLSearchParams(query)])
}

/** @throws AwsFault BadRequest where there are more than an object may have */
export function checkedTags(tags: readonly (readonly [string, string])[]): Record<string, string> {
  if (tags.length > MOST_TAGS) throw new AwsFault(400, 'BadRequest', 'Object tags cannot be greater than 10')
  return Object.fromEntries(tags)
}
