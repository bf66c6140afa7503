import type { Listed } from '../commands/command.ts'

/**
 * The command or group whose help a line asks for (`''` for mcloud's own); `undefined` where it asks for none, or
 * for that of something that does not exist. Help is found without the parser, which would double its time.
 */
export function helpAsked(words: readonly string[], catalogue: readonly Listed[]): string | undefined {
  const end = words.indexOf('--')
  const seen = end < 0 ? words : words.slice(0, end)
  const asks = seen.length === 0 || seen[0] === 'help' || seen.includes('--help') || seen.includes('-h')
  if (!asks) return undefined
  let path = ''
  let previous = ''
  for (const word of seen.slice(seen[0] === 'help' ? 1 : 0)) {
    const longer = path === '' ? word : `${path} ${word}`
    if (catalogue.some(({ name }) => name === longer || name.startsWith(`${longer} `))) path = longer
    else if (!word.startsWith('-') && !previous.startsWith('-') && !isCommand(path, catalogue))
      return undefined
    previous = word
  }
  return path
}

function isCommand(path: string, catalogue: readonly Listed[]): boolean {
  return catalogue.some(({ name }) => name === path)
}
