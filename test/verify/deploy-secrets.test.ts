import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type DeployWorld, dataRoot, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraformProgram } from '../terraform/support/terraform.ts'

let world: DeployWorld
afterEach(() => world?.remove())

describe.skipIf(skipTerraformProgram())('secrets', () => {
  const PLANTED = 'planted-5ecret-value'

  it('are in no output, journal, bundle or file that is left, whatever command is run', async () => {
    const root = `${dataRoot()}
output "nested" {
  value     = { inner = [var.secret] }
  sensitive = true
}
resource "terraform_data" "holder" {
  input = sensitive("\${var.secret}-stored")
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
    world = makeDeployWorld({
      units: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the platform file
        net: { root, variables: { secret: '${DEPLOY_PLANTED}' } },
        db: { root, inputs: { from: 'net.id', secret: 'net.password' }, variables: {} },
      },
      // Its name does not say that it is one, so that nothing is hidden by name.
      environment: { DEPLOY_PLANTED: PLANTED },
    })
    const file = join(world.folder, 'release.bundle')
    const seen: string[] = []
    const run = async (...words: string[]) => {
      const { out, err } = await world.run(...words)
      seen.push(out, err)
    }
    await run('deploy', 'plan', '--out', file)
    await run('deploy', 'apply', file, '--yes', '--events')
    await run('deploy', 'output', '--json')
    await run('deploy', 'output')
    world.write('mcloud.json', world.read('mcloud.json').replace('PLANTED}"', 'PLANTED}-changed"'))
    await run('deploy', '--dry-run', '--json', '--verbose')
    await run('deploy', '--yes', '--events')
    await run('deploy', 'drift', '--json')
    world.write('net/break', '')
    await run('deploy', '--yes', '--json', '--verbose')
    await run('status', '--json')
    await run('runs', 'show', '--json')
    expect(seen.join('\n')).not.toContain(PLANTED)
    expect(seen.join('\n')).toContain('it breaks')

    // Terraform itself keeps it in the state, and nowhere else may it be.
    const left = world.files().filter((name) => !/^state\/|\.tfstate/.test(name))
    const holding = left.filter((name) => {
      try {
        return readFileSync(join(world.folder, name)).includes(PLANTED)
      } catch {
        return false
      }
    })
    expect(holding).toEqual([])
    expect(world.read('state/shop/net.tfstate')).toContain(PLANTED)
  })
})
