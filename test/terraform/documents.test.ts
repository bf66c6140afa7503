import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  fillPart,
  fillReadme,
  listModules,
  renderCatalogue,
  renderTables,
  renderVersions,
} from '../../scripts/terraform-docs.ts'
import { plainValues, readPlatformUnits } from './support/platform-units.ts'
import { TERRAFORM_FOLDER } from './support/terraform.ts'

// Run with --update, this file writes what it otherwise compares.
test.each(listModules(TERRAFORM_FOLDER))('the README of %s has the tables of its files', async (module) => {
  const folder = path.join(TERRAFORM_FOLDER, 'modules', module)
  const file = path.join(folder, 'README.md')
  await expect(fillReadme(readFileSync(file, 'utf8'), renderTables(folder))).toMatchFileSnapshot(file)
})

test('docs/terraform.md lists every module, and the version that each needs', async () => {
  const file = path.resolve(TERRAFORM_FOLDER, '../docs/terraform.md')
  const listed = fillPart(readFileSync(file, 'utf8'), 'catalogue', renderCatalogue(TERRAFORM_FOLDER))
  await expect(fillPart(listed, 'versions', renderVersions(TERRAFORM_FOLDER))).toMatchFileSnapshot(file)
})

describe.each(readPlatformUnits('learning-platform'))('unit $name of the learning platform', (unit) => {
  test.each(Object.keys(unit.variables))('has in %s the values of the platform file', async (environment) => {
    const file = path.join(TERRAFORM_FOLDER, unit.folder, 'environments', `${environment}.tfvars.json`)
    const text = `${JSON.stringify(plainValues(unit, environment), undefined, 2)}\n`
    await expect(text).toMatchFileSnapshot(file)
  })
})
