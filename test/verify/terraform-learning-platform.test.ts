import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type PlatformUnit,
  readPlatformUnits,
  resolved,
  type Values,
} from '../terraform/support/platform-units.ts'
import { violationsOf } from '../terraform/support/rules.ts'
import { secretsOfState } from '../terraform/support/state-secrets.ts'
import { copyTerraform, skipTerraform, terraformOk } from '../terraform/support/terraform.ts'

const ACCOUNTS = { AWS_ACCOUNT_ID: '123456789012', GCP_PROJECT_ID: 'learning-example' }
const BUILT = 'production'
const PLANNED = ['dev', 'staging']

const units = readPlatformUnits('learning-platform')

describe.skipIf(skipTerraform())('the units of the learning platform', () => {
  let copy: ReturnType<typeof copyTerraform>
  const outputs = new Map<string, Values>()
  beforeAll(() => {
    copy = copyTerraform()
  })
  afterAll(() => copy.remove())

  const folderOf = (unit: PlatformUnit) => path.join(copy.folder, unit.folder)

  /** The committed values of the environment, and over them what only an account or another unit knows. */
  const valuesFor = (unit: PlatformUnit, environment: string): readonly string[] => {
    const wired = unit.inputs.map(({ variable, unit: other, output }) => [
      variable,
      outputs.get(other)?.[output],
    ])
    const values = { ...unit.variables[environment], ...Object.fromEntries(wired) }
    const file = path.join(folderOf(unit), `${environment}.given.json`)
    writeFileSync(file, JSON.stringify(resolved(values, ACCOUNTS)))
    return [`-var-file=environments/${environment}.tfvars.json`, `-var-file=${file}`]
  }

  const planned = async (unit: PlatformUnit, environment: string, args: readonly string[] = []) => {
    const out = `${environment}.bin`
    await terraformOk(folderOf(unit), ['plan', ...args, ...valuesFor(unit, environment), `-out=${out}`])
    const plan = JSON.parse(await terraformOk(folderOf(unit), ['show', '-json', out]))
    expect(violationsOf(plan), `${unit.name} in ${environment}`).toEqual([])
    return out
  }

  test(`stand one after the other in ${BUILT}, wired by outputs, and settle`, async () => {
    await inOrder(
      units,
      ({ needs }) => needs,
      async (unit) => {
        const folder = folderOf(unit)
        await terraformOk(folder, ['init'])
        await terraformOk(folder, ['validate'])
        await terraformOk(folder, ['apply', await planned(unit, BUILT)])
        const state = JSON.parse(readFileSync(path.join(folder, 'terraform.tfstate'), 'utf8'))
        expect(secretsOfState(state), unit.name).toEqual([])
        const said = JSON.parse(await terraformOk(folder, ['output', '-json'])) as Record<
          string,
          { value: unknown }
        >
        outputs.set(
          unit.name,
          Object.fromEntries(Object.entries(said).map(([name, { value }]) => [name, value])),
        )
      },
    )
    await inOrder(
      units,
      () => [],
      async (unit) => {
        const again = await terraformOk(folderOf(unit), [
          'plan',
          ...valuesFor(unit, BUILT),
          '-detailed-exitcode',
        ])
        expect(again).toContain('No changes')
      },
    )
  })

  test.each(PLANNED)('can be planned in %s', async (environment) => {
    // A state of its own: nothing stands there yet.
    await inOrder(
      units,
      () => [],
      async (unit) => {
        await planned(unit, environment, [`-state=${environment}.tfstate`])
      },
    )
  })

  test(`are destroyed in ${BUILT}, the last one first`, async () => {
    const needers = ({ name }: PlatformUnit) =>
      units.filter(({ needs }) => needs.includes(name)).map((unit) => unit.name)
    await inOrder(units, needers, async (unit) => {
      const gone = await terraformOk(folderOf(unit), ['destroy', '-auto-approve', ...valuesFor(unit, BUILT)])
      expect(gone).toMatch(/Destroy complete! Resources: [1-9]/)
    })
  })
})

/** Works on every unit after those that it waits for, as many at once as there are cores. */
async function inOrder(
  all: readonly PlatformUnit[],
  waitsFor: (unit: PlatformUnit) => readonly string[],
  work: (unit: PlatformUnit) => Promise<void>,
): Promise<void> {
  const waiting = new Set(all)
  const done = new Set<string>()
  const running = new Map<string, Promise<void>>()
  while (waiting.size + running.size > 0) {
    for (const unit of waiting) {
      if (running.size >= availableParallelism()) break
      if (!waitsFor(unit).every((name) => done.has(name))) continue
      waiting.delete(unit)
      const finished = work(unit).then(() => {
        running.delete(unit.name)
        done.add(unit.name)
      })
      running.set(unit.name, finished)
    }
    if (running.size === 0)
      throw new Error(`units wait for each other: ${[...waiting].map(({ name }) => name).join(', ')}`)
    try {
      await Promise.race(running.values())
    } catch (error) {
      // What runs beside it is not left behind.
      await Promise.allSettled(running.values())
      throw error
    }
  }
}
