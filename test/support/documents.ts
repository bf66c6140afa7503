import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** A page and its fenced blocks, in their order. */
export interface Document {
  /** Relative to the repository, e.g. `docs/lab.md`. */
  readonly file: string
  readonly blocks: readonly Block[]
}

export interface Block {
  /** The word behind the fence; `sh` means that the block is meant to be typed as it stands. */
  readonly language: string
  readonly text: string
  readonly line: number
}

/** README.md, CONTRIBUTING.md and the guides; the generated reference is tested where it is generated. */
export function readDocuments(): readonly Document[] {
  const guides = readdirSync(path.join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`)
  return ['README.md', ...guides].map((file) => ({
    file,
    blocks: blocksOf(readFileSync(path.join(ROOT, file), 'utf8')),
  }))
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { language: string; lines: string[]; line: number } | undefined
  markdown.split('\n').forEach((text, index) => {
    const fence = /^```(\w*)/.exec(text)
    if (fence === null) open?.lines.push(text)
    else if (open === undefined) open = { language: fence[1] ?? '', lines: [], line: index + 1 }
    else {
      blocks.push({ language: open.language, text: open.lines.join('\n'), line: open.line })
      open = undefined
    }
  })
  return blocks
}
