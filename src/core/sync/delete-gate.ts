import { McloudError } from '../../errors/mcloud-error.ts'

/** How many objects a run may delete without having been allowed more. */
export interface DeleteLimit {
  readonly count: number
  /** 0 to 1, of all objects of the side that is deleted from. */
  readonly share: number
}

/** The greater of a hundred and a tenth. */
export const DEFAULT_DELETE_LIMIT: DeleteLimit = { count: 100, share: 0.1 }

export interface DeleteQuestion {
  readonly deletes: number
  /** Objects seen on the side that is deleted from. */
  readonly held: number
  /** Objects seen on the side that the deletes follow. */
  readonly leading: number
  readonly address: string
  readonly leadingAddress: string
  readonly limit: DeleteLimit
}

/**
 * Decides whether planned deletes may be carried out; a listing that failed never gets here.
 * @throws McloudError SYNC_SOURCE_EMPTY, SYNC_DELETE_LIMIT
 */
export function checkDeletes(question: DeleteQuestion): void {
  const { deletes, held, leading, address, leadingAddress, limit } = question
  if (deletes === 0) return
  if (leading === 0) {
    throw new McloudError({
      code: 'SYNC_SOURCE_EMPTY',
      message: `${leadingAddress} is empty, and ${count(deletes)} of ${address} would be deleted for it; nothing was deleted`,
    })
  }
  const allowed = allowedDeletes(held, limit)
  if (deletes <= allowed) return
  throw new McloudError({
    code: 'SYNC_DELETE_LIMIT',
    message: `${count(deletes)} of ${held} in ${address} would be deleted, and ${allowed} may be; nothing was deleted`,
    hint: `Look at them with \`mcloud sync plan\`; if they are meant, allow them with --max-delete ${deletes}.`,
    details: { deletes, allowed, held },
  })
}

/** The greater of both limits. */
export function allowedDeletes(held: number, limit: DeleteLimit): number {
  return Math.max(limit.count, Math.floor(held * limit.share))
}

function count(objects: number): string {
  return objects === 1 ? 'one object' : `${objects} objects`
}
