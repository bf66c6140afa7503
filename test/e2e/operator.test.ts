import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/documents.ts'

const program = path.join(ROOT, 'bin', 'mcloud.js')
const built = existsSync(path.join(ROOT, 'dist', 'main.js')) || process.env.MCLOUD_REQUIRE_TOOLS === '1'

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What an operator meets: the built program, as a process, in a lab of its own. */
describe.skipIf(!built)('an operator with the built program', () => {
  let folder = ''
  let environment: Record<string, string | undefined> = {}

  const mcloud = (
    words: readonly string[],
    changed: Record<string, string | undefined> = {},
    before: readonly string[] = [],
  ) =>
    new Promise<Ended>((resolve, reject) => {
      const env = Object.fromEntries(
        Object.entries({ ...environment, ...changed }).filter(([, value]) => value !== undefined),
      ) as NodeJS.ProcessEnv
      const [command = '', ...rest] = [...before, process.execPath, program, ...words]
      const child = spawn(command, rest, { env, cwd: folder })
      child.stdin.end()
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, stdout, stderr }))
    })
  const lab = (...words: string[]) => mcloud(['lab', ...words, '--dir', path.join(folder, 'lab')])

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mcloud-operator-'))
    environment = { ...process.env }
    expect(await lab('up')).toMatchObject({ code: 0 })
    const { data } = JSON.parse((await lab('env', '--json')).stdout)
    environment = { ...environment, ...data, MCLOUD_STATE_DIR: path.join(folder, 'state') }
  }, 120_000)

  afterAll(async () => {
    await lab('reset', '--yes')
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  // A mount of its own over the folder: what no permission takes from root, an empty folder does.
  const hide = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none "$0" && exec "$@"']
  const canHide = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0

  test.skipIf(!canHide && process.env.MCLOUD_REQUIRE_TOOLS !== '1')(
    'works with the state folder of the lab out of reach (needs unshare)',
    async () => {
      const state = path.join(folder, 'lab', 'state')
      const blind = [...hide, state]
      const listed = spawnSync(blind[0] ?? '', [...blind.slice(1), 'ls', state], { encoding: 'utf8' })
      expect(listed).toMatchObject({ status: 0, stdout: '' })
      for (const words of [
        ['config', 'show'],
        ['config', 'validate'],
        ['doctor'],
        ['status'],
        ['traffic', 'show'],
        ['failover', 'check', '--to', 'gcp'],
        ['failover', 'promote', '--to', 'gcp', '--dry-run'],
        ['failover', 'promote', '--to', 'gcp', '--confirm=shop'],
        ['runs', 'list'],
        ['runs', 'show'],
        ['failover', 'promote', '--to', 'aws', '--confirm=shop'],
        ['status'],
      ]) {
        const ended = await mcloud(words, {}, blind)
        expect([words.join(' '), ended.code, ended.stderr]).toEqual([words.join(' '), 0, ended.stderr])
      }
    },
    120_000,
  )

  test('still sees the other clouds without the credentials of one', async () => {
    const home = { HOME: folder, AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none') }
    const without = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined }
    const ended = await mcloud(['status', '--json'], {
      ...without,
      ...home,
      AWS_EC2_METADATA_DISABLED: 'true',
    })
    expect(ended.code).toBe(7)
    const { data } = JSON.parse(ended.stdout)
    expect(data.clouds[0]).toMatchObject({ cloud: 'aws', reason: expect.stringMatching(/credentials/i) })
    const clouds = Object.fromEntries(
      data.clouds.map(({ cloud, health }: { cloud: string; health: string }) => [cloud, health]),
    )
    expect(clouds).toEqual({ aws: 'unknown', gcp: 'healthy', azure: 'healthy' })
  })

  test('asks for a go-ahead where there is no terminal', async () => {
    const ended = await mcloud(['failover', 'promote', '--to', 'gcp'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('CONFIRMATION_REQUIRED')
    expect(ended.stderr).toContain('--confirm=shop')
  })

  test('is told of a replica that the control plane does not know', async () => {
    const platform = readFileSync(String(environment.MCLOUD_CONFIG), 'utf8')
    const file = path.join(folder, 'missing-replica.yaml')
    writeFileSync(file, platform.replace(/\borders-gcp\b/, 'orders-nowhere'))
    const ended = await mcloud(['status', '--config', file])
    expect(ended.stdout).toContain('orders-nowhere')
    expect(ended.code).not.toBe(0)
    const clean = await mcloud(['status'])
    expect(clean.code).toBe(0)
  })

  test('is told every mistake of a file with its place', async () => {
    const file = path.join(folder, 'wrong.yaml')
    writeFileSync(file, 'platform: shop\nstrategy: active-pasive\nclouds:\n  gpc: { region: us-central1 }\n')
    const ended = await mcloud(['status', '--config', file])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/wrong\.yaml:2:11.*active-pasive/)
    expect(ended.stderr).toMatch(/wrong\.yaml:4:3.*gpc/)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
  })

  test('sees a black-holed cloud as unknown, and the others as they are', async () => {
    expect((await lab('fail', 'gcp', '--mode', 'blackhole', '--scope', 'all')).code).toBe(0)
    const ended = await mcloud(['status', '--json', '--timeout', '5s'])
    expect((await lab('heal', 'gcp')).code).toBe(0)
    expect(ended.code).toBe(7)
    const { data } = JSON.parse(ended.stdout)
    const states = Object.fromEntries(
      data.clouds.map(({ cloud, health }: { cloud: string; health: string }) => [cloud, health]),
    )
    expect(states).toEqual({ aws: 'healthy', gcp: 'unknown', azure: 'healthy' })
  })

  test('keeps pairs alike on their schedules until Ctrl-C, whatever one of them does', async () => {
    const platform = path.join(path.dirname(String(environment.MCLOUD_CONFIG)), 'watched.yaml')
    const pair = (bucket: string) =>
      `{ buckets: { aws: ${bucket}, azure: shopstorage/shop-assets }, source: aws, prefix: watched, every: 0s }`
    const before = readFileSync(String(environment.MCLOUD_CONFIG), 'utf8')
    writeFileSync(
      platform,
      `${before}\nstorage:\n  broken: ${pair('nowhere')}\n  live: ${pair('shop-assets')}\n`,
    )
    const never = JSON.parse((await mcloud(['status', '--config', platform, '--json'])).stdout)
    expect(never.data.syncs).toMatchObject([{ state: 'never' }, { state: 'never' }])

    const source = path.join(folder, 'watched')
    mkdirSync(source)
    const upload = async (name: string) => {
      writeFileSync(path.join(source, name), name)
      expect((await mcloud(['sync', source, 's3://shop-assets/watched'])).code).toBe(0)
    }
    await upload('first')
    const words = [program, 'sync', 'watch', '--config', platform, '--json']
    const child = spawn(process.execPath, words, { env: environment as NodeJS.ProcessEnv, cwd: folder })
    const runs: { pair: string; result: string; copied: number; reason?: string }[] = []
    const wake: (() => void)[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      runs.push(JSON.parse(line))
      for (const each of wake.splice(0)) each()
    })
    const until = async (isThere: () => boolean) => {
      while (!isThere()) await new Promise<void>((resolve) => wake.push(resolve))
    }
    const copies = () => runs.filter(({ pair: name, copied }) => name === 'live' && copied > 0).length
    const ended = new Promise((resolve) => child.once('close', resolve))
    await until(() => copies() === 1)
    await upload('second')
    await until(() => copies() === 2)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(runs.filter(({ pair: name }) => name === 'broken').length).toBeGreaterThan(1)
    expect(runs.find(({ pair: name }) => name === 'broken')).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('NoSuchBucket'),
    })
    const { stdout, code } = await mcloud(['sync', 'status', '--config', platform, '--json'])
    expect(code).toBe(6)
    expect(JSON.parse(stdout).data.pairs).toMatchObject([
      { name: 'broken', state: 'behind' },
      { name: 'live', state: 'alike' },
    ])
  }, 60_000)

  test("moves objects by the clouds' own services, proved by the listings", async () => {
    const role = 'arn:aws:iam::000000000000:role/transfer'
    const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:sas'
    const moves = [
      ['s3://shop-assets/watched', 'az://shopstorage/shop-assets/moved', 'copy from URL by Azure'],
      ['az://shopstorage/shop-assets/moved', 's3://shop-assets/moved', 'DataSync'],
      ['s3://shop-assets/moved', 'gs://shop-assets/moved', 'Storage Transfer Service'],
    ] as const
    for (const [from, to, engine] of moves) {
      const given = from.startsWith('az') ? ['--transfer-secret', secret] : []
      const line = ['sync', from, to, '--engine', 'managed', '--transfer-role', role, ...given, '--json']
      const { code, stdout, stderr } = await mcloud(line)
      expect(stderr).not.toContain('error')
      expect(code).toBe(0)
      expect(JSON.parse(stdout).data.pairs[0].report).toMatchObject({ engine, copied: 2, failures: 0 })
    }
    expect((await mcloud(['sync', 'verify', moves[0][0], moves[2][1], '--download'])).code).toBe(0)
  }, 60_000)
})
