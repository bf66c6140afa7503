import type { CostDocument, DocumentSection } from './document.ts'

/** The tables of a document as CSV (RFC 4180): exact figures, no symbols; the first column names the table where there are several. */
export function toCsv({ sections }: CostDocument): string {
  const main = sections.filter(({ secondary }) => secondary !== true)
  const same = main.every((section) => headOf(section) === headOf(main[0]))
  const blocks = main.map((section, index) => {
    const rows = section.rows.map((row) => line(row.map(({ text, value }) => value ?? text)))
    return [...(index === 0 || !same ? [headOf(section)] : []), ...rows].join('\n')
  })
  return `${blocks.join(same ? '\n' : '\n\n')}\n`
}

function headOf(section: DocumentSection | undefined): string {
  return line((section?.columns ?? []).map(({ title }) => title))
}

function line(cells: readonly string[]): string {
  return cells.map(quoted).join(',')
}

/**
 * A cell that a spreadsheet would take for a formula is made a text; negative figures stay figures. What people read as
 * `-`, no figure, is empty.
 */
function quoted(cell: string): string {
  if (cell === '-') return ''
  const safe = /^[=+@\t\r]/.test(cell) || /^-(?![\d.]+%?$)/.test(cell) ? `'${cell}` : cell
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
