import { EXIT } from '../errors/codes.ts'
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

/** What a command that changes something leaves running when it is interrupted. */
const STILL_RUNNING =
  'What a cloud has already accepted goes on there: `mcloud status` shows it, `mcloud runs list` names the command that resumes or aborts.'

/** Listens until it is released. */
export function listenForInterrupts(process: ProcessLike, stderr: Output, changes: boolean): Interrupts {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) {
      process.exit(EXIT.interrupted)
      return
    }
    const remote = changes ? `${STILL_RUNNING}\n` : ''
    void stderr.write(`\nStopping; Ctrl-C again leaves at once.\n${remote}`)
    controller.abort(
      new McloudError({ code: 'INTERRUPTED', message: 'Interrupted.', hint: interruptedHint(changes) }),
    )
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    outputClosed: () => controller.abort(new Error('nobody reads the output')),
    release: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}

function interruptedHint(changes: boolean): string {
  return changes ? STILL_RUNNING : 'Nothing was being changed; run the command again.'
}
