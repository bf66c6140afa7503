import { bytesText, spanText } from '../sync-text.ts'
import type { EstimatedDuration } from './estimate-duration.ts'
import type { EngineAdvice } from './recommend-engine.ts'

/** `builtin: it proves each object while it copies it`. */
export function recommendationText({ recommended, because }: EngineAdvice): string {
  return recommended === undefined ? because : `${recommended}: ${because}`
}

/** A row an engine: name, time, what that goes by. */
export function adviceRows({ choices }: EngineAdvice): readonly (readonly [string, string, string])[] {
  return choices.map((choice) =>
    choice.possible
      ? [`${choice.engine} (${choice.name})`, `about ${spanText(choice.ms)}`, basisText(choice.basis)]
      : [choice.engine, 'not possible', choice.reason],
  )
}

function basisText(basis: EstimatedDuration['basis']): string {
  if (basis.kind === 'assumed') {
    const { bytesPerSecond, objectsPerSecond, beginMs } = basis
    return `assumed: ${bytesText(bytesPerSecond)}/s, ${objectsPerSecond} objects/s, ${spanText(beginMs)} to begin`
  }
  const { objects, bytes, elapsedMs, atMs } = basis.run
  const day = new Date(atMs).toISOString().slice(0, 10)
  return `measured: ${bytesText(bytes)} in ${objects} objects took ${spanText(elapsedMs)} on ${day}`
}
