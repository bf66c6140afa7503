import type { Cell } from '../../commands/command.ts'

interface Room {
  readonly columns: number
  readonly rich: boolean
  readonly widthOf: (text: string) => number
}

const GAP = '  '
const NARROWEST = 16
/** A longer cell in a pipe runs over its column instead of widening every line. */
const WIDEST_PLAIN = 60

/**
 * Rows in aligned columns without borders. On a terminal the widest column is folded at words so that no line is
 * longer than the screen; in a pipe every row stays one line.
 */
export function tableLines(
  rows: readonly (readonly Cell[])[],
  room: Room,
  paint: (cell: Cell, shown: string) => string,
): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(
      0,
      ...rows
        .map((row) => room.widthOf(textAt(row, column)))
        .filter((width) => room.rich || width <= WIDEST_PLAIN),
    ),
  )
  if (room.rich) fitWidest(widths, room.columns)
  return rows.flatMap((row) => {
    const folded = widths.map((width, column) =>
      room.rich ? fold(textAt(row, column), width, room.widthOf) : [textAt(row, column)],
    )
    const height = Math.max(1, ...folded.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, column) => {
          const shown = folded[column]?.[line] ?? ''
          const filler = ' '.repeat(Math.max(0, width - room.widthOf(shown)))
          return paint(row[column] ?? '', shown) + filler
        })
        .join(GAP)
        .trimEnd(),
    )
  })
}

function textAt(row: readonly Cell[], column: number): string {
  const cell = row[column] ?? ''
  return (typeof cell === 'string' ? cell : cell.text).replaceAll('\n', ' ')
}

function fitWidest(widths: number[], columns: number): void {
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
  const widest = Math.max(...widths)
  if (total > columns) widths[widths.lastIndexOf(widest)] = Math.max(NARROWEST, widest - (total - columns))
}

/** Breaks a text at spaces; a word longer than the width stands alone on its line. */
function fold(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  if (widthOf(text) <= width) return [text]
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}
