import type { Request } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import { sortAwsError } from './sort-error.ts'

/** What `send` and `sendChange` need for one SDK command; `action` is the IAM action, which names the call. */
export function sdkCall<T>(
  action: `${string}:${string}`,
  call: Call,
  sendOnce: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Omit<Request<T>, 'kind'> {
  return {
    cloud: 'aws',
    name: action.slice(action.indexOf(':') + 1),
    call,
    send: (abortSignal) => sendOnce({ abortSignal }),
    sort: (error) => sortAwsError(error, action),
  }
}
