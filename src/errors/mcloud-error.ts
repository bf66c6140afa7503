import type { ErrorCode } from './codes.ts'
import { ERROR_CODES } from './codes.ts'
import type { ExitCode } from './exit.ts'

/** One mistake among several, with its place. */
export interface Problem {
  /** Where it is, e.g. `mcloud.yaml:12:7`, `--to`, `databases.orders.primary`. */
  readonly at: string
  readonly message: string
  /** What was expected, or the nearest valid word. */
  readonly expected?: string
}

export interface McloudErrorInput {
  readonly code: ErrorCode
  readonly message: string
  /** The next step for this very case; the table's general one is used where it is absent. */
  readonly hint?: string
  readonly provider?: string
  /** The vendor's name of the call, e.g. `ChangeResourceRecordSets`. */
  readonly call?: string
  readonly requestId?: string
  /** May the same call be sent again? `check-first`: read back what is there before anything else. */
  readonly retry?: 'never' | 'safe' | 'check-first'
  readonly problems?: readonly Problem[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error type that crosses a module's edge; everything else that arrives at the CLI is a defect. */
export class McloudError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly provider: string | undefined
  readonly call: string | undefined
  readonly requestId: string | undefined
  readonly retry: 'never' | 'safe' | 'check-first'
  readonly problems: readonly Problem[]
  readonly details: Readonly<Record<string, unknown>>

  constructor(input: McloudErrorInput) {
    super(input.message, input.cause === undefined ? undefined : { cause: input.cause })
    this.name = 'McloudError'
    this.code = input.code
    this.hint = input.hint ?? ERROR_CODES[input.code].next
    this.provider = input.provider
    this.call = input.call
    this.requestId = input.requestId
    this.retry = input.retry ?? 'never'
    this.problems = input.problems ?? []
    this.details = input.details ?? {}
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code].exit
  }
}

/** True for errors that mcloud itself has worded. */
export function isMcloudError(error: unknown): error is McloudError {
  return error instanceof McloudError
}
