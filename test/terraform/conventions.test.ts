import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { execaSync } from 'execa'
import { describe, expect, test } from 'vitest'
import { listModules, readBlocks } from '../../scripts/terraform-docs.ts'
import { languageNeeds, statedVersion } from './support/language-version.ts'
import { readPlatformUnits } from './support/platform-units.ts'
import { skipTerraform, TERRAFORM_FOLDER } from './support/terraform.ts'

const COMMON = ['platform', 'environment', 'unit', 'owner', 'labels', 'name']
const FILES = ['versions.tf', 'variables.tf', 'main.tf', 'outputs.tf', 'README.md', 'examples/basic/main.tf']

describe.each(listModules(TERRAFORM_FOLDER))('terraform module %s', (module) => {
  const folder = path.join(TERRAFORM_FOLDER, 'modules', module)
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')
  const variables = () => readBlocks('variable', read('variables.tf'))

  test('has the files of a module', () => {
    expect(FILES.filter((file) => !existsSync(path.join(folder, file)))).toEqual([])
  })

  test('starts with the common variables and describes every variable and output', () => {
    expect(
      variables()
        .slice(0, COMMON.length)
        .map(({ name }) => name),
    ).toEqual(COMMON)
    const blocks = [...variables(), ...readBlocks('output', read('outputs.tf'))]
    expect(blocks.filter(({ description }) => description.length < 10)).toEqual([])
    expect(variables().filter(({ type }) => type === undefined || type === 'any')).toEqual([])
  })

  test('describes the variables that all modules have in the words of all modules', () => {
    const [platform, environment] = variables()
    expect(platform?.description).toMatch(
      /^Name of the platform; the first part of every name and the value of /,
    )
    expect(environment?.description).toBe('Name of the environment, such as dev, staging or production.')
  })

  test('asks for the version that its language needs, and for no newer one', () => {
    const examples = readdirSync(path.join(folder, 'examples')).map((name) =>
      path.join(folder, 'examples', name),
    )
    const asked = [folder, ...examples].map((root) => [root, statedVersion(root)])
    expect(asked).toEqual([folder, ...examples].map((root) => [root, `>= 1.${languageNeeds(root)}`]))
  })

  test('names every variable in its terraform tests', () => {
    const tests = readdirSync(path.join(folder, 'tests'))
      .filter((file) => file.endsWith('.tftest.hcl'))
      .map((file) => read(`tests/${file}`))
      .join('\n')
    const unnamed = variables().filter(({ name }) => !new RegExp(`^\\s+${name}\\s+=`, 'm').test(tests))
    expect(unnamed.map(({ name }) => name)).toEqual([])
  })
})

describe.each(readPlatformUnits('learning-platform'))('unit $name of the learning platform', (unit) => {
  const blocks = (of: typeof unit, kind: 'variable' | 'output', file: string) =>
    readBlocks(kind, readFileSync(path.join(TERRAFORM_FOLDER, of.folder, file), 'utf8'))
  const units = readPlatformUnits('learning-platform')

  test('asks for the version that it and its modules need', () => {
    const folder = path.join(TERRAFORM_FOLDER, unit.folder)
    expect(statedVersion(folder)).toBe(`>= 1.${languageNeeds(folder)}`)
  })

  test('describes every variable and output', () => {
    const all = [...blocks(unit, 'variable', 'variables.tf'), ...blocks(unit, 'output', 'outputs.tf')]
    expect(all.filter(({ description }) => description.length < 10)).toEqual([])
    expect(all.filter(({ type }) => type === 'any')).toEqual([])
  })

  test('is given what it declares and needs, from outputs that exist', () => {
    const declared = blocks(unit, 'variable', 'variables.tf')
    const names = declared.map(({ name }) => name)
    const required = declared.filter((variable) => variable.default === undefined)
    for (const values of Object.values(unit.variables)) {
      const given = [...Object.keys(values), ...unit.inputs.map(({ variable }) => variable)]
      expect(given.filter((name) => !names.includes(name))).toEqual([])
      expect(required.filter(({ name }) => !given.includes(name))).toEqual([])
    }
    const missing = unit.inputs.filter(({ unit: other, output }) => {
      const source = units.find(({ name }) => name === other)
      return (
        source === undefined || !blocks(source, 'output', 'outputs.tf').some(({ name }) => name === output)
      )
    })
    expect(missing).toEqual([])
  })
})

describe.skipIf(skipTerraform())('terraform fmt', () => {
  test('has nothing to change', () => {
    expect(execaSync('terraform', ['fmt', '-check', '-recursive', TERRAFORM_FOLDER]).stdout).toBe('')
  })
})
