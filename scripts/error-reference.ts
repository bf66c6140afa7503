import { EXIT_MEANINGS } from '../src/cli/exit-meanings.ts'
import { ERROR_CODES } from '../src/errors/codes.ts'
import { table } from './command-reference.ts'

/** docs/reference/errors.md: every exit code and every error code, with its meaning and the next step. */
export function errorReference(): string {
  const exits = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning])
  const codes = Object.entries(ERROR_CODES).map(([code, { exit, meaning, next }]) => [
    `\`${code}\``,
    String(exit),
    meaning,
    next,
  ])
  return `${[
    '# Exit codes and errors',
    'Written from the code by `npm run docs`.',
    '## Exit codes',
    table(['code', 'meaning'], exits),
    '## Errors',
    'With `--json` an error stands on stdout as `{"schemaVersion":1,"ok":false,"error":{"code":...,"exitCode":...}}`; without it, on stderr with its next step.',
    table(['error', 'exit code', 'what has happened', 'what to do'], codes),
  ].join('\n\n')}\n`
}
