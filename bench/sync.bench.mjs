import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { startObjectServer } from './support/object-server.mjs'
import { environmentFor, has, measure, rcloneArguments } from './support/rivals.mjs'

export const name = 'sync'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const MANY = Number(process.env.BENCH_SMALL_OBJECTS ?? 10_000)
const LARGE_BYTES = 256 * 1024 * 1024
const MIB = 1024 * 1024

/** Sync against rclone (default and tuned) and `aws s3 sync` on the same endpoints, taking turns in one run. */
export async function run({ root, note }) {
  const program = join(root, 'bin', 'mcloud.js')
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  // Memory, where the machine has it as files: the disk is not what is compared.
  if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm'
  const scratch = mkdtempSync(join(tmpdir(), 'mcloud-bench-'))
  const rivals = { rclone: has('rclone'), aws: has('aws') }
  for (const [rival, found] of Object.entries(rivals))
    if (!found) note(`${rival} is not on this machine and is left out`)
  const bench = { root, note, program, scratch, rivals }
  try {
    return [...(await unchanged(bench)), ...(await copies(bench))]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function unchanged({ root, note, program, scratch, rivals }) {
  const figures = []
  for (const count of [200_000, 1_000_000]) {
    const server = await startListing(root, count)
    try {
      const env = environmentFor(server.url, join(scratch, `state-${count}`))
      const words = ['sync', 's3://one', 's3://two', '--quiet']
      note(`${count} objects unchanged`)
      const ours = await best(() => measure(process.execPath, [program, ...words], env, scratch))
      const label = `${count / 1_000}k unchanged`
      figures.push({ figure: label, value: ours.ms / 1_000, unit: 's', target: count > 500_000 ? 20 : 3 })
      figures.push({ figure: `${label}, peak memory`, value: ours.peakBytes / MIB, unit: 'MiB', target: 256 })
      if (count > 500_000) continue
      if (rivals.rclone) {
        const words = rcloneArguments(scratch, server.url, 'one', 'two', true)
        const theirs = await best(() => measure('rclone', words, env, scratch))
        figures.push({
          figure: `${label} against tuned rclone`,
          value: ours.ms / theirs.ms,
          unit: 'x',
          target: 1,
        })
      }
      if (rivals.aws) {
        const theirs = await measure(
          'aws',
          ['s3', 'sync', 's3://one', 's3://two', '--size-only'],
          env,
          scratch,
        )
        figures.push({
          figure: `${label} against aws s3 sync`,
          value: ours.ms / theirs.ms,
          unit: 'x',
          target: 1,
        })
      }
    } finally {
      await server.close()
    }
  }
  return figures
}

async function copies({ root, note, program, scratch, rivals }) {
  const server = await startObjectServer(root, 'aws')
  try {
    const env = environmentFor(server.url, join(scratch, 'state'))
    const s3 = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    })
    let buckets = 0
    const bucket = async () => {
      const Bucket = `bench-${++buckets}`
      await s3.send(new CreateBucketCommand({ Bucket }))
      return Bucket
    }
    const mcloud = (from, to) =>
      measure(process.execPath, [program, 'sync', from, to, '--quiet'], env, scratch)
    const contests = [
      {
        figure: `${MANY} x 4 KiB`,
        count: MANY,
        bytes: 4_096,
        folder: 'small',
        targets: { tuned: 1, default: 0.5, aws: 0.5 },
      },
      {
        figure: '4 x 256 MiB',
        count: 4,
        bytes: LARGE_BYTES,
        folder: 'large',
        targets: { tuned: 1.25, default: 1.25, aws: 1 },
      },
    ]
    const figures = []
    for (const contest of contests) {
      note(contest.figure)
      const source = await bucket()
      await mcloud(fill(scratch, contest), `s3://${source}`)
      const runners = {
        mcloud: async () => mcloud(`s3://${source}`, `s3://${await bucket()}`),
        ...(rivals.rclone && {
          tuned: async () =>
            measure(
              'rclone',
              rcloneArguments(scratch, server.url, source, await bucket(), true),
              env,
              scratch,
            ),
          default: async () =>
            measure(
              'rclone',
              rcloneArguments(scratch, server.url, source, await bucket(), false),
              env,
              scratch,
            ),
        }),
        // Its copies between buckets are made by the server itself; from a folder it moves bytes as the others do.
        ...(rivals.aws && {
          aws: async () =>
            measure(
              'aws',
              ['s3', 'sync', join(scratch, contest.folder), `s3://${await bucket()}`],
              env,
              scratch,
            ),
        }),
      }
      const measured = await takeTurns(runners)
      const ours = measured.mcloud
      figures.push({ figure: contest.figure, value: ours.ms / 1_000, unit: 's' })
      figures.push({
        figure: `${contest.figure}, peak memory`,
        value: ours.peakBytes / MIB,
        unit: 'MiB',
        target: 256,
      })
      for (const [rival, target] of Object.entries(contest.targets)) {
        if (measured[rival] === undefined) continue
        const label = { tuned: 'tuned rclone', default: 'rclone', aws: 'aws s3 sync from a folder' }[rival]
        figures.push({
          figure: `${contest.figure} against ${label}`,
          value: ours.ms / measured[rival].ms,
          unit: 'x',
          target,
        })
      }
      rmSync(join(scratch, contest.folder), { recursive: true, force: true })
    }
    note('bandwidth limit')
    const source = fill(scratch, { folder: 'limited', count: 8, bytes: 6 * MIB })
    const words = ['sync', source, `s3://${await bucket()}`, '--bandwidth', '12MiB', '--json']
    const { output } = await measure(process.execPath, [program, ...words], env, scratch)
    const { copiedBytes, elapsedMs } = JSON.parse(output).data.pairs[0].report
    const rate = (copiedBytes / elapsedMs / (12 * MIB)) * 1_000
    figures.push({ figure: 'off the bandwidth limit', value: Math.abs(rate - 1) * 100, unit: '%', target: 5 })
    return figures
  } finally {
    await server.close()
  }
}

function fill(scratch, { folder, count, bytes }) {
  for (let index = 0; index < count; index += 1) {
    const below = join(scratch, folder, `d${index % 50}`)
    if (index < 50) mkdirSync(below, { recursive: true })
    writeFileSync(join(below, `object-${index}`), randomBytes(bytes))
  }
  return join(scratch, folder)
}

/** Medians of rounds in which everybody has a turn, so that a busy moment of the machine hits all alike. */
async function takeTurns(runners) {
  const rounds = Object.fromEntries(Object.keys(runners).map((key) => [key, []]))
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [key, runner] of Object.entries(runners)) rounds[key].push(await runner())
  return Object.fromEntries(Object.entries(rounds).map(([key, measured]) => [key, median(measured)]))
}

async function best(runner) {
  const measured = []
  for (let round = 0; round < ROUNDS; round += 1) measured.push(await runner())
  return median(measured)
}

function median(measured) {
  const ms = measured.map((each) => each.ms).toSorted((one, other) => one - other)
  return { ms: ms[Math.floor(ms.length / 2)], peakBytes: Math.max(...measured.map((each) => each.peakBytes)) }
}

async function startListing(root, count) {
  const child = spawn(
    process.execPath,
    [join(root, 'bench', 'support', 'listing-server.mjs'), String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const url = await new Promise((resolve) =>
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
  )
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}
