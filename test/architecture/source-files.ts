import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** One import of a file, as it is written. */
export interface Import {
  /** Path from the root for the project's own files, else the name of the package. */
  readonly target: string
  readonly kind: 'type' | 'value' | 'lazy'
}

export interface SourceFile {
  /** Path from the root, with `/`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** `process`, `console` and the like, where they are used as globals. */
  readonly globals: ReadonlySet<string>
  /** True for a file that does nothing but pass on what others export. */
  readonly isBarrel: boolean
}

/** Every TypeScript file under a folder of the project, parsed. */
export function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readSource(join(folder, name)))
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const program = parseAst(text, { lang: 'ts' }) as unknown as Node
  const imports: Import[] = []
  const globals = new Set<string>()
  const declared = new Set<string>()
  visit(program, (node, parent) => {
    const found = importOf(node)
    if (found !== undefined) imports.push({ ...found, target: resolve(path, found.target) })
    if (node.type === 'Identifier' && GLOBALS.has(String(node.name))) {
      const name = String(node.name)
      const isMember = parent?.type === 'MemberExpression' && parent.object === node
      if (isMember) globals.add(name)
      else if (parent !== undefined && DECLARES.has(parent.type) && parent.value !== undefined)
        declared.add(name)
      if (parent !== undefined && BINDS.has(parent.type)) declared.add(name)
    }
  })
  const body = program.body as readonly Node[]
  return {
    path: path.replaceAll('\\', '/'),
    lines: text.split('\n').length - 1,
    imports,
    globals: new Set([...globals].filter((name) => !declared.has(name))),
    isBarrel: body.length > 0 && body.every((node) => node.type.startsWith('Export') && node.source != null),
  }
}

const GLOBALS = new Set(['process', 'console'])
/** Where a name stands that a file gives to something of its own: parameters and patterns. */
const DECLARES = new Set(['Property'])
const BINDS = new Set([
  'VariableDeclarator',
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'ImportSpecifier',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
])

function importOf(node: Node): Import | undefined {
  const source = (node.source as { value?: unknown } | null | undefined)?.value
  switch (node.type) {
    case 'ImportDeclaration': {
      const specifiers = node.specifiers as readonly { importKind?: string }[]
      const allTypes = specifiers.length > 0 && specifiers.every(({ importKind }) => importKind === 'type')
      const kind = node.importKind === 'type' || allTypes ? 'type' : 'value'
      return { target: String(source), kind }
    }
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (source === undefined) return undefined
      return { target: String(source), kind: node.exportKind === 'type' ? 'type' : 'value' }
    case 'ImportExpression':
      return source === undefined ? undefined : { target: String(source), kind: 'lazy' }
    case 'TSImportType': {
      const argument = (node.source ?? node.argument) as { value?: unknown; literal?: { value?: unknown } }
      return { target: String(argument.value ?? argument.literal?.value), kind: 'type' }
    }
    default:
      return undefined
  }
}

function visit(node: Node, see: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  see(node, parent)
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (typeof item === 'object' && item !== null && typeof item.type === 'string') visit(item, see, node)
    }
  }
}

function resolve(from: string, target: string): string {
  if (!target.startsWith('.')) return target
  return relative(ROOT, join(ROOT, dirname(from), target)).replaceAll('\\', '/')
}
