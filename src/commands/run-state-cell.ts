import type { Run } from '../core/runs/plan.ts'
import type { Cell, Tone } from './command.ts'

const TONES: Readonly<Record<Run['state'], Tone>> = {
  done: 'good',
  aborted: 'dim',
  running: 'strong',
  failed: 'bad',
  interrupted: 'warn',
  unknown: 'warn',
}

/** The state of a run as all views show it. */
export function runStateCell(run: Run): Cell {
  return { text: run.state, tone: TONES[run.state] }
}
