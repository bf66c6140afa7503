import type { Cloud } from '../../../config/clouds.ts'
import { isMcloudError } from '../../../errors/mcloud-error.ts'
import type { Repointer } from '../repointer.ts'
import { type Check, fail, pass } from './check.ts'

/** Whether the names that follow the database can lead to that cloud at all, by the platform file. */
export function trafficCheck(repointer: Repointer, database: string, to: Cloud): Check {
  try {
    const { texts } = repointer.plan(database, to)
    return pass(
      'traffic',
      texts.length === 0
        ? `No record of the platform file follows ${database}.`
        : `${texts.length} DNS changes lead to ${to}.`,
    )
  } catch (error) {
    if (!isMcloudError(error)) throw error
    return fail('traffic', error.message, error.hint)
  }
}
