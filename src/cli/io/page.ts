import type { Cell, Page, Tone } from '../../commands/command.ts'
import type { OutputStream } from '../process-like.ts'
import type { Paint } from './colour.ts'
import { colourLevel, isRich, makePaint } from './colour.ts'
import { tableLines } from './table.ts'

/** What a page is drawn with: width of the stream and colours. */
export interface Brush {
  readonly columns: number
  readonly rich: boolean
  readonly paint: Paint
}

/** A page that gathers its lines, to be written at once. */
export interface TextPage extends Page {
  text(): Promise<string>
}

/** Text of which every character stands on a terminal as one column. */
const ONE_COLUMN_EACH = /^[ -~]*$/

const PLAIN_COLUMNS = 120
const TERMINAL_COLUMNS = 80

/** Prepares drawing on one stream; what paints is loaded here, not at the start of the process. */
export async function makeBrush(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
  colourWanted: boolean,
): Promise<Brush> {
  const paint = await makePaint(colourLevel(stream, environment, colourWanted))
  return {
    // Read anew with every page, because a terminal can be resized.
    get columns() {
      return isRich(stream, environment) ? (stream.columns ?? TERMINAL_COLUMNS) : PLAIN_COLUMNS
    },
    rich: isRich(stream, environment),
    paint,
  }
}

/** An empty page. */
export function makePage(brush: Brush): TextPage {
  const parts: (string | readonly (readonly Cell[])[])[] = []
  const paintCell = (cell: Cell, shown: string): string => {
    const tone: Tone | undefined = typeof cell === 'string' ? undefined : cell.tone
    return tone === undefined ? shown : brush.paint(shown, tone)
  }
  return {
    columns: brush.columns,
    rich: brush.rich,
    line: (text = '') => void parts.push(text),
    heading: (text) => void parts.push(brush.paint(text, 'strong')),
    table: (columns, rows) => {
      const head = columns.map((text): Cell => ({ text, tone: 'dim' }))
      parts.push([head, ...rows])
    },
    facts: (facts) => {
      if (!brush.rich) {
        for (const [name, cell] of facts) parts.push(`${name}: ${paintCell(cell, textOf(cell))}`)
        return
      }
      parts.push(facts.map(([name, cell]): Cell[] => [{ text: name, tone: 'dim' }, cell]))
    },
    text: async () => {
      const tables = parts.filter((part) => typeof part !== 'string')
      const widthOf = await measureFor(tables.flat(2).map(textOf))
      const lines = parts.flatMap((part) =>
        typeof part === 'string' ? [part] : tableLines(part, { ...brush, widthOf }, paintCell),
      )
      return lines.length === 0 ? '' : `${lines.join('\n')}\n`
    },
  }
}

/** How wide these texts stand on a terminal; only other characters than ASCII need the tables of Unicode for it. */
async function measureFor(texts: readonly string[]): Promise<(text: string) => number> {
  if (texts.every((text) => ONE_COLUMN_EACH.test(text))) return (text) => text.length
  return (await import('string-width')).default
}

/** The text of a cell without its tone. */
function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
