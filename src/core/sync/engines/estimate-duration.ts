import type { StoreKind } from '../object-store.ts'
import type { Engine } from './mover.ts'

/** A place as estimates know it. */
export type EndKind = StoreKind | 'rclone'

/** What is to be copied, or was. */
export interface Load {
  readonly objects: number
  readonly bytes: number
}

/** What a run of this machine has shown an engine to do. */
export interface Measurement extends Load {
  readonly engine: Engine
  readonly from: EndKind
  readonly to: EndKind
  readonly elapsedMs: number
  /** When it ended, in milliseconds since the epoch. */
  readonly atMs: number
}

export interface EstimatedDuration {
  readonly ms: number
  readonly basis:
    | { readonly kind: 'measured'; readonly run: Measurement }
    | ({ readonly kind: 'assumed' } & Rate)
}

/** How fast an engine is taken to be where nothing was measured. */
export interface Rate {
  readonly bytesPerSecond: number
  readonly objectsPerSecond: number
  /** Before the first object moves. */
  readonly beginMs: number
}

const MIB = 2 ** 20

/** Through this machine; a line of 1 Gbit/s, half of it used. */
const HERE: Rate = { bytesPerSecond: 60 * MIB, objectsPerSecond: 400, beginMs: 1_000 }
const RCLONE: Rate = { bytesPerSecond: 60 * MIB, objectsPerSecond: 200, beginMs: 2_000 }
/** A service of a cloud that starts machines of its own. */
const SERVICE: Rate = { bytesPerSecond: 500 * MIB, objectsPerSecond: 1_000, beginMs: 90_000 }
/** One request an object from here, the bytes between the clouds. */
const COPY_FROM_URL: Rate = { bytesPerSecond: 500 * MIB, objectsPerSecond: 200, beginMs: 1_000 }

/** What moves little says little of what moves much. */
const TELLING: Load = { objects: 1_000, bytes: 64 * MIB }

/** Whether a run tells how fast the next one will be. */
export function isTelling({ objects, bytes }: Load): boolean {
  return objects >= TELLING.objects || bytes >= TELLING.bytes
}

export function assumedRate(engine: Engine, to: EndKind): Rate {
  if (engine === 'builtin') return HERE
  if (engine === 'rclone') return RCLONE
  return to === 'azure-blob' ? COPY_FROM_URL : SERVICE
}

/**
 * How long an engine takes: by the last telling run of the same engine between places of the same kinds, as much
 * longer or shorter as that one took against the assumption; else by the assumption alone. Pure.
 */
export function estimateDuration(
  question: {
    readonly engine: Engine
    readonly from: EndKind
    readonly to: EndKind
    readonly load: Load
    readonly bandwidthBytes?: number
  },
  measurements: readonly Measurement[],
): EstimatedDuration {
  const { engine, from, to, load, bandwidthBytes } = question
  const rate = assumedRate(engine, to)
  const assumedMs = durationBy(rate, load)
  const run = measurements
    .filter((one) => one.engine === engine && one.from === from && one.to === to && isTelling(one))
    .reduce<Measurement | undefined>(
      (last, one) => (last === undefined || one.atMs > last.atMs ? one : last),
      undefined,
    )
  const limitMs = bandwidthBytes === undefined ? 0 : (load.bytes / bandwidthBytes) * 1_000
  if (run === undefined) return { ms: Math.max(assumedMs, limitMs), basis: { kind: 'assumed', ...rate } }
  const factor = run.elapsedMs / durationBy(rate, run)
  return { ms: Math.max(assumedMs * factor, limitMs), basis: { kind: 'measured', run } }
}

/** Every object costs something, and every byte. */
function durationBy({ bytesPerSecond, objectsPerSecond, beginMs }: Rate, { objects, bytes }: Load): number {
  return beginMs + (objects / objectsPerSecond + bytes / bytesPerSecond) * 1_000
}
