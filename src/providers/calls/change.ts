import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Outcome } from '../provider.ts'
import type { Request } from './send.ts'
import { send } from './send.ts'

/** What became of a change that was sent. */
export type Sent<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  /** The answer was lost; reading back showed that it took effect. */
  | { readonly kind: 'applied' }
  | Extract<Outcome, { kind: 'unknown' }>

/** How often a change that provably took no effect is sent again after its answer was lost. */
const RESENDS = 3

/**
 * Sends a change whose outcome may stay open: where the answer is lost, `readBack` tells whether it took effect
 * (then it is applied), did not (then it is sent again), or cannot say (then it is unknown).
 * @throws McloudError as `send` does, for everything whose outcome is known
 */
export async function sendChange<T>(
  request: Omit<Request<T>, 'kind'>,
  readBack?: () => Promise<boolean | undefined>,
): Promise<Sent<T>> {
  for (let resends = 0; ; resends += 1) {
    try {
      const answer = await send({ ...request, ...reserve(request, readBack !== undefined), kind: 'change' })
      return { kind: 'answered', answer }
    } catch (error) {
      if (!isMcloudError(error) || error.retry !== 'check-first' || error.code === 'INTERRUPTED') throw error
      const unknown = {
        kind: 'unknown',
        reason: error.message,
        ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
      } as const
      const applied = await readBack?.().catch(() => undefined)
      if (applied === true) return { kind: 'applied' }
      if (applied === undefined || resends === RESENDS) return unknown
    }
  }
}

/** Keeps time for reading back: an attempt may use two thirds of what is left. */
function reserve(request: Omit<Request<unknown>, 'kind'>, readsBack: boolean) {
  if (!readsBack) return {}
  const leftMs = Math.max(1, Math.floor(((request.call.deadlineMs - Date.now()) * 2) / 3))
  return { attemptTimeoutMs: Math.min(request.attemptTimeoutMs ?? 15_000, leftMs) }
}
