import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One variable or output as its file states it. */
export interface HclBlock {
  readonly name: string
  readonly description: string
  readonly type?: string
  /** Source text of the default; absent where a value must be given. */
  readonly default?: string
  readonly sensitive: boolean
}

/**
 * Reads the `variable` or `output` blocks of a file that `terraform fmt` has laid out: a block starts and ends in
 * column one, its attributes are indented by two spaces. Not a parser of all HCL.
 */
export function readBlocks(kind: 'variable' | 'output', text: string): readonly HclBlock[] {
  const blocks = text.matchAll(new RegExp(`^${kind} "([^"]+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'))
  return [...blocks].map(([, name, body]) => {
    const attribute = (key: string) => attributeOf(body ?? '', key)
    const type = attribute('type')
    const fallback = attribute('default')
    return {
      name: name ?? '',
      description: JSON.parse(attribute('description') ?? '""') as string,
      ...(type === undefined ? {} : { type }),
      ...(fallback === undefined ? {} : { default: fallback }),
      sensitive: attribute('sensitive') === 'true',
    }
  })
}

function attributeOf(body: string, key: string): string | undefined {
  const lines = body.split('\n')
  const start = lines.findIndex((line) => new RegExp(`^ {2}${key} +=`).test(line))
  if (start < 0) return undefined
  const first = (lines[start] ?? '').replace(/^[^=]*= */, '')
  if (!/[[({]$/.test(first)) return first
  const end = lines.findIndex((line, index) => index > start && /^ {2}[\])}]/.test(line))
  return [first, ...lines.slice(start + 1, end + 1)].map((line) => line.trim()).join(' ')
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string) => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``

export interface Tables {
  readonly inputs: string
  readonly outputs: string
}

/** The two tables of a module's README. */
export function renderTables(folder: string): Tables {
  const read = (file: string) => {
    const full = path.join(folder, file)
    return existsSync(full) ? readFileSync(full, 'utf8') : ''
  }
  const inputs = readBlocks('variable', read('variables.tf')).map((variable) => {
    const fallback = variable.default === undefined ? 'required' : code(variable.default)
    return `| ${code(variable.name)} | ${code(variable.type ?? 'any')} | ${fallback} | ${cell(variable.description)} |`
  })
  const outputs = readBlocks('output', read('outputs.tf')).map(
    (output) =>
      `| ${code(output.name)} | ${cell(output.description)}${output.sensitive ? ' Sensitive.' : ''} |`,
  )
  return {
    inputs: ['| input | type | default | meaning |', '|---|---|---|---|', ...inputs].join('\n'),
    outputs: ['| output | meaning |', '|---|---|', ...outputs].join('\n'),
  }
}

/** A page with the text between `<!-- part -->` and `<!-- /part -->` replaced; everything else stays. */
export function fillPart(page: string, part: string, text: string): string {
  return page.replace(
    new RegExp(`<!-- ${part} -->[\\s\\S]*?<!-- /${part} -->`),
    () => `<!-- ${part} -->\n\n${text}\n\n<!-- /${part} -->`,
  )
}

/** A module's README with both tables filled in. */
export function fillReadme(readme: string, tables: Tables): string {
  return fillPart(fillPart(readme, 'inputs', tables.inputs), 'outputs', tables.outputs)
}

/** All modules below terraform/modules, sorted, as `<cloud>/<thing>`. */
export function listModules(terraform: string): readonly string[] {
  const folders = (at: string) =>
    readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  const modules = path.join(terraform, 'modules')
  return folders(modules)
    .flatMap((cloud) => folders(path.join(modules, cloud)).map((thing) => `${cloud}/${thing}`))
    .sort()
}

/** The catalogue: each module with the first paragraph of its README and the inputs that must be given. */
export function renderCatalogue(terraform: string): string {
  const rows = listModules(terraform).map((module) => {
    const read = (file: string) => readFileSync(path.join(terraform, 'modules', module, file), 'utf8')
    const purpose = read('README.md').split('\n\n')[1] ?? ''
    const required = readBlocks('variable', read('variables.tf'))
      .filter((variable) => variable.default === undefined)
      .map(({ name }) => code(name))
    return `| [${module}](../terraform/modules/${module}/README.md) | ${cell(purpose)} | ${required.join(', ')} |`
  })
  return ['| module | what it makes | required inputs |', '|---|---|---|', ...rows].join('\n')
}

const WHY: Readonly<Record<string, string>> = {
  '1.8': 'nothing newer is used',
  '1.9': 'a variable is checked against another',
  '1.10': 'the backends that it hands out lock by `use_lockfile`',
  '1.11':
    'ephemeral passwords and write-only attributes; random ~> 3.7 too, where the module makes the password',
}

/** Which modules need which version of Terraform and OpenTofu, by what their `versions.tf` state. */
export function renderVersions(terraform: string): string {
  const byVersion = new Map<string, string[]>()
  for (const module of listModules(terraform)) {
    const text = readFileSync(path.join(terraform, 'modules', module, 'versions.tf'), 'utf8')
    const version = /required_version = ">= ([^"]+)"/.exec(text)?.[1] ?? 'none stated'
    byVersion.set(version, [...(byVersion.get(version) ?? []), module])
  }
  const rows = [...byVersion]
    .sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
    .map(([version, modules]) => `| ${version} | ${modules.map(code).join(', ')} | ${WHY[version] ?? ''} |`)
  return ['| from | modules | because |', '|---|---|---|', ...rows].join('\n')
}
