import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configExplain } from '../../src/commands/config-explain.ts'
import { configSchema } from '../../src/commands/config-schema.ts'
import { configShow } from '../../src/commands/config-show.ts'
import { configValidate } from '../../src/commands/config-validate.ts'
import { readText } from '../config/read-text.ts'
import { fileContext, textPage } from './command-context.ts'

const fixtures = join(import.meta.dirname, '../config/fixtures')
const environment = { MCLOUD_LAB_DB_AWS: 'postgres://mcloud_admin:hunter2@127.9.1.1:5432/orders' }
const context = fileContext({ workingFolder: fixtures, environment, global: { config: 'shop.yaml' } })
const none = { options: {}, arguments: {} }

describe('config show', () => {
  it('prints a file that is valid and means the same, without its secrets', async () => {
    const result = await configShow.run(none, context)
    const page = textPage()
    await configShow.human(result, page)
    expect(page.text()).not.toContain('hunter2')
    expect(page.text()).toContain('lagThreshold: 5s')
    expect(parse(page.text())).toEqual(result.data)
    expect((parse(page.text()) as { databases: unknown }).databases).toMatchObject({
      orders: {
        engine: 'postgres',
        members: { aws: { url: 'postgres://mcloud_admin:***@127.9.1.1:5432/orders' } },
      },
    })
    const again = await readText(page.text())
    expect(again.platform.traffic?.records.www?.targets.map((target) => target.weight)).toEqual([40, 30, 30])
  })
})

describe('config explain', () => {
  it('prints path, value, origin and place', async () => {
    const result = await configExplain.run({ options: {}, arguments: { path: 'databases.orders' } }, context)
    const page = textPage()
    await configExplain.human(result, page)
    expect(page.text().split('\n')).toEqual(
      expect.arrayContaining([
        'path  value  origin  from',
        'databases.orders.primary  aws  file  shop.yaml:26:14',
        'databases.orders.members.aws.url  postgres://mcloud_admin:***@127.9.1.1:5432/orders  file  shop.yaml:30:14 by MCLOUD_LAB_DB_AWS',
        'databases.orders.members.gcp.url  (MCLOUD_LAB_DB_GCP not set)  file  shop.yaml:34:14 by MCLOUD_LAB_DB_GCP',
        'databases.orders.engine  postgres  default',
      ]),
    )
  })
})

describe('config schema', () => {
  it('prints the published schema', async () => {
    const page = textPage()
    await configSchema.human(await configSchema.run(none, context), page)
    const published = join(import.meta.dirname, '../../docs/reference/platform-file.schema.json')
    expect(`${page.text()}\n`).toBe(await readFile(published, 'utf8'))
  })
})

describe('config validate', () => {
  it('names the platform, and what is worth knowing about it', async () => {
    const page = textPage()
    await configValidate.human(
      await configValidate.run({ options: {}, arguments: { file: undefined } }, context),
      page,
    )
    expect(page.text()).toBe(
      [
        `${join(fixtures, 'shop.yaml')} is valid: platform shop.`,
        'note shop.yaml:56:12: detection and TTL alone take 91 s, the objective is 60 s (a shorter TTL or interval)',
        'note shop.yaml:59:9: after a promotion of orders to azure this name has no target there (a target for azure)',
        'note shop.yaml:78:15: the weights hold within each of aws, gcp, azure, not over all of them (resolvers choose the name server, so shares are exact only with one provider)',
      ].join('\n'),
    )
  })

  it('throws every mistake of the file that was named', async () => {
    const input = { options: {}, arguments: { file: 'wrong.yaml' } }
    await expect(configValidate.run(input, context)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
    })
  })
})
