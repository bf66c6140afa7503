import type { Cloud } from '../../config/clouds.ts'
import type { Platform, Storage, StorageClassRules } from '../../config/platform.ts'
import { DEFAULT_DELETE_LIMIT } from './delete-gate.ts'
import type { Engine, TransferAccess } from './engines/mover.ts'
import type { PairRules } from './pair-input.ts'
import { type Place, placeOf } from './place.ts'

/** One pair of places that is to be kept alike. */
export interface PairSpec {
  /** `assets`, `assets/uploads`, with ` to gcp` behind where there is more than one destination. */
  readonly name: string
  readonly a: Place
  readonly b: Place
  readonly rules: PairRules
  readonly bandwidthBytes?: number
  readonly everyMs?: number
  /** Absent: mcloud's own. */
  readonly engine?: Engine
  /** How a transfer service reaches the source. */
  readonly access?: TransferAccess
  /** Rules of the command leave out what belongs to the pair: no run of it makes the pair alike. */
  readonly narrowed?: true
  /** How old the last good run may be: the objective of its class, or its interval. */
  readonly rpoMs?: number
}

/** Every pair of a platform: one for each destination of each class of each section. */
export function pairsOf(platform: Platform): PairSpec[] {
  return Object.values(platform.storage ?? {}).flatMap((section) => pairsOfSection(section, platform))
}

function pairsOfSection(section: Storage, platform: Platform): PairSpec[] {
  const clouds = Object.keys(section.buckets) as Cloud[]
  const [first] = section.direction === 'one-way' ? [section.source ?? clouds[0]] : clouds
  const others = clouds.filter((cloud) => cloud !== first)
  const classes: readonly (StorageClassRules & { readonly name?: string })[] =
    Object.keys(section.classes).length > 0 ? Object.values(section.classes) : [{}]
  if (first === undefined) return []
  return others.flatMap((other) =>
    classes.map((rules) => {
      const { name, ...own } = rules
      const merged = { ...section, ...own }
      const prefix = asFolder(own.prefix ?? section.prefix ?? '')
      const rpoMs = platform.objectives.rpoMs[name ?? section.name] ?? merged.everyMs
      const base = name === undefined ? section.name : `${section.name}/${name}`
      return {
        name: others.length > 1 ? `${base} to ${other}` : base,
        a: placeOf(first, section.buckets[first] ?? '', prefix),
        b: placeOf(other, section.buckets[other] ?? '', prefix),
        rules: rulesOf(section, merged, other),
        ...(section.bandwidthBytes === undefined ? {} : { bandwidthBytes: section.bandwidthBytes }),
        ...(merged.everyMs === undefined ? {} : { everyMs: merged.everyMs }),
        ...(rpoMs === undefined ? {} : { rpoMs }),
        ...(merged.engine === undefined ? {} : { engine: merged.engine }),
        ...accessOf(section),
      }
    }),
  )
}

function accessOf(section: Storage): Pick<PairSpec, 'access'> {
  const { transferRole: role, transferSecret: secret, transferKey: key } = section
  const access = {
    ...(role === undefined ? {} : { role }),
    ...(secret === undefined ? {} : { secret }),
    ...(key === undefined ? {} : { key }),
  }
  return Object.keys(access).length === 0 ? {} : { access }
}

function rulesOf(section: Storage, merged: StorageClassRules, to: Cloud): PairRules {
  const storageClass = section.storageClass[to]
  return {
    direction: section.direction,
    // A two-way pair whose deletes were not repeated would never be alike again.
    deletes: merged.deletes ?? section.direction === 'two-way',
    deleteLimit: merged.maxDelete ?? DEFAULT_DELETE_LIMIT,
    conflicts: section.conflicts,
    compare: section.compare,
    filters: { include: merged.include ?? [], exclude: merged.exclude ?? [] },
    copy: {
      attributes: section.metadata,
      tags: section.tags,
      ...(storageClass === undefined || section.direction === 'two-way' ? {} : { storageClass }),
    },
  }
}

function asFolder(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
}
