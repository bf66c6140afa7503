import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandLines, commandLinesIn } from './command-lines.ts'

export interface UnitSpec {
  readonly cloud?: 'aws' | 'gcp' | 'azure'
  /** Variable to `UNIT.OUTPUT`. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly needs?: readonly string[]
  readonly variables?: Readonly<Record<string, unknown>>
  readonly wave?: string
  readonly health?: readonly Readonly<Record<string, unknown>>[]
  /** Text of main.tf; a root with one `terraform_data` where absent. */
  readonly root?: string
  readonly environments?: unknown
}

export interface WorldSpec {
  readonly units: Readonly<Record<string, UnitSpec>>
  /** More keys of the deploy section. */
  readonly deploy?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
}

export interface DeployWorld extends CommandLines {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  write(file: string, text: string): void
  read(file: string): string
  /** Files below a folder of the world, as paths from it. */
  files(folder?: string): string[]
  /** Ids of the resources in the state of a unit. */
  stateIds(unit: string): string[]
  remove(): void
}

/**
 * A root with one resource that takes `from` and passes `id` and `text` on; `seconds` makes its creation slow, and
 * each creation is noted in the file that MADE_LOG names.
 */
export function dataRoot({ seconds = 0, count = 1 }: { seconds?: number; count?: number } = {}): string {
  const slow =
    seconds === 0
      ? ''
      : `  provisioner "local-exec" {
    command = "echo \${self.id} >> $MADE_LOG; sleep ${seconds}"
  }
`
  return `terraform {
  backend "local" {}
}
variable "from" {
  type    = any
  default = "nothing"
}
variable "secret" {
  type      = string
  default   = "none"
  sensitive = true
}
resource "terraform_data" "it" {
  count            = ${count}
  input            = { from = var.from, at = count.index }
  triggers_replace = var.from
${slow}}
output "id" { value = terraform_data.it[0].id }
output "text" { value = jsonencode(var.from) }
output "password" {
  value     = var.secret
  sensitive = true
}
`
}

/** A platform of terraform roots in a folder of its own; the states are local files. */
export function makeDeployWorld(spec: WorldSpec): DeployWorld {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-deploy-test-'))
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  for (const [name, unit] of Object.entries(spec.units)) write(`${name}/main.tf`, unit.root ?? dataRoot())
  const units = Object.fromEntries(
    Object.entries(spec.units).map(([name, { root: _, ...unit }]) => [
      name,
      { folder: name, state: 'here', ...unit },
    ]),
  )
  const file = {
    platform: 'shop',
    strategy: 'hybrid',
    clouds: {
      aws: { region: 'us-east-1' },
      gcp: { region: 'us-central1', project: 'shop-test' },
      azure: {
        region: 'eastus',
        subscription: '00000000-0000-0000-0000-000000000001',
        resourceGroup: 'shop',
      },
    },
    coordination: { kind: 'file', place: './coordination', singleOperator: true },
    deploy: { state: { here: { kind: 'local', folder: './state' } }, ...spec.deploy, units },
  }
  write('mcloud.json', JSON.stringify(file, undefined, 2))
  const environment = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    MADE_LOG: join(folder, 'made.log'),
    ...(process.env.TF_CLI_CONFIG_FILE && { TF_CLI_CONFIG_FILE: process.env.TF_CLI_CONFIG_FILE }),
    ...spec.environment,
  }
  mkdirSync(environment.TMPDIR)
  const files = (under = '.') =>
    existsSync(join(folder, under))
      ? readdirSync(join(folder, under), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(under, name),
        )
      : []
  return {
    ...commandLinesIn(folder, join(folder, 'mcloud.json'), environment),
    folder,
    environment,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    files,
    stateIds: (unit) => {
      const state = files('state').find((name) => name.endsWith(`/${unit}.tfstate`))
      return state === undefined ? [] : idsIn(readFileSync(join(folder, state), 'utf8'))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function idsIn(state: string): string[] {
  const parsed = JSON.parse(state) as {
    resources: { instances: { attributes: { id: string } }[] }[]
  }
  return parsed.resources.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.id))
}
