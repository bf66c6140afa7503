import packageJson from '../../package.json' with { type: 'json' }
import type { ProcessLike } from './process-like.ts'

/**
 * Runs mcloud on one process and returns its exit code once all output has left the process.
 * The only thing answered here, before anything else is loaded, is a lone `--version`.
 */
export async function main(process: ProcessLike): Promise<number> {
  const words = process.argv.slice(2)
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    await new Promise<void>((resolve) => process.stdout.write(`${packageJson.version}\n`, () => resolve()))
    return 0
  }
  const { runCommandLine } = await import('./run.ts')
  return runCommandLine(process, packageJson.version)
}
