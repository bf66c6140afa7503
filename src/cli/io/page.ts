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

/**
 * What a terminal would obey instead of show, and what turns the direction of a text: bills, plans and clouds have
 * names in them that anybody may have chosen.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
const BREAKS = /[\t\n]+/g

function harmless(text: string): string {
  return text.replace(CONTROLS, '\ufffd')
}

/** A cell is one line. */
function harmlessCell(cell: Cell): Cell {
  const text = harmless(textOf(cell).replace(BREAKS, ' '))
  return typeof cell === 'string' ? text : { ...cell, text }
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
    line: (text = '') => void parts.push(harmless(text)),
    heading: (text) => void parts.push(brush.paint(harmless(text), 'strong')),
    table: (columns, rows) => {
      const head = columns.map((text): Cell => ({ text, tone: 'dim' }))
      parts.push([head, ...rows.map((row) => row.map(harmlessCell))])
    },
    facts: (given) => {
      const facts = given.map(([name, cell]) => [name, harmlessCell(cell)] as const)
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
