import type { Cloud } from '../../config/clouds.ts'
import { parseDuration } from '../../config/duration.ts'
import type { Platform, Scenario } from '../../config/platform.ts'
import { pairsOf } from '../sync/pair-spec.ts'
import { isOrIsUnder } from '../sync/sync-request.ts'

/** Notes a mistake in a setting; an empty key means the step itself. */
export type Wrong = (key: string, expected: string, message?: string) => void

/** The settings of one step, read by kind; a wrong one is noted, and something of that kind returned. */
export interface StepSettings {
  readonly platform: Platform
  readonly settings: Readonly<Record<string, unknown>>
  readonly wrong: Wrong
  cloud(key: string): Cloud
  /** Milliseconds. */
  time(key: string, otherwiseMs: number): number
  percent(key: string, otherwise: number): number
  text<K extends string>(key: K): { readonly [key in K]?: string }
  list(key: string): readonly string[]
  database(): string
  /** Keys of records that follow no database. */
  records(): readonly string[]
  /** Key of the named weighted record, or of the only one. */
  weightedRecord(): string
  /** Full names of the named pairs of buckets, or of all. */
  pairs(): readonly string[]
}

export function settingsOf(
  platform: Platform,
  { with: settings }: Scenario['steps'][number],
  wrong: Wrong,
): StepSettings {
  const records = Object.entries(platform.traffic?.records ?? {})
  const oneOf = (names: readonly string[]) =>
    names.length === 0 ? 'one of the platform file, which has none' : `one of ${names.join(', ')}`
  return {
    platform,
    settings,
    wrong,
    cloud: (key) => {
      const value = settings[key]
      if (typeof value === 'string' && Object.hasOwn(platform.clouds, value)) return value as Cloud
      wrong(key, `one of ${Object.keys(platform.clouds).join(', ')}`)
      return 'aws'
    },
    time: (key, otherwiseMs) => {
      const value = settings[key]
      if (value === undefined) return otherwiseMs
      const ms = typeof value === 'string' ? parseDuration(value) : undefined
      if (ms === undefined) wrong(key, 'a duration such as 30s')
      return ms ?? otherwiseMs
    },
    percent: (key, otherwise) => {
      const value = settings[key] ?? otherwise
      if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 100)
        return value as number
      wrong(key, 'a whole number from 1 to 100')
      return otherwise
    },
    text: (key) => {
      const value = settings[key]
      return (typeof value === 'string' ? { [key]: value } : {}) as { [k in typeof key]?: string }
    },
    list: (key) => {
      const value = settings[key]
      if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
        return value
      wrong(key, 'a list of program and arguments, e.g. [./hook, --to, gcp]; there is no shell')
      return []
    },
    database: () => {
      const names = Object.keys(platform.databases)
      const name = settings.database ?? (names.length === 1 ? names[0] : undefined)
      if (typeof name !== 'string' || !names.includes(name)) wrong('database', oneOf(names))
      return String(name)
    },
    records: () => {
      const keys = records.filter(([, { follows }]) => follows === undefined).map(([key]) => key)
      const named = settings.records
      if (Array.isArray(named) && named.every((one) => keys.includes(one))) return named
      wrong('records', `a list of ${keys.join(', ') || 'records that follow no database, and there is none'}`)
      return []
    },
    weightedRecord: () => {
      const keys = records.filter(([, { policy }]) => policy === 'weighted').map(([key]) => key)
      const key = settings.record ?? (keys.length === 1 ? keys[0] : undefined)
      if (typeof key === 'string' && keys.includes(key)) return key
      wrong('record', keys.length === 0 ? 'a weighted record, and the platform file has none' : oneOf(keys))
      return ''
    },
    pairs: () => {
      const all = pairsOf(platform).map(({ name }) => name)
      const named = settings.pairs ?? all
      const isKnown = (one: unknown) => typeof one === 'string' && all.some((name) => isOrIsUnder(name, one))
      if (Array.isArray(named) && named.length > 0 && named.every(isKnown))
        return all.filter((name) => named.some((one) => isOrIsUnder(name, one)))
      wrong('pairs', `a list of ${all.join(', ') || 'pairs of buckets, and the platform file has none'}`)
      return []
    },
  }
}
