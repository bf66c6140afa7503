import type { CostDocument, DocumentCell, DocumentSection } from '../core/cost/document/document.ts'
import type { Result, ResultKind } from '../core/result.ts'
import type { Cell, Context, Page, Tone } from './command.ts'
import type { Forms } from './cost-options.ts'

/** Shows the figures in the forms asked for; the data is given back where text or JSON is left to be printed. */
export async function inForms<T>(
  result: Result<T>,
  document: (data: T) => Promise<CostDocument>,
  forms: Forms,
  context: Context,
): Promise<Result<T | undefined>> {
  const { csv, markdown, html } = forms
  if ((csv || markdown) && context.global.json) {
    const { McloudError } = await import('../errors/mcloud-error.ts')
    throw new McloudError({ code: 'USAGE', message: '--json excludes --csv and --markdown' })
  }
  if (!csv && !markdown && html === undefined) return result
  const shown = await document(result.data)
  if (html !== undefined) {
    const [{ resolve }, { toHtml }, { writeNewFile }] = await Promise.all([
      import('node:path'),
      import('../core/cost/document/html.ts'),
      import('../config/write-file.ts'),
    ])
    const path = resolve(context.workingFolder, html)
    await writeNewFile(path, toHtml(shown), { force: true })
    context.progress.emit({ kind: 'note', text: `wrote ${path}` })
  }
  if (csv) {
    const { toCsv } = await import('../core/cost/document/csv.ts')
    await context.terminal.writeData(toCsv(shown).trimEnd())
  }
  if (markdown) {
    const { toMarkdown } = await import('../core/cost/document/markdown.ts')
    await context.terminal.writeData(toMarkdown(shown).trimEnd())
  }
  return csv || markdown ? { kind: result.kind as ResultKind, data: undefined } : result
}

const TONES: Readonly<Record<CostDocument['tone'], Tone | undefined>> = {
  good: 'good',
  bad: 'bad',
  warn: 'warn',
  plain: undefined,
}

/** Draws a document as text; on a terminal with sparklines. */
export async function drawDocument(document: CostDocument, page: Page): Promise<void> {
  const { sparkline } = await import('../core/cost/document/sparkline.ts')
  page.heading(document.title)
  const tone = TONES[document.tone]
  page.facts([['result', tone === undefined ? document.headline : { text: document.headline, tone }]])
  for (const section of document.sections.filter(({ rows }) => rows.length > 0)) {
    page.line()
    page.heading(section.title)
    const { chart } = section
    if (page.rich && chart?.kind === 'line' && chart.points.length > 1) {
      const line = sparkline(
        chart.points.map(({ value }) => value),
        Math.min(60, page.columns - 30),
      )
      page.line(`${line}  ${chart.points[0]?.label} to ${chart.points.at(-1)?.label}`)
    }
    drawTable(section, page)
  }
  if (document.notes.length > 0) page.line()
  for (const note of document.notes) page.line(note)
}

function drawTable(section: DocumentSection, page: Page): void {
  const widths = section.columns.map(({ title }, column) =>
    Math.max(title.length, ...section.rows.map((row) => row[column]?.text.length ?? 0)),
  )
  const align = (text: string, column: number) =>
    page.rich && section.columns[column]?.figure === true ? text.padStart(widths[column] ?? 0) : text
  page.table(
    section.columns.map(({ title }, column) => align(title, column)),
    section.rows.map((row) => section.columns.map((_, column) => cellOf(row[column], column, align))),
  )
}

function cellOf(
  cell: DocumentCell | undefined,
  column: number,
  align: (text: string, column: number) => string,
): Cell {
  const text = align(cell?.text ?? '', column)
  const tone = cell?.tone === undefined ? undefined : TONES[cell.tone]
  return tone === undefined ? text : { text, tone }
}
