import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyTerraform, modulesOf, terraform } from '../terraform/support/terraform.ts'

// A CLI configuration of terraform whose mirror holds the real aws provider 5.100: it checks values, formats and
// arguments that exclude or need each other, which no schema states.
const realConfig = process.env.MCLOUD_TF_REAL_AWS_CONFIG ?? ''

const RANGE = '">= 5.100, < 7.0"'

describe.skipIf(realConfig === '')('values of the aws modules, checked by the real provider', () => {
  let copy: ReturnType<typeof copyTerraform>

  beforeAll(() => {
    expect(existsSync(realConfig), `MCLOUD_TF_REAL_AWS_CONFIG names no file: ${realConfig}`).toBe(true)
    copy = copyTerraform()
    const modules = path.join(copy.folder, 'modules', 'aws')
    for (const file of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.tf')) continue
      const full = path.join(modules, file)
      writeFileSync(full, readFileSync(full, 'utf8').replaceAll(RANGE, '"~> 5.100"'))
    }
  })
  afterAll(() => copy?.remove())

  test.each(modulesOf('aws'))('%s and its example are valid', async (name) => {
    const module = path.join(copy.folder, 'modules', 'aws', name)
    for (const root of [module, path.join(module, 'examples', 'basic')]) {
      expect(await real(root, ['init', '-backend=false'])).toContain('Installed hashicorp/aws v5.')
      const result = JSON.parse(await real(root, ['validate', '-json']))
      expect(result.diagnostics).toEqual([])
    }
  })
})

async function real(folder: string, args: readonly string[]): Promise<string> {
  return (await terraform(folder, args, { TF_CLI_CONFIG_FILE: realConfig })).output
}
