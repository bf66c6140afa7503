import type { Notifier } from '../core/notify/notifier.ts'
import { isMcloudError } from '../errors/mcloud-error.ts'
import { withTimeLimit } from '../errors/time-limit.ts'
import { compose, PAGERDUTY_URL } from './compose-message.ts'

/** Posts messages over HTTP; follows no redirect, so that a key reaches only the host it was meant for. */
export function makeNotifier(pagerDutyUrl = PAGERDUTY_URL): Notifier {
  return {
    send: async (channel, message, call) => {
      try {
        const { url, headers, body } = compose(channel, message, pagerDutyUrl)
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
          redirect: 'error',
          signal: withTimeLimit(call.signal, call.deadlineMs - Date.now()),
        })
        await response.body?.cancel()
        return response.ok ? { sent: true } : { sent: false, reason: `it answered ${response.status}` }
      } catch (error) {
        return { sent: false, reason: reasonOf(error) }
      }
    },
  }
}

/** What fetch says of itself may name the address, which is a secret of its own. */
function reasonOf(error: unknown): string {
  if (isMcloudError(error)) return error.message
  const { name, cause } = error as { name?: string; cause?: { code?: string } }
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time'
  return cause?.code ?? 'it could not be reached'
}
