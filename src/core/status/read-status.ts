import type { Platform } from '../../config/platform.ts'
import { assess } from './assess.ts'
import { observePlatform, type StatusScope, type StatusSources } from './observe-platform.ts'
import type { Status } from './status.ts'

/** One picture of the platform, judged. Never rejects, whatever a cloud does. */
export async function readStatus(
  platform: Platform,
  sources: StatusSources,
  scope: StatusScope,
): Promise<Status> {
  return assess(await observePlatform(platform, sources, scope))
}
