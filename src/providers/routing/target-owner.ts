import type { Cloud } from '../../config/clouds.ts'
import { CLOUDS } from '../../config/clouds.ts'
import { canonicalDnsName } from '../../config/dns-value.ts'
import type { Platform } from '../../config/platform.ts'

/** Tells which cloud a value of a record leads to; undefined: the platform file does not say. */
export type TargetOwner = (name: string, value: string) => Cloud | undefined

/**
 * DNS providers keep addresses, not clouds: the owner of an address is looked up in the platform file, in the
 * record of that name first, then in all others as long as they agree.
 */
export function targetOwner(platform: Pick<Platform, 'traffic'>): TargetOwner {
  const records = Object.values(platform.traffic?.records ?? {})
  return (name, value) => {
    const wanted = canonicalDnsName(value)
    const owners = (of: typeof records) =>
      new Set(
        of.flatMap((r) => r.targets.filter((t) => canonicalDnsName(t.value) === wanted)).map((t) => t.cloud),
      )
    const own = owners(records.filter((record) => canonicalDnsName(record.name) === canonicalDnsName(name)))
    const found = own.size > 0 ? own : owners(records)
    return found.size === 1 ? [...found][0] : undefined
  }
}

/** The cloud that a label such as `aws` or `aws-2` names. */
export function cloudOfLabel(label: string): Cloud | undefined {
  return CLOUDS.find((cloud) => label === cloud || label.startsWith(`${cloud}-`))
}
