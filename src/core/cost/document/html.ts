import { chartSvg } from './chart-svg.ts'
import type { CostDocument, DocumentSection } from './document.ts'
import { escapeHtml } from './escape-html.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #59636e; --line: #d1d9e0; --paper: #fff; --mark: #0969da; --band: #0969da22; --good: #1a7f37; --bad: #cf222e; --warn: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --paper: #0d1117; --mark: #4493f8; --band: #4493f833; --good: #3fb950; --bad: #f85149; --warn: #d29922 } }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem } .headline { font-size: 1.15rem; font-weight: 600 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--dim); font-weight: 500 } .figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) } .notes { color: var(--dim) }
svg { width: 100%; height: auto; max-height: 16rem } svg text { fill: var(--dim); font-size: 11px } .axis { stroke: var(--line) } .series { stroke: var(--mark); fill: none; stroke-width: 2 } .dot, .bar { fill: var(--mark) } .band { fill: var(--band) }
`

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
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="headline ${document.tone}">${escapeHtml(document.headline)}</p>
${sections.join('\n')}
${notes === '' ? '' : `<ul class="notes">${notes}</ul>`}
</main>
</body>
</html>
`
}

function sectionHtml({ title, columns, rows, chart }: DocumentSection): string {
  const side = (column: number) => (columns[column]?.figure === true ? ' class="figure"' : '')
  const head = columns.map(
    (column, index) => `<th scope="col"${side(index)}>${escapeHtml(column.title)}</th>`,
  )
  const body = rows.map((cells) => {
    const tds = cells.map(({ text, tone, value }, index) => {
      const shown =
        tone === undefined || tone === 'plain'
          ? escapeHtml(text)
          : `<span class="${tone}">${escapeHtml(text)}</span>`
      return `<td${side(index)}${value === undefined ? '' : ` title="${escapeHtml(value)}"`}>${shown}</td>`
    })
    return `<tr>${tds.join('')}</tr>`
  })
  return `<section>
<h2>${escapeHtml(title)}</h2>
${chart === undefined ? '' : chartSvg(chart, title)}
<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>
</section>`
}
