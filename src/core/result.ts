/** How a use case ended, apart from being thrown out of; mapped to exit codes in one place of the CLI. */
export type ResultKind =
  | 'done'
  /** It was so already: exit 0, `changed: false`. */
  | 'unchanged'
  /** There are changes to make (only with --exit-code: exit 3). */
  | 'changes'
  /** Some of it is done or healthy, some is not. */
  | 'partial'
  | 'unknown'
  | 'pending'
  | 'failed'

export interface Result<T> {
  readonly kind: ResultKind
  readonly data: T
}
