import type { Result, ResultKind } from '../core/result.ts'
import type { ExitCode } from '../errors/exit.ts'
import { EXIT } from '../errors/exit.ts'

const BY_KIND: Readonly<Record<ResultKind, ExitCode>> = {
  done: EXIT.ok,
  unchanged: EXIT.ok,
  changes: EXIT.changes,
  partial: EXIT.partial,
  unknown: EXIT.unknown,
  pending: EXIT.pending,
  failed: EXIT.failed,
}

/** The exit code of a command that returned; `changes` counts only where --exit-code was given. */
export function exitCodeOf(result: Result<unknown>, exitCodeWanted: boolean): ExitCode {
  return result.kind === 'changes' && !exitCodeWanted ? EXIT.ok : BY_KIND[result.kind]
}
