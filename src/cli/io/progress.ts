import type { Clock, Progress, ProgressEvent } from '../../core/ports.ts'
import { elapsed } from './elapsed.ts'
import type { Output } from './output.ts'

/** Progress on stderr, to be finished before anything else is printed there. */
export interface ProgressView extends Progress {
  finish(): Promise<void>
}

type StepEnded = Extract<ProgressEvent, { kind: 'step-ended' }>

/** For --quiet. */
export const silentProgress: ProgressView = { emit: () => {}, finish: async () => {} }

/** Makes the real view when there is something to show. */
export function makeLazyProgress(make: () => Promise<ProgressView>): ProgressView {
  let view: Promise<ProgressView> | undefined
  return {
    emit: (event) => {
      view = (view ?? make()).then((made) => {
        made.emit(event)
        return made
      })
    },
    finish: async () => (await view)?.finish(),
  }
}

/** One line an event, each with its time, for logs and pipes. */
export function makePlainProgress(stderr: Output, clock: Clock): ProgressView {
  const print = (text: string) => void stderr.write(`${new Date(clock.now()).toISOString()} ${text}\n`)
  return {
    emit: (event) => {
      switch (event.kind) {
        case 'note':
          print(event.text)
          break
        case 'warning':
          print(`warning: ${event.text}`)
          break
        case 'step-started':
          print(`[${event.index + 1}/${event.total}] ${event.text}`)
          break
        case 'step-progress':
          break
        case 'step-ended':
          print(`${event.result}: ${endedText(event)}`)
          break
      }
    },
    finish: () => stderr.flush(),
  }
}

/** `text (elapsed): message`. */
export function endedText(event: StepEnded): string {
  const message = event.message === undefined ? '' : `: ${event.message}`
  return `${event.text} (${elapsed(event.elapsedMs)})${message}`
}
