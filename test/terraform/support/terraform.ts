import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa, execaSync } from 'execa'

export const TERRAFORM_FOLDER = path.resolve(import.meta.dirname, '../../../terraform')

/** Why terraform cannot be run here, or undefined where it can: the binary, and providers without a network. */
export function terraformMissing(): string | undefined {
  const version = execaSync('terraform', ['version'], { reject: false })
  if (version.exitCode !== 0) return 'terraform is not on the PATH'
  if (!existsSync(process.env.TF_CLI_CONFIG_FILE ?? ''))
    return 'TF_CLI_CONFIG_FILE names no mirror of the providers'
  return undefined
}

/** True where suites that need the program alone, and no provider, must be skipped; throws where it is required. */
export function skipTerraformProgram(): boolean {
  const version = execaSync('terraform', ['version'], { reject: false })
  if (version.exitCode === 0) return false
  if (process.env.MCLOUD_REQUIRE_TOOLS === '1') throw new Error('terraform is not on the PATH')
  return true
}

/** True where a suite must be skipped; throws instead where tools are required (CI). */
export function skipTerraform(): boolean {
  const missing = terraformMissing()
  if (missing === undefined) return false
  if (process.env.MCLOUD_REQUIRE_TOOLS === '1') throw new Error(missing)
  return true
}

export interface Finished {
  readonly exitCode: number
  readonly output: string
}

// A provider started in the moment in which terraform stops another one is sometimes gone before it has spoken.
const PLUGIN_START_FAILED = 'Failed to read any lines from plugin'

/** Runs terraform to its end in a folder; the exit code is returned, not thrown. `env` is set over the usual one. */
export async function terraform(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  for (let attempt = 1; ; attempt += 1) {
    const run = await execa('terraform', [...args], {
      cwd: folder,
      reject: false,
      all: true,
      stdin: 'ignore',
      env: {
        CHECKPOINT_DISABLE: '1',
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        NO_COLOR: '1',
        TF_CLI_ARGS: '-no-color',
        ...env,
      },
    })
    const output = run.all ?? ''
    if (attempt === 1 && output.includes(PLUGIN_START_FAILED)) continue
    return { exitCode: run.exitCode ?? -1, output }
  }
}

/** Same, and throws with terraform's whole output where the exit code is another than expected. */
export async function terraformOk(folder: string, args: readonly string[], expected = 0): Promise<string> {
  const { exitCode, output } = await terraform(folder, args)
  if (exitCode !== expected)
    throw new Error(
      `terraform ${args.join(' ')} in ${folder} ended with ${exitCode}, not ${expected}\n${output}`,
    )
  return output
}

/** Copies terraform/ without what runs leave behind, so that tests write nothing into the repository. */
export function copyTerraform(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'mcloud-terraform-'))
  cpSync(TERRAFORM_FOLDER, path.join(folder, 'terraform'), {
    recursive: true,
    filter: (source) => !/\.terraform($|\/|\.lock\.hcl$)|\.tfstate/.test(source),
  })
  return {
    folder: path.join(folder, 'terraform'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Folder names of the modules of one cloud, sorted. */
export function modulesOf(cloud: string): readonly string[] {
  const folder = path.join(TERRAFORM_FOLDER, 'modules', cloud)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
