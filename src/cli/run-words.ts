import type { Entry, GlobalOptions, NamedCommand } from '../commands/command.ts'
import { EXIT } from '../errors/exit.ts'
import type { CommandLine } from './command-line.ts'
import { readCommandLine } from './command-line.ts'
import { makeContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { readInput } from './input.ts'
import type { Interrupts } from './interrupt.ts'
import { listenForInterrupts } from './interrupt.ts'
import { colourLevel, isRich, makePaint } from './io/colour.ts'
import { dataEnvelope, errorEnvelope, toJson } from './io/envelope.ts'
import type { Output } from './io/output.ts'
import { makeOutput } from './io/output.ts'
import { makeBrush, makePage } from './io/page.ts'
import type { ProgressView } from './io/progress.ts'
import { makeLazyProgress, makePlainProgress, silentProgress } from './io/progress.ts'
import type { Redact } from './io/redaction.ts'
import { makeRedaction } from './io/redaction.ts'
import { makeTerminal } from './io/terminal.ts'
import type { ProcessLike } from './process-like.ts'
import { systemClock } from './system-clock.ts'
import { toMcloudError } from './to-mcloud-error.ts'

interface Session {
  readonly process: ProcessLike
  readonly stdout: Output
  readonly stderr: Output
  readonly redact: Redact
  readonly interrupts: Interrupts
}

/** Runs the command that a line names; everything printed has left the process when it resolves. */
export async function runWords(
  words: readonly string[],
  process: ProcessLike,
  version: string,
  catalogue: readonly Entry[],
): Promise<number> {
  const line = await readCommandLine(words, catalogue)
  const redact = makeRedaction(process.env)
  const stdout = makeOutput(process.stdout, redact, () => interrupts.outputClosed())
  const stderr = makeOutput(process.stderr, redact, () => {})
  const interrupts = listenForInterrupts(process, stderr, changesThings(line.command))
  const session: Session = { process, stdout, stderr, redact, interrupts }
  try {
    if (line.typed.version !== undefined) {
      await stdout.write(`${version}\n`)
      return EXIT.ok
    }
    if (line.command === undefined) {
      throw await (await import('./unknown-command.ts')).noSuchCommand(line, catalogue)
    }
    hearWarnings(session, line.typed.verbose !== undefined)
    return await runCommand(session, line.command, line)
  } catch (thrown) {
    return await showError(session, line, thrown)
  } finally {
    interrupts.release()
    await Promise.all([stdout.flush(), stderr.flush()])
  }
}

async function runCommand(session: Session, command: NamedCommand, line: CommandLine): Promise<number> {
  const { process, stdout, stderr, redact, interrupts } = session
  const { input, global: typed } = await readInput(command, line)
  const global = await withDefaults(typed, process.env)
  const brush = () => makeBrush(process.stdout, process.env, global.color)
  const progress = await openProgress(session, global, changesThings(command))
  const terminal = makeTerminal({ stdout, redact, makeBrush: brush, reveals: command.reveals === true })
  const context = makeContext({
    process,
    global,
    signal: interrupts.signal,
    stderr,
    progress,
    terminal,
  })
  try {
    const result = await command.run(input, context)
    await terminal.settle()
    await progress.finish()
    if (result.data !== undefined) {
      const print = command.reveals === true ? stdout.reveal : stdout.write
      if (global.json) {
        await print(
          toJson(
            dataEnvelope(result, changesThings(command) ? global : undefined),
            process.stdout.isTTY === true,
          ),
        )
      } else {
        const page = makePage(await brush())
        await command.human(result, page)
        await print(await page.text())
      }
    }
    return exitCodeOf(result, input.options.exitCode === true)
  } finally {
    await terminal.settle()
    await progress.finish()
  }
}

/** What the operator has set for every platform holds where no flag is given. @throws McloudError CONFIG_INVALID */
async function withDefaults(typed: GlobalOptions, environment: ProcessLike['env']): Promise<GlobalOptions> {
  const { generalDefaults, readUserSettings } = await import('../config/user-settings.ts')
  const { color = true, ...defaults } = generalDefaults(await readUserSettings(environment))
  return { ...defaults, ...typed, color: typed.color && color }
}

/** `--json` puts the error on stdout as data; people read it on stderr. */
async function showError(session: Session, line: CommandLine, thrown: unknown): Promise<number> {
  const { process, stdout, stderr, interrupts } = session
  // The reader of the output has gone (`| head`): what it wanted it has, unless something was being changed.
  if (stdout.closed && !changesThings(line.command)) return EXIT.ok
  const error = toMcloudError(thrown, interrupts.signal)
  if (line.typed.json !== undefined && !stdout.closed) {
    await stdout.write(toJson(errorEnvelope(error), process.stdout.isTTY === true))
  } else {
    const { errorText } = await import('./io/error-text.ts')
    const paint = await makePaint(colourLevel(process.stderr, process.env, line.typed.noColor === undefined))
    await stderr.write(errorText(error, paint))
  }
  if (line.typed.verbose !== undefined) {
    const { stackText } = await import('./io/error-text.ts')
    await stderr.write(stackText(error))
  }
  return error.exitCode
}

async function openProgress(
  { process, stderr, redact }: Session,
  global: GlobalOptions,
  changes: boolean,
): Promise<ProgressView> {
  if (global.quiet) return silentProgress
  if (global.json || !isRich(process.stderr, process.env)) return makePlainProgress(stderr, systemClock)
  const make = async () => {
    const { makeLiveProgress } = await import('./io/live-progress.ts')
    const paint = await makePaint(colourLevel(process.stderr, process.env, global.color))
    return makeLiveProgress({ stderr, clock: systemClock, paint, redact })
  }
  // Loaded before a change starts, so that drawing cannot stretch its write pause; otherwise when first needed.
  return changes ? make() : makeLazyProgress(make)
}

/** Warnings of libraries speak to the makers of mcloud, not to its operators. */
function hearWarnings({ process, stderr }: Session, verbose: boolean): void {
  process.removeAllListeners('warning')
  if (verbose) process.on('warning', ({ name, message }) => void stderr.write(`${name}: ${message}\n`))
}

function changesThings(command: NamedCommand | undefined): boolean {
  return command?.risk !== undefined && command.risk !== 'none'
}
