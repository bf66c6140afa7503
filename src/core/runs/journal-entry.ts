import type { Debt } from './plan.ts'

/** How one attempt at a step ended. */
export type StepResult = 'done' | 'unchanged' | 'failed' | 'unknown'

/** What one object of the journal says. */
export type JournalBody =
  | {
      readonly kind: 'run-started'
      readonly planHash: string
      readonly subject: string
      readonly epoch: number
      readonly resumeWith: string
      readonly abortWith: string
    }
  | { readonly kind: 'run-resumed' }
  | { readonly kind: 'abort-started' }
  | { readonly kind: 'step-started'; readonly step: string }
  | {
      readonly kind: 'step-ended'
      readonly step: string
      readonly result: StepResult
      readonly elapsedMs: number
      readonly message?: string
    }
  | { readonly kind: 'undo-started'; readonly step: string }
  | {
      readonly kind: 'undo-ended'
      readonly step: string
      readonly result: 'undone' | 'skipped' | 'failed' | 'unknown'
      readonly elapsedMs: number
      readonly message?: string
    }
  | { readonly kind: 'committed'; readonly epoch: number }
  | { readonly kind: 'fact'; readonly step: string; readonly key: string; readonly value: unknown }
  | { readonly kind: 'debt'; readonly debt: Debt }
  | { readonly kind: 'debt-cleared'; readonly id: string }
  /** Entries at the end of the journal that could not be read when their run was taken up again. */
  | { readonly kind: 'damage-noted'; readonly sequences: readonly number[] }
  | {
      readonly kind: 'run-ended'
      readonly state: 'done' | 'aborted' | 'failed' | 'interrupted' | 'unknown'
      readonly message?: string
    }

/** How a step ended, where that is written in one object with what came next. */
export type DeferredEnd = Extract<JournalBody, { kind: 'step-ended' }> & { readonly at: string }

export type JournalEntry = JournalBody & {
  readonly sequence: number
  readonly at: string
  /** What came right before; only in the stored object, readers get each as an entry of its own. */
  readonly before?: readonly DeferredEnd[]
  /** Fencing token of the writer. */
  readonly token: number
  readonly owner: string
}

/** The entries that one stored object stands for, in their order. */
export function unfoldEntry(stored: JournalEntry): readonly JournalEntry[] {
  const { before, ...entry } = stored
  if (before === undefined) return [stored]
  const { sequence, token, owner } = stored
  return [...before.map((end) => ({ sequence, token, owner, ...end })), entry as JournalEntry]
}
