import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * What of the language came with a minor version of Terraform 1; OpenTofu 1 has the first two at the same number, and
 * ephemeral values with write-only attributes together in 1.11.
 * https://github.com/hashicorp/terraform/blob/main/CHANGELOG.md https://github.com/opentofu/opentofu/pull/2216
 * https://github.com/opentofu/opentofu/releases/tag/v1.10.0 https://github.com/opentofu/opentofu/releases/tag/v1.11.0
 */
const FEATURES: readonly (readonly [minor: number, uses: (text: string) => boolean])[] = [
  [9, (text) => variables(text).some(refersToOthers)],
  [10, (text) => /\buse_lockfile\b/.test(text)],
  [11, (text) => /^ephemeral "/m.test(text) || /^\s+(ephemeral|\w+_wo(_version)?)\s+=/m.test(text)],
]
/** The oldest version that the modules are for. */
const OLDEST = 8

/** The lowest minor version of Terraform and of OpenTofu that knows the language of the files in a folder. */
export function languageNeeds(folder: string): number {
  const text = readTerraform(folder)
  const calls = [...text.matchAll(/^ {2}source += "(\.[^"]+)"/gm)].map(([, source = '']) =>
    languageNeeds(path.join(folder, source)),
  )
  const own = FEATURES.filter(([, uses]) => uses(text)).map(([minor]) => minor)
  return Math.max(OLDEST, ...own, ...calls)
}

/** What the files of a folder state as `required_version`. */
export function statedVersion(folder: string): string | undefined {
  return /required_version = "([^"]+)"/.exec(readTerraform(folder))?.[1]
}

function readTerraform(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tf'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n')
}

function variables(text: string): readonly (readonly [name: string, body: string])[] {
  return [...text.matchAll(/^variable "([^"]+)" \{\n([\s\S]*?)^\}/gm)].map(
    ([, name = '', body = '']) => [name, body] as const,
  )
}

function refersToOthers([name, body]: readonly [string, string]): boolean {
  const start = body.search(/^ {2}validation \{/m)
  if (start < 0) return false
  const rules = body.slice(start)
  return [...rules.matchAll(/\b(var|local|data)\.(\w+)/g)].some(
    ([, kind, other]) => kind !== 'var' || other !== name,
  )
}
