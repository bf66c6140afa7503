/** What the lab itself has worded; `commands/lab-*.ts` turn it into the error of the command line. */
export class LabError extends Error {
  /** The next step for this very case. */
  readonly hint: string | undefined

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'LabError'
    this.hint = hint
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
}
