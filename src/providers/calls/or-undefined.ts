import { isMcloudError } from '../../errors/mcloud-error.ts'

/** The result of a lookup, or undefined where the cloud answers that there is no such thing; a 403 is thrown. */
export async function orUndefined<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup
  } catch (error) {
    if (isMcloudError(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}
