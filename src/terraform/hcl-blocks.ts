/** A block on the top level of an HCL file. */
export interface HclBlock {
  readonly type: string
  readonly label: string
  /** What stands between its braces, without comments. */
  readonly body: string
}

/** The top-level blocks of an HCL file; strings, comments and heredocs may hold any braces. */
export function blocksOf(text: string): HclBlock[] {
  const blocks: HclBlock[] = []
  let depth = 0
  let head = ''
  let body = ''
  const keep = (part: string) => {
    if (depth === 0) head += part
    else body += part
  }
  let at = 0
  while (at < text.length) {
    const taken = literalAt(text, at)
    if (taken !== undefined) {
      if (!taken.comment) keep(text.slice(at, taken.end))
      at = taken.end
      continue
    }
    const character = text[at] as string
    if (character === '{') {
      if (depth > 0) body += character
      depth++
    } else if (character === '}') {
      depth--
      if (depth === 0) {
        // Labels may stand without quotes, too.
        const words = /(\w+)((?:[ \t]+(?:"[^"]*"|[\w-]+))*)\s*$/.exec(head)
        const [label = ''] = words?.[2]?.match(/"[^"]*"|[\w-]+/g) ?? []
        if (words !== null) blocks.push({ type: words[1] ?? '', label: label.replaceAll('"', ''), body })
        head = ''
        body = ''
      } else body += character
    } else keep(character)
    at++
  }
  return blocks
}

/** Where a comment, string or heredoc that starts here ends; undefined where none starts. */
function literalAt(text: string, at: number): { end: number; comment: boolean } | undefined {
  const two = text.slice(at, at + 2)
  if (text[at] === '#' || two === '//') return { end: endOf(text, '\n', at), comment: true }
  if (two === '/*') return { end: endOf(text, '*/', at + 2) + 2, comment: true }
  if (text[at] === '"') return { end: endOfString(text, at), comment: false }
  if (two !== '<<') return undefined
  const heredoc = /^<<-?(\w+)\r?\n/.exec(text.slice(at, at + 200))
  if (heredoc === null) return undefined
  const closing = new RegExp(`^[ \\t]*${heredoc[1]}[ \\t]*$`, 'm')
  const found = closing.exec(text.slice(at + heredoc[0].length))
  const length = found === null ? text.length : heredoc[0].length + found.index + found[0].length
  return { end: at + length, comment: false }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found
}

/** Templates inside a string may hold strings of their own. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  let depth = 0
  while (at < text.length) {
    const character = text[at]
    if (character === '\\') at += 2
    else if ((character === '$' || character === '%') && text[at + 1] === '{') {
      depth++
      at += 2
    } else if (depth > 0 && character === '}') {
      depth--
      at++
    } else if (depth > 0 && character === '"') at = endOfString(text, at)
    else if (depth === 0 && character === '"') return at + 1
    else at++
  }
  return text.length
}
