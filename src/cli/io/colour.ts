import type { Tone } from '../../commands/command.ts'
import type { OutputStream } from '../process-like.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** 0 none, 1 sixteen colours, 2 two hundred and fifty-six, 3 all of them. */
export type ColourLevel = 0 | 1 | 2 | 3

/**
 * How much colour one stream gets: --no-color and NO_COLOR (https://no-color.org) forbid it, FORCE_COLOR asks for
 * it, and otherwise it is for terminals that know colours.
 */
export function colourLevel(stream: OutputStream, environment: Environment, wanted: boolean): ColourLevel {
  if (!wanted || isSet(environment.NO_COLOR)) return 0
  const forced = environment.FORCE_COLOR
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 0
    return forced === '2' ? 2 : forced === '3' ? 3 : 1
  }
  if (stream.isTTY !== true || environment.TERM === 'dumb') return 0
  const depth = stream.getColorDepth?.({ ...environment }) ?? 4
  return depth >= 24 ? 3 : depth >= 8 ? 2 : depth >= 4 ? 1 : 0
}

/** Whether a stream gets layout for people (symbols, redrawing) as opposed to plain lines. */
export function isRich(stream: OutputStream, environment: Environment): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb'
}

export type Paint = (text: string, tone: Tone) => string

/** A painter for one stream; chalk is loaded only where there is colour. */
export async function makePaint(level: ColourLevel): Promise<Paint> {
  if (level === 0) return (text) => text
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level })
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    dim: chalk.dim,
    strong: chalk.bold,
    changed: chalk.bold.cyan,
  }
  return (text, tone) => tones[tone](text)
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
