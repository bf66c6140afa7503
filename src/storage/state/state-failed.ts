import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'

/** What the state of pairs fails with: a full disk, a folder that may not be written. */
export function stateFailed(error: unknown): McloudError {
  if (isMcloudError(error)) return error
  return new McloudError({
    code: 'STORE_FAILED',
    message: `What sync remembers cannot be kept: ${(error as Error).message}`,
    hint: 'Free the disk, or name another folder in MCLOUD_STATE_DIR, and repeat the command: what was copied stays copied.',
    cause: error,
  })
}
