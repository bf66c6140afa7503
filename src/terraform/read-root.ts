import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { DeclaredVariable, TerraformRoot, TerraformTool } from '../core/deploy/terraform.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { blocksOf, type HclBlock } from './hcl-blocks.ts'

/**
 * Reads what a root declares; the files of all local modules that it calls are hashed with it. One file after the
 * other: for hundreds of roots that takes a quarter of the time of reading them at once, and one open file.
 * @throws McloudError CONFIG_INVALID where there is no root
 */
export function readRoot(folder: string, product: TerraformTool['product']): TerraformRoot {
  const hash = createHash('sha256')
  const root = readModule(folder, '.', product, hash)
  if (root.files === 0)
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `${folder} holds no Terraform files.`,
      hint: 'Correct the `folder` of the unit.',
    })
  const waiting = root.calls.map((call) => resolve(folder, call))
  const seen = new Set([resolve(folder)])
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue
    seen.add(next)
    const module = readModule(next, relative(folder, next), product, hash)
    for (const call of module.calls) waiting.push(resolve(next, call))
  }
  const declared = root.blocks
  const variables = declared.filter(({ type }) => type === 'variable')
  const terraform = declared.find(({ type, body }) => type === 'terraform' && /\bbackend\s+"/.test(body))
  const backend = /\bbackend\s+"([^"]+)"/.exec(terraform?.body ?? '')?.[1]
  return {
    variables: Object.fromEntries(variables.map((block) => [block.label, variableOf(block)])),
    outputs: declared.filter(({ type }) => type === 'output').map(({ label }) => label),
    ...(backend === undefined ? {} : { backend }),
    folders: [...seen],
    places: [...seen].flatMap(placesOf),
    hash: hash.digest('hex'),
  }
}

/** Where a folder really is, first of all, and where the link to it is. */
function placesOf(folder: string): string[] {
  const link = join(realpathSync(dirname(folder)), basename(folder))
  return [...new Set([realpathSync(folder), link, folder])]
}

function variableOf({ body }: HclBlock): DeclaredVariable {
  return {
    required: !/(^|[\n{;])\s*default\s*=/.test(body),
    ephemeral: /(^|[\n{;])\s*ephemeral\s*=\s*true/.test(body),
  }
}

function readModule(
  folder: string,
  shown: string,
  product: TerraformTool['product'],
  hash: ReturnType<typeof createHash>,
) {
  const names = namesIn(folder)
  const own = configurationOf(names, product)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const texts = own.map(read)
  const lock = names.includes('.terraform.lock.hcl') && shown === '.' ? ['.terraform.lock.hcl'] : []
  const locked = lock.map(read)
  for (const [index, text] of [...texts, ...locked].entries())
    hash.update(`${shown}/${[...own, ...lock][index]}\0${text.length}\0${text}\0`)
  const blocks = own.flatMap((name, index) => declarationsOf(name, texts[index] ?? ''))
  const calls = blocks
    .filter(({ type }) => type === 'module')
    .map(({ body }) => /\bsource\s*=\s*"(\.\.?\/[^"]*)"/.exec(body)?.[1])
    .filter((source) => source !== undefined)
  return { files: own.length, blocks, calls }
}

/**
 * The files that the program reads: only OpenTofu reads those called `.tofu`, and each in the place of the one called
 * `.tf`. https://opentofu.org/docs/language/files/#extension-precedence
 */
function configurationOf(names: readonly string[], product: TerraformTool['product']): string[] {
  const all = new Set(names)
  const isRead = (name: string) => {
    if (/\.tfvars(\.json)?$/.test(name)) return true
    if (product === 'terraform') return /\.tf(\.json)?$/.test(name)
    return /\.tofu(\.json)?$/.test(name) || (/\.tf(\.json)?$/.test(name) && !all.has(tofuName(name)))
  }
  return names.filter(isRead).sort()
}

function tofuName(name: string): string {
  return name.replace(/\.tf(\.json)?$/, '.tofu$1')
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: absent
        ? `There is no folder ${folder}.`
        : `The folder ${folder} cannot be read: ${(cause as Error).message}.`,
      cause,
    })
  }
}

function declarationsOf(name: string, text: string): HclBlock[] {
  if (/\.(tf|tofu)$/.test(name)) return blocksOf(text)
  if (!/\.(tf|tofu)\.json$/.test(name)) return []
  return jsonBlocks(text)
}

/** The JSON form, put into the words of the other: `key = value` lines. */
function jsonBlocks(text: string): HclBlock[] {
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(text) as Record<string, unknown>
  } catch {
    return []
  }
  const labelled = ['variable', 'output', 'module'].flatMap((type) =>
    objectsIn(parsed[type]).flatMap((blocks) =>
      Object.entries(blocks).flatMap(([label, bodies]) =>
        objectsIn(bodies).map((body) => ({ type, label, body: linesOf(body) })),
      ),
    ),
  )
  const backends = objectsIn(parsed.terraform).flatMap(({ backend }) =>
    objectsIn(backend).flatMap(Object.keys),
  )
  return [
    ...labelled,
    ...backends.map((kind) => ({ type: 'terraform', label: '', body: `backend "${kind}" {}` })),
  ]
}

/** A block, or a list of blocks: JSON may have either. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one): one is Record<string, unknown> => one !== null && typeof one === 'object')
}

function linesOf(body: Record<string, unknown>): string {
  return Object.entries(body)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join('\n')
}
