import type { Cloud } from '../../config/clouds.ts'
import { CLOUDS } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'

/** Tells which cloud an answer of a routed name belongs to. */
export type CloudOfTarget = (
  name: string,
  value: string,
  /** The vendor's label of the item; mcloud begins its own with the cloud's name. */
  label?: string,
) => Cloud | undefined

/** Looks the value up among the targets that the platform file gives the name, then reads the label. */
export function makeCloudOfTarget(platform: Pick<Platform, 'traffic'>): CloudOfTarget {
  return (name, value, label) => {
    const record = Object.values(platform.traffic?.records ?? {}).find((each) => each.name === name)
    const known = record?.targets.filter((target) => target.value === value) ?? []
    const labelled = CLOUDS.find((cloud) => label === cloud || label?.startsWith(`${cloud}-`))
    if (known.length > 1) return known.find((target) => target.cloud === labelled)?.cloud ?? known[0]?.cloud
    return known[0]?.cloud ?? labelled
  }
}
