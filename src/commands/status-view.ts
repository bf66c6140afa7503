import { type Change, cellName, type Picture, type Section } from '../core/status/picture.ts'
import type { Cell, Page } from './command.ts'

/** Draws a picture: the verdict with what to do first, then the details. Changed cells are marked with `*`. */
export function drawPicture(picture: Picture, changes: readonly Change[], page: Page): void {
  const changed = new Set(changes.map(({ what }) => what))
  page.facts([[picture.platform, changed.has('verdict') ? mark(picture.headline.text) : picture.headline]])
  for (const section of picture.sections) {
    page.line()
    page.heading(section.title)
    const columns = usedColumns(section)
    page.table(
      columns.map((column) => section.columns[column] ?? ''),
      section.rows.map((row) =>
        columns.map((column): Cell => {
          const cell = row.cells[column]
          if (cell === undefined) return ''
          if (changed.has(cellName(section, row, column))) return mark(cell.text)
          return cell.tone === undefined ? cell.text : { text: cell.text, tone: cell.tone }
        }),
      ),
    )
  }
  page.line()
  page.line(picture.footer)
}

function mark(text: string): Cell {
  return { text: `${text} *`, tone: 'changed' }
}

/** A column with nothing in it takes room from the others. */
function usedColumns(section: Section): number[] {
  return section.columns
    .map((_, column) => column)
    .filter((column) => section.rows.some((row) => (row.cells[column]?.text ?? '') !== ''))
}
