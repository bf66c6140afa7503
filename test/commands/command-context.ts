import type { Context, Page } from '../../src/commands/command.ts'

interface Given {
  readonly workingFolder: string
  readonly environment?: Readonly<Record<string, string>>
  readonly global?: Partial<Context['global']>
}

/** What commands that only read and write files need of a context; everything else throws when touched. */
export function fileContext({ workingFolder, environment = {}, global = {} }: Given): Context {
  const context = {
    environment,
    workingFolder,
    global: { json: false, color: true, quiet: false, verbose: false, yes: false, dryRun: false, ...global },
  }
  return new Proxy(context as Context, {
    get(target, key) {
      if (key in target) return target[key as keyof Context]
      throw new Error(`The command touched ${String(key)}.`)
    },
  })
}

/** A page that keeps plain text. */
export function textPage(): Page & { text(): string } {
  const lines: string[] = []
  const plain = (cell: string | { text: string }) => (typeof cell === 'string' ? cell : cell.text)
  return {
    columns: 120,
    rich: false,
    line: (text = '') => void lines.push(text),
    heading: (text) => void lines.push(text),
    table: (columns, rows) => {
      for (const row of [columns, ...rows]) lines.push(row.map(plain).join('  ').trimEnd())
    },
    facts: (facts) => {
      for (const [name, cell] of facts) lines.push(`${name}: ${plain(cell)}`)
    },
    text: () => lines.join('\n'),
  }
}
