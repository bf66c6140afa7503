import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type DeployWorld, dataRoot, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'

let world: DeployWorld
afterEach(() => world?.remove())

/** A secret of each kind that a deployment meets. */
const PLANTED = {
  'a sensitive variable': 'planted-5ecret-value',
  'a sensitive variable of several lines': 'planted-line-one\nplanted-line-two\nplanted-line-three',
  'a sensitive variable with signs that JSON escapes': 'planted"quoted\\5ecret',
  'a text inside a sensitive object': 'planted-inside-an-object',
  'a password in a connection string that nothing marks': 'planted-in-a-url',
  'a token of the environment that a program prints': 'planted-token-of-the-environment',
  'an ephemeral variable': 'planted-ephemeral-value',
  'a value behind `sensitive()`': 'planted-behind-a-function',
} as const

const ROOT = `${dataRoot()}
variable "lines" {
  type      = string
  default   = ""
  sensitive = true
}
variable "quoted" {
  type      = string
  default   = ""
  sensitive = true
}
variable "object" {
  type      = object({ inner = list(string) })
  default   = { inner = [] }
  sensitive = true
}
variable "database_url" {
  type    = string
  default = ""
}
variable "once" {
  type      = string
  default   = ""
  ephemeral = true
}
output "nested" {
  value     = { inner = [var.secret, var.lines, var.quoted, var.object] }
  sensitive = true
}
resource "terraform_data" "holder" {
  input = [sensitive("${PLANTED['a value behind `sensitive()`']}"), var.lines, var.quoted, var.object, var.database_url]
}
resource "terraform_data" "arguments" {
  triggers_replace = var.secret
  provisioner "local-exec" {
    command = "cat /proc/[0-9]*/cmdline 2>/dev/null >> \${path.module}/arguments.log; echo to be read >> \${path.module}/arguments.log"
  }
}
resource "terraform_data" "prints" {
  count = fileexists("\${path.module}/print") ? 1 : 0
  provisioner "local-exec" {
    command = "echo it prints $DEPLOY_TOKEN >&2; exit 1"
  }
}
resource "terraform_data" "breaks" {
  count = fileexists("\${path.module}/break") ? 1 : 0
  input = var.secret
  lifecycle {
    precondition {
      condition     = var.secret == "never"
      error_message = "it breaks"
    }
  }
}
`

describe.skipIf(skipTerraformProgram())('secrets', () => {
  it('are in no output, journal, bundle, argument or file that is left, whatever command is run', async () => {
    const of = (name: string) => `\${${name}}`
    world = makeDeployWorld({
      units: {
        net: {
          root: ROOT,
          variables: {
            secret: of('DEPLOY_PLANTED'),
            lines: of('DEPLOY_LINES'),
            quoted: of('DEPLOY_QUOTED'),
            object: { inner: [of('DEPLOY_OBJECT')] },
            database_url: of('DATABASE_URL'),
            once: of('DEPLOY_ONCE'),
          },
        },
        db: { root: ROOT, inputs: { from: 'net.id', secret: 'net.password' }, variables: {} },
      },
      // Names that do not say what they hold, so that nothing is hidden by name; but a token's must.
      environment: {
        DEPLOY_PLANTED: PLANTED['a sensitive variable'],
        DEPLOY_LINES: PLANTED['a sensitive variable of several lines'],
        DEPLOY_QUOTED: PLANTED['a sensitive variable with signs that JSON escapes'],
        DEPLOY_OBJECT: PLANTED['a text inside a sensitive object'],
        DEPLOY_ONCE: PLANTED['an ephemeral variable'],
        DEPLOY_TOKEN: PLANTED['a token of the environment that a program prints'],
        DATABASE_URL: `postgres://shop:${PLANTED['a password in a connection string that nothing marks']}@db.shop.test/shop`,
      },
    })
    const file = join(world.folder, 'release.bundle')
    const seen: string[] = []
    const run = async (...words: string[]) => {
      const { code, out, err } = await world.run(...words)
      seen.push(out, err)
      return code
    }
    expect(await run('deploy', 'plan', '--out', file)).toBe(0)
    expect(await run('deploy', 'apply', file, '--yes', '--events')).toBe(0)
    await run('deploy', 'output', '--json')
    await run('deploy', 'output')
    const changed = world
      .read('mcloud.json')
      .replace('PLANTED}"', 'PLANTED}-changed"')
      .replace('DATABASE_URL}"', 'DATABASE_URL}?changed"')
    world.write('mcloud.json', changed)
    await run('deploy', '--dry-run', '--json', '--verbose')
    await run('deploy', '--dry-run', '--verbose')
    expect(await run('deploy', '--yes', '--events')).toBe(0)
    await run('deploy', 'drift', '--json')
    const { deploy, ...rest } = JSON.parse(world.read('mcloud.json'))
    const gate = {
      command: ['sh', '-c', 'echo a gate says $DEPLOY_TOKEN; exit 1'],
      successes: 1,
      within: '2s',
    }
    deploy.units.net.variables.from = 'for the gate'
    world.write('mcloud.json', JSON.stringify({ ...rest, deploy: { ...deploy, health: [gate] } }))
    expect(await run('deploy', '--yes', '--json')).not.toBe(0)
    world.write('mcloud.json', JSON.stringify({ ...rest, deploy }))
    world.write('net/print', '')
    expect(await run('deploy', '--yes', '--json', '--verbose')).not.toBe(0)
    world.write('net/break', '')
    expect(await run('deploy', '--yes', '--json', '--verbose')).not.toBe(0)
    await run('status', '--json')
    await run('runs', 'show', '--json')
    await run('deploy', 'destroy', '--dry-run', '--json')

    const shown = seen.join('\n')
    expect(Object.entries(PLANTED).filter(([, secret]) => holds(shown, secret))).toEqual([])
    expect(shown).toContain('it breaks')
    expect(shown).toContain('it prints')
    expect(shown).toContain('a gate says')
    expect(world.read('net/arguments.log')).toContain('to be read')
    if (existsSync('/proc/self/cmdline')) expect(world.read('net/arguments.log')).toContain('terraform')

    // Terraform itself keeps them in the state, and nowhere else may they be.
    const left = world.files().filter((name) => !/^state\/|\.tfstate/.test(name))
    const holding = left.flatMap((name) => {
      const text = textOf(join(world.folder, name))
      // The root and the platform file say what is planted by a function, as a user's own would.
      const secrets = Object.values(PLANTED).filter((secret) => holds(text, secret))
      return /\/main\.tf$/.test(name) ? [] : secrets.map((secret) => [name, secret])
    })
    expect(holding).toEqual([])
    const state = world.read('state/shop/net.tfstate')
    const kept = Object.entries(PLANTED).filter(([, secret]) => holds(state, secret))
    expect(kept.map(([kind]) => kind).sort()).toEqual(
      Object.keys(PLANTED)
        .filter((kind) => !/token|ephemeral/.test(kind))
        .sort(),
    )
  })
})

/** As it is, as JSON writes it, in base64, or a line of it. */
function holds(text: string, secret: string): boolean {
  const escaped = JSON.stringify(secret).slice(1, -1)
  return [secret, escaped, Buffer.from(secret).toString('base64'), ...secret.split('\n')].some((form) =>
    text.includes(form),
  )
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
