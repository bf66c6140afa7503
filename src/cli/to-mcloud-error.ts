import { isMcloudError, McloudError } from '../errors/mcloud-error.ts'

/** Whatever was thrown, as the one error type: an abort, a deadline, or a defect of mcloud. */
export function toMcloudError(thrown: unknown, signal: AbortSignal): McloudError {
  if (isMcloudError(thrown)) return thrown
  if (signal.aborted && isMcloudError(signal.reason)) return signal.reason
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return new McloudError({ code: 'DEADLINE', message: 'The work was not done in time.', cause: thrown })
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new McloudError({ code: 'INTERNAL', message: `Unexpected: ${message}`, cause: thrown })
}
