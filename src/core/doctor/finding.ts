import { isMcloudError } from '../../errors/mcloud-error.ts'

/** One line of the doctor's report. */
export interface Finding {
  readonly area:
    | 'machine'
    | 'platform file'
    | 'credentials'
    | 'endpoints'
    | 'name servers'
    | 'databases'
    | 'store'
  /** What was looked at, e.g. `terraform`, `aws`, `orders on gcp`. */
  readonly name: string
  /** `absent` is no fault: nothing that the platform uses needs it. */
  readonly state: 'ok' | 'absent' | 'fault'
  readonly detail: string
  /** Commands that need it, without `mcloud`. */
  readonly neededBy: readonly string[]
  /** What to do about it; absent where nothing is to be done. */
  readonly next?: string
}

type Subject = Pick<Finding, 'area' | 'name' | 'neededBy'>

/** A finding that all is well. */
export function fine(subject: Subject, detail: string): Finding {
  return { ...subject, state: 'ok', detail }
}

/** A finding made of what was thrown while looking. */
export function faultOf(subject: Subject, thrown: unknown): Finding {
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return { ...subject, state: 'fault', detail, ...(isMcloudError(thrown) && { next: thrown.hint }) }
}

/** Looks, and turns a fault into a finding, so that one never hides another. */
export async function look(subject: Subject, see: () => Promise<Finding>): Promise<Finding> {
  try {
    return await see()
  } catch (thrown) {
    return faultOf(subject, thrown)
  }
}
