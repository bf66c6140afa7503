import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const program = join(root, 'bin', 'mcloud.js')
const required = process.env.MCLOUD_REQUIRE_TOOLS === '1'
const built = existsSync(join(root, 'dist', 'lab-process.js')) || required
const run = promisify(execFile)

const has = (tool: string) => required || spawnSync(tool, ['--version']).error === undefined

/** Runs mcloud on the lab of this test; its envelope, whatever the exit code. */
async function mcloud(...words: string[]) {
  const args = [program, ...words, '--dir', folder, '--json']
  const { stdout } = await run(process.execPath, args).catch((error: { stdout: string }) => error)
  return JSON.parse(stdout) as {
    ok: boolean
    result: string
    data: never
    error: { code: string; message: string }
  }
}

let folder = ''
let environment: NodeJS.ProcessEnv = {}

describe.skipIf(!built)('the lab of the built program', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcloud-lab-e2e-'))
    expect(await mcloud('lab', 'up')).toMatchObject({ ok: true, result: 'done' })
    environment = { ...process.env, ...((await mcloud('lab', 'env')).data as Record<string, string>) }
  }, 120_000)

  afterAll(async () => {
    await mcloud('lab', 'reset', '--yes')
    expect(existsSync(join(folder, 'state'))).toBe(false)
    rmSync(folder, { recursive: true, force: true })
  })

  test('is left alone by a second up and told by status', async () => {
    expect(await mcloud('lab', 'up')).toMatchObject({ ok: true, result: 'unchanged' })
    const { data } = await mcloud('lab', 'status')
    expect(data).toMatchObject({
      state: 'up',
      world: {
        timing: { dnsSyncMs: 60, probeSpeedup: 30 },
        clouds: {
          aws: { database: { state: 'running', acceptsApplicationWrites: true }, outages: {} },
          gcp: { database: { state: 'running', acceptsApplicationWrites: false } },
          azure: { database: { state: 'running', acceptsApplicationWrites: false } },
        },
      },
    })
  })

  test('takes load in the background and judges it', async () => {
    const started = await mcloud('lab', 'load', '--background', '--until-stopped', '--rate', '50')
    expect(started).toMatchObject({ ok: true, data: { pid: expect.any(Number) } })
    expect(await mcloud('lab', 'load', '--background')).toMatchObject({ ok: false, error: { code: 'LAB' } })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const ended = await mcloud('lab', 'load', 'stop', '--verify')
    const { figures, verification } = ended.data as {
      figures: { acknowledged: number; failed: number }
      verification: { found: number; lost: string[]; duplicateKeys: string[] }
    }
    expect(figures.acknowledged).toBeGreaterThan(10)
    expect(figures.failed).toBe(0)
    expect(verification).toMatchObject({ found: figures.acknowledged, lost: [], duplicateKeys: [] })
    expect(await mcloud('lab', 'load', 'stop')).toMatchObject({ ok: false, error: { code: 'LAB' } })
  })

  test('fails and heals', async () => {
    const failed = await mcloud('lab', 'fail', 'gcp', '--mode', 'blackhole', '--scope', 'region')
    expect(failed.data).toMatchObject({ clouds: { gcp: { outages: { region: 'blackhole' } } } })
    const healed = await mcloud('lab', 'heal', 'gcp')
    expect(healed.data).toMatchObject({ clouds: { gcp: { outages: {}, database: { state: 'running' } } } })
  })

  test.skipIf(!has('aws'))('answers the aws CLI (needs aws)', () => {
    const aws = (...words: string[]) =>
      JSON.parse(
        execFileSync(
          'aws',
          ['--endpoint-url', String(environment.AWS_ENDPOINT_URL), '--output', 'json', ...words],
          {
            env: environment,
            encoding: 'utf8',
          },
        ),
      )
    const [zone] = aws('route53', 'list-hosted-zones').HostedZones
    const records = aws(
      'route53',
      'list-resource-record-sets',
      '--hosted-zone-id',
      zone.Id,
    ).ResourceRecordSets
    const [host] = String(environment.MCLOUD_LAB_DNS_AWS).split(':')
    expect(records).toContainEqual(
      expect.objectContaining({ Name: 'db.shop.test.', Type: 'A', ResourceRecords: [{ Value: host }] }),
    )
    expect(aws('rds', 'describe-db-instances').DBInstances).toMatchObject([
      { DBInstanceIdentifier: 'orders-aws', DBInstanceStatus: 'available', Endpoint: { Address: host } },
    ])
  })

  test.skipIf(!has('gcloud'))(
    'answers gcloud (needs gcloud)',
    () => {
      const gcloud = (...words: string[]) =>
        JSON.parse(
          execFileSync('gcloud', [...words, '--format=json'], { env: environment, encoding: 'utf8' }),
        )
      const records = gcloud('dns', 'record-sets', 'list', '--zone', 'shop-test') as { name: string }[]
      expect(records.map(({ name }) => name)).toContain('app.shop.test.')
      expect(gcloud('sql', 'instances', 'list')).toMatchObject([{ name: 'orders-gcp', state: 'RUNNABLE' }])
    },
    60_000,
  )

  const dig = spawnSync('dig', ['-v']).error === undefined
  test.skipIf(!dig)('answers dig (needs dig)', () => {
    const [host = '', port = ''] = String(environment.MCLOUD_LAB_DNS_AZURE).split(':')
    const ask = (...words: string[]) =>
      execFileSync('dig', [`@${host}`, '-p', port, '+short', ...words, 'db.shop.test'], {
        encoding: 'utf8',
      }).trim()
    const [primary] = String(environment.MCLOUD_LAB_DNS_AWS).split(':')
    expect([ask(), ask('+tcp')]).toEqual([primary, primary])
  })
})
