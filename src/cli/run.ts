import { CATALOGUE } from '../commands/catalogue.ts'
import type { Entry } from '../commands/command.ts'
import { showHelp } from './help.ts'
import { helpAsked } from './help-asked.ts'
import type { ProcessLike } from './process-like.ts'

/** Runs one command line to its exit code; everything printed has left the process when it resolves. */
export async function runCommandLine(
  process: ProcessLike,
  version: string,
  catalogue: readonly Entry[] = CATALOGUE,
): Promise<number> {
  const words = process.argv.slice(2)
  const asked = helpAsked(words, catalogue)
  if (asked !== undefined) return showHelp(asked, process, catalogue)
  // Only now, because help needs none of it.
  const { runWords } = await import('./run-words.ts')
  return runWords(words, process, version, catalogue)
}
