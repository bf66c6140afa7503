import type { OptionSpec } from '../commands/command.ts'
import { CLOUDS } from '../config/clouds.ts'
import { parseDuration } from '../config/duration.ts'
import type { Problem } from '../errors/mcloud-error.ts'
import { nearestWord } from './nearest-word.ts'

export type Parsed = { readonly value: unknown } | { readonly problem: Problem }

/** Turns what was typed for one option into its value, or says what was expected there. */
export async function parseValue(at: string, spec: OptionSpec, text: string): Promise<Parsed> {
  switch (spec.type) {
    case 'flag':
      return { value: true }
    case 'text':
    case 'file':
      return { value: text }
    case 'integer':
      return parseInteger(at, spec, text)
    case 'duration': {
      const value = parseDuration(text)
      return value === undefined
        ? wrong(at, `"${text}" is not a duration`, 'a number and a unit: 500ms, 10s, 5m, 2h')
        : { value }
    }
    case 'choice':
      return parseWord(at, spec.choices, text)
    case 'cloud':
      return parseWord(at, CLOUDS, text)
  }
}

/** One of a fixed set of words. */
export async function parseWord(at: string, valid: readonly string[], text: string): Promise<Parsed> {
  if (valid.includes(text)) return { value: text }
  const nearest = await nearestWord(text, valid)
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`
  return wrong(at, `"${text}" is not known here`, `one of ${valid.join(', ')}${meant}`)
}

function parseInteger(at: string, spec: OptionSpec & { type: 'integer' }, text: string): Parsed {
  const value = Number(text)
  const { min, max } = spec
  const inside = value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY)
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value) && inside) return { value }
  const bounds = [min === undefined ? '' : ` from ${min}`, max === undefined ? '' : ` up to ${max}`].join('')
  return wrong(at, `"${text}" does not fit`, `a whole number${bounds}`)
}

function wrong(at: string, message: string, expected: string): Parsed {
  return { problem: { at, message, expected } }
}
