import type { CostDocument } from './document.ts'

/** A document as GitHub-flavoured Markdown, for a pull request; long secondary tables fold. */
export function toMarkdown(document: CostDocument): string {
  const parts = [`### ${escaped(document.title)}`, `**${escaped(document.headline)}**`]
  for (const { title, columns, rows, secondary } of document.sections) {
    if (rows.length === 0) continue
    const table = [
      row(columns.map((column) => column.title)),
      `|${columns.map(({ figure }) => (figure === true ? ' ---: ' : ' --- ')).join('|')}|`,
      ...rows.map((cells) => row(cells.map(({ text }) => text))),
    ].join('\n')
    parts.push(
      secondary === true && rows.length > 10
        ? `<details><summary>${escaped(title)}</summary>\n\n${table}\n\n</details>`
        : `**${escaped(title)}**\n\n${table}`,
    )
  }
  if (document.notes.length > 0) parts.push(document.notes.map((note) => `- ${escaped(note)}`).join('\n'))
  return `${parts.join('\n\n')}\n`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, (mark) => `\\${mark}`).replace(/\s*\n\s*/g, ' ')
}
