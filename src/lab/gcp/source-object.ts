/** What is to be copied, wherever it comes from. */
export interface SourceObject {
  readonly key: string
  readonly size: number
  /** Base64. */
  readonly md5?: string
}
