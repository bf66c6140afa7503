import type { Cloud } from '../../config/clouds.ts'
import { parseDuration } from '../../config/duration.ts'
import type { Accepted } from '../failover/forced/forced-promotion.ts'
import type { StepSettings } from './step-settings.ts'

export type PromoteStep = {
  readonly use: 'promote-database'
  readonly database: string
  readonly to: Cloud
  /** Present: without the primary, with what is accepted for it. */
  readonly forced?: Accepted
}

/** What the command line says of a forced promotion; it holds over the settings of the step. */
export interface ForcedFlags {
  readonly forced?: boolean
  /** Milliseconds. */
  readonly acceptLoss?: number | undefined
  readonly acceptUnfencedSource?: string | undefined
  readonly acceptUnknownLoss?: string | undefined
  readonly acceptStoreInCloud?: string | undefined
}

const REASONS = {
  acceptUnfencedSource: 'unfencedSource',
  acceptUnknownLoss: 'unknownLoss',
  acceptStoreInCloud: 'storeInCloud',
} as const satisfies Record<string, keyof Accepted>

/** Reads a promote-database: planned, or forced by the platform file or the command line. */
export function readPromote(read: StepSettings, flags: ForcedFlags | 'as planned'): PromoteStep {
  const step = { use: 'promote-database', database: read.database(), to: read.cloud('to') } as const
  if (flags === 'as planned') return step
  const { settings, wrong } = read
  if (settings.forced !== undefined && typeof settings.forced !== 'boolean')
    wrong('forced', 'true or false', 'forced is neither true nor false')
  const isForced = flags.forced === true || settings.forced === true
  const given = ['acceptLoss', ...Object.keys(REASONS)].filter(
    (key) => settings[key] !== undefined || flags[key as keyof ForcedFlags] !== undefined,
  )
  if (!isForced) {
    for (const key of given) wrong(key, 'forced: true beside it, or --forced', `${key} belongs to forced`)
    return step
  }
  const accepted: Accepted = { lossMs: lossOf(read, flags), ...reasonsOf(read, flags) }
  if (!given.includes('acceptLoss') && accepted.unknownLoss === undefined)
    wrong('acceptLoss', 'how much of what was written last may be lost, e.g. 30s', 'forced needs acceptLoss')
  return { ...step, forced: accepted }
}

function lossOf({ settings, wrong }: StepSettings, flags: ForcedFlags): number {
  if (flags.acceptLoss !== undefined) return flags.acceptLoss
  const value = settings.acceptLoss
  if (value === undefined) return 0
  const ms = typeof value === 'string' ? parseDuration(value) : undefined
  if (ms === undefined) wrong('acceptLoss', 'a duration such as 30s')
  return ms ?? 0
}

function reasonsOf({ settings, wrong }: StepSettings, flags: ForcedFlags): Omit<Accepted, 'lossMs'> {
  const reasons: Record<string, string> = {}
  for (const [key, name] of Object.entries(REASONS)) {
    const value = flags[key as keyof typeof REASONS] ?? settings[key]
    if (value === undefined) continue
    if (typeof value === 'string' && value.trim() !== '') reasons[name] = value
    else wrong(key, 'a reason, in words that the journal keeps', `${key} needs a reason`)
  }
  return reasons
}
