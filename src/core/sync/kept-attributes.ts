import type { ObjectAttributes } from './object-store.ts'

/** What beside the content is copied. */
export interface CopyOptions {
  /** Keep content type, cache control, the user's own metadata and so on. */
  readonly attributes: boolean
  readonly tags: boolean
  readonly storageClass?: string
}

/** Attributes as the options want them kept. */
export function keptAttributes(attributes: ObjectAttributes, options: CopyOptions): ObjectAttributes {
  const { tags, ...fields } = attributes
  return {
    ...(options.attributes
      ? fields
      : fields.contentType === undefined
        ? {}
        : { contentType: fields.contentType }),
    ...(options.tags && tags !== undefined ? { tags } : {}),
  }
}
