import type { Cell, Page, Tone } from '../../commands/command.ts'
import type { OutputStream } from '../process-like.ts'
import type { Paint } from './colour.ts'
import { colourLevel, isRich, makePaint } from './colour.ts'
import { tableLines } from './table.ts'

/** What a page is drawn with: width of the stream, colours, and how wide a text stands on a terminal. */
export interface Brush {
  readonly columns: number
  readonly rich: boolean
  readonly paint: Paint
  readonly widthOf: (text: string) => number
}

/** A page that gathers its lines, to be written at once. */
export interface TextPage extends Page {
  text(): string
}

const PLAIN_COLUMNS = 120
const TERMINAL_COLUMNS = 80

/** Prepares drawing on one stream; what measures and paints is loaded here, not at the start of the process. */
export async function makeBrush(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
  colourWanted: boolean,
): Promise<Brush> {
  const { default: widthOf } = await import('string-width')
  const paint = await makePaint(colourLevel(stream, environment, colourWanted))
  return {
    // Read anew with every page, because a terminal can be resized.
    get columns() {
      return isRich(stream, environment) ? (stream.columns ?? TERMINAL_COLUMNS) : PLAIN_COLUMNS
    },
    rich: isRich(stream, environment),
    paint,
    widthOf,
  }
}

/** An empty page. */
export function makePage(brush: Brush): TextPage {
  const lines: string[] = []
  const paintCell = (cell: Cell, shown: string): string => {
    const tone: Tone | undefined = typeof cell === 'string' ? undefined : cell.tone
    return tone === undefined ? shown : brush.paint(shown, tone)
  }
  return {
    columns: brush.columns,
    rich: brush.rich,
    line: (text = '') => void lines.push(text),
    heading: (text) => void lines.push(brush.paint(text, 'strong')),
    table: (columns, rows) => {
      const head = columns.map((text): Cell => ({ text, tone: 'dim' }))
      lines.push(...tableLines([head, ...rows], brush, paintCell))
    },
    facts: (facts) => {
      if (!brush.rich) {
        for (const [name, cell] of facts) lines.push(`${name}: ${paintCell(cell, textOf(cell))}`)
        return
      }
      const rows = facts.map(([name, cell]): Cell[] => [{ text: name, tone: 'dim' }, cell])
      lines.push(...tableLines(rows, brush, paintCell))
    },
    text: () => (lines.length === 0 ? '' : `${lines.join('\n')}\n`),
  }
}

/** The text of a cell without its tone. */
function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
