import type { Platform } from '../../config/platform.ts'
import { lastMeasured } from '../cost/report/measured-budgets.ts'
import { assess } from './assess.ts'
import { observePlatform, type StatusScope, type StatusSources } from './observe-platform.ts'
import type { Status } from './status.ts'

/** One picture of the platform, judged. Never rejects, whatever a cloud does. */
export async function readStatus(
  platform: Platform,
  sources: StatusSources,
  scope: StatusScope,
): Promise<Status> {
  // Budgets are only read back: asking the clouds for costs is slow, and paid for.
  const [observation, costs] = await Promise.all([
    observePlatform(platform, sources, scope),
    lastMeasured(platform, await sources.spendCache?.().catch(() => undefined)),
  ])
  return { ...assess(observation), ...(costs === undefined ? {} : { costs }) }
}
