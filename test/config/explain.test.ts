import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explain, explainedAt } from '../../src/config/explain.ts'
import { referenceTo } from '../../src/config/references.ts'
import { maskedValue } from '../../src/config/secrets.ts'
import { generalDefaults, readUserSettings } from '../../src/config/user-settings.ts'
import { readText } from './read-text.ts'

const TEXT = `platform: shop
strategy: hybrid
clouds:
  aws: { region: us-east-1 }
databases:
  orders:
    primary: aws
    members:
      aws: { instance: orders, url: "\${DB}" }
    writers: [app]
notifications:
  ops: { kind: slack, url: "\${HOOK}" }
`

async function home(file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-home-'))
  await mkdir(join(folder, '.config/mcloud'), { recursive: true })
  await writeFile(join(folder, '.config/mcloud/config.yaml'), file)
  return folder
}

describe('explain', () => {
  it('shows a command of a scenario whose variable is not set', async () => {
    const command = `[gcloud, --project, "${referenceTo('PROJECT')}"]`
    const text = `${TEXT}scenarios:\n  gone:\n    steps:\n      - { use: run-command, with: { command: ${command} } }\n`
    const read = await readText(text, { environment: {} })
    const path = 'scenarios.gone.steps[0].with.command[2]'
    expect(explainedAt(explain(read, { color: true }), path)).toMatchObject([
      { value: null, variables: [{ name: 'PROJECT', set: false }] },
    ])
    expect(JSON.stringify(maskedValue(read.effective))).toContain(referenceTo('PROJECT'))
  })

  it('gives each value its origin, and shows no secret', async () => {
    const read = await readText(TEXT, { environment: { DB: 'postgres://admin:hunter2@db:5432/orders' } })
    const values = explain(read, { color: true })
    expect(explainedAt(values, 'databases')).toEqual([
      { path: 'databases.orders.primary', value: 'aws', origin: 'file', from: 'mcloud.yaml:7:14' },
      {
        path: 'databases.orders.members.aws.instance',
        value: 'orders',
        origin: 'file',
        from: 'mcloud.yaml:9:24',
      },
      {
        path: 'databases.orders.members.aws.url',
        value: 'postgres://admin:***@db:5432/orders',
        origin: 'file',
        from: 'mcloud.yaml:9:37',
        variables: [{ name: 'DB', set: true }],
      },
      { path: 'databases.orders.writers[0]', value: 'app', origin: 'file', from: 'mcloud.yaml:10:15' },
      { path: 'databases.orders.engine', value: 'postgres', origin: 'default' },
      { path: 'databases.orders.lagThreshold', value: '10s', origin: 'default' },
    ])
    expect(explainedAt(values, 'notifications.ops.url')).toMatchObject([
      { value: null, variables: [{ name: 'HOOK', set: false }] },
    ])
    expect(() => explainedAt(values, 'databases.order')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: 'Did you mean databases.orders?' }),
    )
  })

  it('keeps the order flag, environment, platform file, user file, default', async () => {
    const HOME = await home('timeout: 45s\ncolor: false\nclouds:\n  aws: { profile: mine }\n')
    const withProfile = TEXT.replace('us-east-1 }', 'us-east-1, profile: theirs }')
    const profile = async (text: string, environment: Record<string, string>) => {
      const read = await readText(text, { environment })
      const [value] = explainedAt(explain(read, { color: true }), 'clouds.aws.profile')
      expect(read.platform.clouds.aws?.profile).toBe(value?.value)
      return [value?.value, value?.origin, value?.from]
    }
    const file = join(HOME, '.config/mcloud/config.yaml')
    expect(await profile(TEXT, { HOME })).toEqual(['mine', 'user file', `${file}:4:19`])
    expect(await profile(withProfile, { HOME })).toEqual(['theirs', 'file', 'mcloud.yaml:4:38'])
    expect(await profile(withProfile, { HOME, AWS_PROFILE: 'now' })).toEqual([
      'now',
      'environment',
      'AWS_PROFILE',
    ])

    const timeout = async (environment: Record<string, string>, timeoutMs?: number) => {
      const read = await readText(TEXT, { environment })
      return explain(read, { color: true, ...(timeoutMs === undefined ? {} : { timeoutMs }) })[0]
    }
    expect(await timeout({ HOME, MCLOUD_TIMEOUT: '5s' }, 7_000)).toMatchObject({
      value: '7000ms',
      origin: 'flag',
    })
    expect(await timeout({ HOME, MCLOUD_TIMEOUT: '5s' })).toMatchObject({
      value: '5s',
      origin: 'environment',
    })
    expect(await timeout({ HOME })).toMatchObject({ value: '45s', origin: 'user file' })
    expect(await timeout({})).toMatchObject({ origin: 'default' })
  })
})

describe('the user file', () => {
  it('gives the defaults of the command line', async () => {
    const HOME = await home('timeout: 45s\ncolor: false\n')
    expect(generalDefaults(await readUserSettings({ HOME }))).toEqual({ timeoutMs: 45_000, color: false })
    expect(generalDefaults(await readUserSettings({}))).toEqual({})
  })

  it('is checked like the platform file', async () => {
    const HOME = await home('timeuot: 45s\nclouds:\n  gcp: {}\n')
    const file = join(HOME, '.config/mcloud/config.yaml')
    await expect(readUserSettings({ HOME })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [
        { at: `${file}:1:1`, message: 'unknown key `timeuot`', expected: 'did you mean `timeout`?' },
        { at: `${file}:3:3`, message: 'unknown key `gcp`' },
      ],
    })
  })
})

describe('secrets', () => {
  it('in clear are warned of, with their place', async () => {
    const text = TEXT.replace(referenceTo('DB'), 'postgres://admin:hunter2@db/orders').replace(
      referenceTo('HOOK'),
      'https://hooks.slack.com/services/T0/B0/x',
    )
    const { platform } = await readText(`${text}  page: { kind: pagerduty, routingKey: R0123 }\n`)
    expect(platform.warnings?.map(({ at, message }) => `${at} ${message}`)).toEqual([
      'mcloud.yaml:9:37 a password stands in clear in the connection string',
      'mcloud.yaml:12:28 a URL that lets anybody post stands in clear',
      'mcloud.yaml:13:40 `routingKey` stands in clear',
    ])
    expect(JSON.stringify(platform.warnings)).not.toMatch(/hunter2|T0\/B0|R0123/)
  })

  it('are masked where values are shown', () => {
    const value = {
      databases: { a: { url: 'postgres://u:p%40ss@h/d' } },
      notifications: { w: { kind: 'webhook', url: 'https://x.example.com/abc', token: 't0ken' } },
    }
    expect(maskedValue(value)).toEqual({
      databases: { a: { url: 'postgres://u:***@h/d' } },
      notifications: { w: { kind: 'webhook', url: '***', token: '***' } },
    })
  })
})
