import { access, constants } from 'node:fs/promises'
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path'
import type { TerraformTool } from '../core/deploy/terraform.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Environment } from './terraform-process.ts'
import { runToEnd } from './terraform-process.ts'

/**
 * Oldest version of either that has all that is relied on here: `init -json` (Terraform 1.9, OpenTofu 1.7), the lock
 * file of the S3 backend (1.10 of both).
 * https://github.com/hashicorp/terraform/blob/v1.10/CHANGELOG.md, https://github.com/opentofu/opentofu/blob/v1.10/CHANGELOG.md
 */
const OLDEST = [1, 10] as const

const INSTALL =
  'Install Terraform (https://developer.hashicorp.com/terraform/install; macOS: brew install hashicorp/tap/terraform) or OpenTofu (https://opentofu.org/docs/intro/install; macOS: brew install opentofu), or name the program under `deploy.tool`.'

export interface ToolRequest {
  /** `terraform`, `tofu` or a path; absent: the first of both on the PATH. */
  readonly wanted?: string
  readonly environment: Environment
  readonly workingFolder: string
  readonly signal: AbortSignal
}

/** Finds Terraform or OpenTofu and asks for its version. @throws McloudError TOOL_MISSING */
export async function findTool(request: ToolRequest): Promise<TerraformTool> {
  const path = await locate(request)
  const ran = await runToEnd(path, ['version', '-json'], {
    folder: request.workingFolder,
    environment: { ...request.environment, CHECKPOINT_DISABLE: '1' },
    signal: request.signal,
  })
  const version = versionOf(ran.output)
  if (ran.exitCode !== 0 || version === undefined)
    throw missing(`${path} does not say its version: it is no Terraform or OpenTofu.`)
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw missing(`${path} is version ${version}; ${OLDEST.join('.')} or newer is needed.`)
  return { product: productOf(path), version, path }
}

/** Which of both is run, told without running it; Terraform where there is neither. */
export async function findProduct(request: Omit<ToolRequest, 'signal'>): Promise<TerraformTool['product']> {
  return locate(request).then(productOf, () => 'terraform')
}

/** Both say their version in the same words, so that only the name tells them apart. */
function productOf(path: string): TerraformTool['product'] {
  return /tofu/i.test(basename(path)) ? 'tofu' : 'terraform'
}

async function locate({ wanted, environment, workingFolder }: Omit<ToolRequest, 'signal'>): Promise<string> {
  if (wanted !== undefined && (isAbsolute(wanted) || wanted.includes('/'))) {
    const path = resolve(workingFolder, wanted)
    if (await isRunnable(path)) return path
    throw missing(`There is no program at ${path}.`)
  }
  const names = wanted === undefined ? ['terraform', 'tofu'] : [wanted]
  for (const name of names)
    for (const folder of (environment.PATH ?? '').split(delimiter).filter(Boolean)) {
      const path = join(folder, name)
      if (await isRunnable(path)) return path
    }
  throw missing(
    wanted === undefined ? 'Neither terraform nor tofu is on the PATH.' : `${wanted} is not on the PATH.`,
  )
}

function isRunnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function versionOf(text: string): string | undefined {
  try {
    const version = (JSON.parse(text) as { terraform_version?: unknown }).terraform_version
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

function missing(message: string): McloudError {
  return new McloudError({ code: 'TOOL_MISSING', message, hint: INSTALL })
}
