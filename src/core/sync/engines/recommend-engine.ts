import {
  type EndKind,
  type EstimatedDuration,
  estimateDuration,
  type Load,
  type Measurement,
} from './estimate-duration.ts'
import { ENGINES, type Engine } from './mover.ts'

/** What is known of an engine before it is asked for anything. */
export type EngineFitness =
  /** `name`: with its version or service, e.g. `DataSync`. */
  { readonly fit: true; readonly name: string } | { readonly fit: false; readonly reason: string }

export interface EngineQuestion {
  readonly from: EndKind
  readonly to: EndKind
  readonly load: Load
  readonly bandwidthBytes?: number
  readonly engines: Readonly<Record<Engine, EngineFitness>>
  readonly measurements: readonly Measurement[]
}

export type EngineChoice =
  | ({ readonly engine: Engine; readonly name: string; readonly possible: true } & EstimatedDuration)
  | { readonly engine: Engine; readonly possible: false; readonly reason: string }

export interface EngineAdvice {
  /** Absent where no engine can move the pair. */
  readonly recommended?: Engine
  readonly because: string
  /** All engines, in the order of their names on the command line. */
  readonly choices: readonly EngineChoice[]
}

/** Another engine is worth its preparation where it saves as much time as this, and half of it. */
const WORTH_MS = 15 * 60_000

/**
 * Which engine should move a pair: mcloud's own, which proves each object as it copies it, unless it cannot or another
 * one saves half of the time and a quarter of an hour. Pure.
 */
export function recommendEngine(question: EngineQuestion): EngineAdvice {
  const { engines, measurements, ...common } = question
  const choices = ENGINES.map((engine): EngineChoice => {
    const fitness = engines[engine]
    return fitness.fit
      ? {
          engine,
          name: fitness.name,
          possible: true,
          ...estimateDuration({ ...common, engine }, measurements),
        }
      : { engine, possible: false, reason: fitness.reason }
  })
  const possible = choices.filter((choice) => choice.possible)
  const own = possible.find(({ engine }) => engine === 'builtin')
  const fastest = possible.reduce<(typeof possible)[number] | undefined>(
    (best, one) => (best === undefined || one.ms < best.ms ? one : best),
    undefined,
  )
  if (fastest === undefined) return { because: 'no engine can move this pair as it is', choices }
  if (own === undefined)
    return { recommended: fastest.engine, because: 'the engine of mcloud cannot reach a side', choices }
  if (fastest.ms * 2 <= own.ms && own.ms - fastest.ms >= WORTH_MS)
    return {
      recommended: fastest.engine,
      because: 'it is estimated to take less than half of the time',
      choices,
    }
  return { recommended: 'builtin', because: 'it proves each object while it copies it', choices }
}
