import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from './rules.ts'
import { secretsOfState } from './state-secrets.ts'
import { copyTerraform, modulesOf, skipTerraform, terraformOk } from './terraform.ts'

/**
 * The suite of every module of one cloud with the real terraform: its own tests, and its examples through
 * validate, plan, apply, a second plan without changes, destroy, and the rules over plan and state.
 */
export function describeModules(cloud: string): void {
  describe.skipIf(skipTerraform())(`terraform modules of ${cloud}`, () => {
    let copy: ReturnType<typeof copyTerraform>
    beforeAll(() => {
      copy = copyTerraform()
    })
    afterAll(() => copy.remove())

    for (const name of modulesOf(cloud)) {
      const moduleFolder = () => path.join(copy.folder, 'modules', cloud, name)

      test(`${name}: its own tests pass`, async () => {
        await terraformOk(moduleFolder(), ['init', '-backend=false'])
        await terraformOk(moduleFolder(), ['validate'])
        const output = await terraformOk(moduleFolder(), ['test'])
        expect(output).toMatch(/[1-9]\d* passed, 0 failed/)
      })

      test(`${name}: its examples apply, settle and are destroyed`, async () => {
        const examples = path.join(moduleFolder(), 'examples')
        expect(existsSync(examples)).toBe(true)
        for (const example of readdirSync(examples)) await exerciseRoot(path.join(examples, example))
      })
    }
  })
}

/** Takes one terraform root through its whole life; throws with what terraform printed, or with broken rules. */
export async function exerciseRoot(root: string, variables: readonly string[] = []): Promise<void> {
  const given = variables.flatMap((variable) => ['-var', variable])
  await terraformOk(root, ['init'])
  await terraformOk(root, ['validate'])
  await terraformOk(root, ['plan', ...given, '-out=plan.bin'])
  const plan = JSON.parse(await terraformOk(root, ['show', '-json', 'plan.bin']))
  expect(violationsOf(plan)).toEqual([])
  await terraformOk(root, ['apply', 'plan.bin'])
  const state = JSON.parse(readFileSync(path.join(root, 'terraform.tfstate'), 'utf8'))
  expect(secretsOfState(state)).toEqual([])
  const again = await terraformOk(root, ['plan', ...given, '-detailed-exitcode'])
  expect(again).toContain('No changes')
  await terraformOk(root, ['destroy', '-auto-approve', ...given])
}
