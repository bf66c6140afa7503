import { platformFileJsonSchema } from '../src/config/json-schema.ts'
import { LATER_SECTIONS } from '../src/config/schema.ts'

interface Node {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
  readonly propertyNames?: Node
  readonly required?: readonly string[]
  readonly items?: Node
  readonly oneOf?: readonly Node[]
}

interface Row {
  readonly key: string
  readonly type: string
  readonly required: boolean
  readonly means: string
}

/** docs/reference/platform-file.md: every key of the platform file, as its schema says. */
export function platformFileReference(): string {
  const root = platformFileJsonSchema() as Node
  const sections = Object.entries(root.properties ?? {})
  const parts = [
    '# Keys of the platform file',
    'Written from the schema by the repository. `NAME` stands for a name of your own, `CLOUD` for aws, gcp or azure; a key in bold must be there. The guide is [platform-file.md](../platform-file.md), the JSON Schema [platform-file.schema.json](platform-file.schema.json).',
    ...sections
      .filter(([key]) => !LATER_SECTIONS.includes(key))
      .map(([key, section]) => part(key, section, root.required?.includes(key) === true)),
    '## Kept, not yet acted on',
    'These sections have their place and are checked as far as the table says; other keys inside them are kept as they are.',
    table(LATER_SECTIONS.flatMap((key) => rowsOf(key, root.properties?.[key] as Node, false))),
  ]
  return `${parts.join('\n\n')}\n`
}

function part(key: string, section: Node, required: boolean): string {
  return [`## ${key}`, table(rowsOf(key, section, required))].join('\n\n')
}

function rowsOf(key: string, node: Node, required: boolean): Row[] {
  const own = { key, type: typeOf(node), required, means: node.description ?? '' }
  const says = required || own.means !== '' || node.enum !== undefined
  return [...(says ? [own] : []), ...below(key, node)]
}

function below(key: string, node: Node): Row[] {
  const properties = Object.entries(node.properties ?? {})
  if (isPerCloud(properties)) return ofClouds(key, properties)
  const named = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
  return [
    ...properties.flatMap(([name, child]) =>
      rowsOf(`${key}.${name}`, child, node.required?.includes(name) === true),
    ),
    ...(named !== undefined ? rowsOf(`${key}.NAME`, named, false) : []),
    ...(node.items === undefined ? [] : below(`${key}[]`, node.items)),
    ...(node.oneOf ?? []).flatMap((choice) => below(`${key} (${choice.properties?.kind?.const})`, choice)),
  ]
}

function isPerCloud(properties: readonly (readonly [string, Node])[]): boolean {
  return properties.map(([name]) => name).join() === 'aws,gcp,azure'
}

/** One row for all clouds where they have the same shape, else one a cloud. */
function ofClouds(key: string, clouds: readonly (readonly [string, Node])[]): Row[] {
  const shapes = new Set(clouds.map(([, node]) => JSON.stringify(node)))
  const [first] = clouds
  if (shapes.size === 1 && first !== undefined) return rowsOf(`${key}.CLOUD`, first[1], false)
  return clouds.flatMap(([name, node]) => rowsOf(`${key}.${name}`, node, false))
}

function typeOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(', ')
  if (node.const !== undefined) return `\`${node.const}\``
  if (node.oneOf !== undefined) return 'one by `kind`'
  switch (node.type) {
    case 'string':
      return 'text'
    case 'integer':
      return 'whole number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return node.items?.type === 'object' ? 'list of mappings' : `list of ${typeOf(node.items ?? {})}`
    case 'object':
      return 'mapping'
    default:
      return node.type ?? 'anything'
  }
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ key, type, required, means }) => {
    const shown = required ? `**\`${key}\`**` : `\`${key}\``
    return `| ${shown} | ${type} | ${means.replaceAll('|', '\\|')} |`
  })
  return ['| key | type | meaning |', '| --- | --- | --- |', ...lines].join('\n')
}
