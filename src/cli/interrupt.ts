import { EXIT } from '../errors/exit.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Output } from './io/output.ts'
import type { ProcessLike } from './process-like.ts'

/** Ctrl-C and SIGTERM: the first asks the work to stop, the second leaves at once. */
export interface Interrupts {
  readonly signal: AbortSignal
  /** Stops the work because nobody reads the output any more. */
  outputClosed(): void
  release(): void
}

const CHANGING =
  'What a cloud has already accepted goes on there: `mcloud status` shows it, `mcloud runs list` names the command that resumes or aborts.'
const LOOKING = 'Nothing was being changed.'
const LOOK_FIRST = 'Look with `mcloud status` before anything else.'

/** Listens until it is released. */
export function listenForInterrupts(process: ProcessLike, stderr: Output, changes: boolean): Interrupts {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) {
      process.exit(EXIT.interrupted)
      return
    }
    void stderr.write(`\nStopping; Ctrl-C again leaves at once. ${changes ? CHANGING : LOOKING}\n`)
    const hint = changes ? LOOK_FIRST : 'Run the command again.'
    controller.abort(new McloudError({ code: 'INTERRUPTED', message: 'Interrupted.', hint }))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    outputClosed: () =>
      controller.abort(
        changes
          ? new McloudError({
              code: 'INTERRUPTED',
              message: 'The reader of the output has gone.',
              hint: LOOK_FIRST,
            })
          : new Error('nobody reads the output'),
      ),
    release: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}
