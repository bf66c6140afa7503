import { chartSvg } from './chart-svg.ts'
import { chartInWords } from './chart-words.ts'
import type { CostDocument, DocumentCell, DocumentChart, DocumentSection } from './document.ts'
import { escapeHtml } from './escape-html.ts'
import { PAGE_STYLE } from './page-style.ts'

/** A page that needs nothing but itself: no script, no font, no address is loaded. */
export function toHtml(document: CostDocument): string {
  const title = escapeHtml(document.title)
  const sections = document.sections.filter(({ rows }) => rows.length > 0).map(sectionHtml)
  const notes = document.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="headline ${document.tone}">${escapeHtml(document.headline)}</p>
${sections.join('\n')}
${notes === '' ? '' : `<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul class="notes">${notes}</ul></section>`}
</main>
</body>
</html>
`
}

function sectionHtml({ title, columns, rows, chart }: DocumentSection, index: number): string {
  const id = `s${index + 1}`
  const head = columns.map(
    (column) =>
      `<th scope="col"${column.figure === true ? ' class="figure"' : ''}>${escapeHtml(column.title)}</th>`,
  )
  const body = rows.map((cells) => {
    const shown = cells.map((cell, column) => cellHtml(cell, column === 0, columns[column]?.figure === true))
    return `<tr>${shown.join('')}</tr>`
  })
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
${chart === undefined ? '' : chartHtml(chart, title)}<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>
</section>`
}

function cellHtml({ text, tone, value }: DocumentCell, first: boolean, figure: boolean): string {
  const plain = tone === undefined || tone === 'plain'
  const shown = plain ? escapeHtml(text) : `<span class="${tone}">${escapeHtml(text)}</span>`
  const more = `${figure ? ' class="figure"' : ''}${value === undefined ? '' : ` title="${escapeHtml(value)}"`}`
  return first ? `<th scope="row"${more}>${shown}</th>` : `<td${more}>${shown}</td>`
}

/** A chart, what it says in words, and, where the table beside it has other rows, its figures. */
function chartHtml(chart: DocumentChart, title: string): string {
  const words = chartInWords(chart)
  const drawn = chartSvg(chart, `${title}: ${words}`)
  if (drawn === '') return ''
  const figure = `<figure>${drawn}<figcaption>${escapeHtml(words)}</figcaption></figure>\n`
  if (chart.kind === 'bars') return figure
  const rows = chart.points.map(({ label, value, foretold }) => {
    const shown = value === null ? 'none' : `${value.toFixed(2)}${foretold === true ? ' foretold' : ''}`
    return `<tr><th scope="row">${escapeHtml(label)}</th><td class="figure">${shown}</td></tr>`
  })
  return `${figure}<details><summary>Figures of this chart</summary><table><thead><tr><th scope="col">when</th><th scope="col" class="figure">${escapeHtml(chart.unit)}</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></details>
`
}
