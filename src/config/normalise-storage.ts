import { parseBytes } from './bytes.ts'
import type { Cloud } from './clouds.ts'
import { parseDuration } from './duration.ts'
import type { Storage, StorageClassRules } from './platform.ts'
import { mapValues, present } from './present.ts'
import type { PlatformFile } from './schema.ts'

type Section = NonNullable<PlatformFile['storage']>[string]
type Rules = Pick<Section, 'every' | 'deletes' | 'maxDelete' | 'include' | 'exclude' | 'prefix' | 'engine'>

export function normaliseStorage(name: string, section: Section): Storage {
  const { direction = 'one-way', source, bandwidth, storageClass, conflicts, compare } = section
  return {
    name,
    buckets: mapValues(section.buckets, (bucket) => bucket),
    direction,
    conflicts: conflicts ?? 'none',
    compare: compare ?? 'proof',
    storageClass: mapValues(storageClass, (word) => word),
    metadata: section.metadata ?? true,
    tags: section.tags ?? true,
    ...present({
      source: source as Cloud | undefined,
      bandwidthBytes: bandwidth === undefined ? undefined : parseBytes(bandwidth),
      transferRole: section.transferRole,
      transferSecret: section.transferSecret,
      transferKey: section.transferKey,
    }),
    ...rulesOf(section),
    classes: mapValues(section.classes, (rules, className) => ({ name: className, ...rulesOf(rules) })),
  }
}

function rulesOf({ every, deletes, maxDelete, include, exclude, prefix, engine }: Rules): StorageClassRules {
  return present({
    prefix,
    everyMs: every === undefined ? undefined : parseDuration(every),
    deletes,
    maxDelete: maxDelete === undefined ? undefined : parseDeleteLimit(maxDelete),
    include,
    exclude,
    engine,
  })
}

/** `500` objects or `10%` of them; undefined where the text is neither. */
export function parseDeleteLimit(text: string): { count: number; share: number } | undefined {
  const match = /^(\d+(?:\.\d+)?)(%)?$/.exec(text)
  if (match === null) return undefined
  const amount = Number(match[1])
  return match[2] === '%' ? { count: 0, share: amount / 100 } : { count: amount, share: 0 }
}
