import type { Page, Terminal } from '../../commands/command.ts'
import type { Output } from './output.ts'
import type { Brush } from './page.ts'
import { makePage } from './page.ts'
import type { Redact } from './redaction.ts'

/** The terminal of a command that goes on printing, and the end that the CLI waits for. */
export interface LiveTerminal extends Terminal {
  settle(): Promise<void>
}

export interface TerminalInput {
  readonly stdout: Output
  readonly redact: Redact
  readonly makeBrush: () => Promise<Brush>
  /** The command's data is not redacted. */
  readonly reveals: boolean
}

interface Screen {
  show(text: string): void
  leave(): void
}

/** Draws the latest picture only, so that a slow terminal never delays the work. */
export function makeTerminal({ stdout, redact, makeBrush, reveals }: TerminalInput): LiveTerminal {
  const { stream } = stdout
  let brush: Brush | undefined
  let screen: Screen | undefined
  let waiting: ((page: Page) => void) | undefined
  let ending = false
  let drawing: Promise<void> | undefined

  const draw = async () => {
    brush ??= await makeBrush()
    while (waiting !== undefined) {
      screen ??= await openScreen(stdout, brush.rich)
      const page = makePage(brush)
      waiting(page)
      waiting = undefined
      screen.show(redact((await page.text()).trimEnd()))
    }
    if (ending) {
      screen?.leave()
      screen = undefined
    }
    drawing = undefined
  }
  return {
    stdoutIsTty: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80
    },
    get rows() {
      return stream.rows ?? 24
    },
    writeData: (line) => (reveals ? stdout.reveal(`${line}\n`) : stdout.write(`${line}\n`)),
    refresh: (picture) => {
      waiting = picture
      ending = false
      drawing ??= draw()
    },
    endRefresh: () => {
      ending = true
      if (screen !== undefined) drawing ??= draw()
    },
    onResize: (listener) => {
      stream.on('resize', listener)
      return () => void stream.off('resize', listener)
    },
    settle: async () => {
      ending = true
      if (drawing !== undefined || screen !== undefined) await (drawing ?? draw())
      await stdout.flush()
    },
  }
}

/** Where nothing can be redrawn, each picture follows the last. */
async function openScreen(stdout: Output, rich: boolean): Promise<Screen> {
  if (!rich) return { show: (text) => void stdout.write(`${text}\n`), leave: () => {} }
  const { createLogUpdate } = await import('log-update')
  const update = createLogUpdate(stdout.stream as NodeJS.WriteStream)
  return { show: (text) => update(text), leave: () => update.done() }
}
