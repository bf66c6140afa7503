import type { Ora } from 'ora'
import type { Tone } from '../../commands/command.ts'
import type { Clock, ProgressEvent } from '../../core/ports.ts'
import type { Paint } from './colour.ts'
import { elapsed } from './elapsed.ts'
import type { Output } from './output.ts'
import type { ProgressView } from './progress.ts'
import { endedText } from './progress.ts'
import type { Redact } from './redaction.ts'

const TICK_MS = 100

type StepEnded = Extract<ProgressEvent, { kind: 'step-ended' }>

/** How the end of a step looks on a terminal. */
const STEP_SIGNS: Readonly<Record<StepEnded['result'], readonly [sign: string, tone: Tone]>> = {
  done: ['✔', 'good'],
  unchanged: ['✔', 'dim'],
  skipped: ['-', 'dim'],
  undone: ['↩', 'warn'],
  failed: ['✖', 'bad'],
  unknown: ['?', 'warn'],
}

/** What it takes to draw progress on a terminal, loaded before the work starts so as not to disturb it. */
export interface LiveProgressInput {
  readonly stderr: Output
  readonly clock: Clock
  readonly paint: Paint
  readonly redact: Redact
}

/** A spinner with the running step and its time; each ended step stays as a line. */
export async function makeLiveProgress(input: LiveProgressInput): Promise<ProgressView> {
  const { default: ora } = await import('ora')
  const { stderr, clock, paint, redact } = input
  // Ora's own handling of stdin would swallow Ctrl-C while the event loop is busy.
  const spinner: Ora = ora({
    stream: stderr.stream as NodeJS.WriteStream,
    discardStdin: false,
    isEnabled: true,
    color: paint('x', 'strong') === 'x' ? false : 'cyan',
  })
  const running = new Map<string, { label: string; note: string; since: number }>()
  let ticking: NodeJS.Timeout | undefined

  const draw = () => {
    const steps = [...running.values()]
    const texts = steps.map(({ label, note, since }) =>
      [label, note, elapsed(clock.now() - since)].filter((part) => part !== '').join('  '),
    )
    spinner.text = redact(texts.join('\n  '))
  }
  const rest = () => {
    clearInterval(ticking)
    ticking = undefined
    spinner.stop()
  }
  const spin = () => {
    draw()
    if (!spinner.isSpinning) spinner.start()
    ticking ??= setInterval(draw, TICK_MS).unref()
  }
  const keep = (sign: string, text: string) => {
    spinner.stop()
    void stderr.write(`${sign} ${text}\n`)
    if (running.size > 0) spin()
    else rest()
  }
  const emit = (event: ProgressEvent): void => {
    switch (event.kind) {
      case 'note':
        keep(paint('·', 'dim'), event.text)
        break
      case 'warning':
        keep(paint('!', 'warn'), event.text)
        break
      case 'step-started':
        running.set(event.id, {
          label: `${event.index + 1}/${event.total} ${event.text}`,
          note: '',
          since: clock.now(),
        })
        spin()
        break
      case 'step-progress': {
        const step = running.get(event.id)
        if (step !== undefined) step.note = event.text
        break
      }
      case 'step-ended': {
        running.delete(event.id)
        const [sign, tone] = STEP_SIGNS[event.result]
        keep(paint(sign, tone), endedText(event))
        break
      }
    }
  }
  return {
    emit,
    finish: async () => {
      rest()
      await stderr.flush()
    },
  }
}
