import { McloudError } from '../../errors/mcloud-error.ts'
import { pause } from '../calls/pause.ts'
import type { Call } from '../provider.ts'

const WAITS_MS = { first: 250, longest: 5_000 }

/**
 * Waits until a resource is no longer being made.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations#provisioningstate-values
 * @throws McloudError CLOUD_REFUSED where the making failed
 */
export async function settled(
  what: string,
  stateOf: (call: Call) => Promise<string | undefined>,
  wanted: string,
  call: Call,
): Promise<void> {
  for (let waitMs = WAITS_MS.first; ; waitMs = Math.min(waitMs * 2, WAITS_MS.longest)) {
    const state = await stateOf(call)
    if (state === wanted) return
    if (state === 'Failed' || state === 'Canceled')
      throw new McloudError({
        code: 'CLOUD_REFUSED',
        provider: 'azure',
        message: `azure: the making of ${what} ended as ${state}`,
        hint: 'The activity log of the resource group says why.',
      })
    await pause(waitMs, call)
  }
}
