import { setTimeout as sleep } from 'node:timers/promises'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../provider.ts'

/**
 * Waits between two looks at something that takes its time, never longer than the call may last.
 * @throws McloudError DEADLINE when the call is out of time, INTERRUPTED when it was aborted
 */
export async function pause(ms: number, call: Call): Promise<void> {
  const leftMs = call.deadlineMs - Date.now()
  if (leftMs <= ms) throw outOfTime()
  try {
    await sleep(ms, undefined, { signal: call.signal })
  } catch (error) {
    const { reason } = call.signal
    if (isMcloudError(reason)) throw reason
    if ((reason as { name?: string } | undefined)?.name === 'TimeoutError') throw outOfTime()
    throw new McloudError({ code: 'INTERRUPTED', message: 'interrupted while waiting', cause: error })
  }
}

function outOfTime(): McloudError {
  return new McloudError({
    code: 'DEADLINE',
    message: 'the deadline came before the work was done',
    retry: 'safe',
  })
}
