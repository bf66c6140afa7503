import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measure, takeTurns } from './support/measure.mjs'
import { startListingDouble, startObjectServers } from './support/object-server.mjs'
import { addressOf, createBucket, environmentFor, has, rcloneArguments } from './support/rivals.mjs'
import { withScratch } from './support/scratch.mjs'

export const name = 'sync'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const MANY = Number(process.env.BENCH_SMALL_OBJECTS ?? 10_000)
const MIB = 1024 * 1024
const CLOUDS = ['aws', 'gcp', 'azure']
const SCHEMES = { aws: 's3', gcp: 'gs', azure: 'az' }
const WORDS = {
  tuned: 'tuned rclone',
  plain: 'rclone as it comes',
  aws: 'aws s3 sync (one round)',
  folder: 'aws s3 sync from a folder (one round)',
  slow: 'tuned rclone (one round)',
}
const ONCE = ['aws', 'folder', 'slow']

const SMALL = {
  run: copies,
  what: `${MANY} x 4 KiB`,
  count: MANY,
  bytes: 4_096,
  targets: { tuned: 1, plain: 0.5, folder: 0.5 },
}

/**
 * What is measured; BENCH_SYNC names some of them, `1m,s3-s3` for instance. Targets are the highest ratios of wall
 * times that are still good.
 */
const CONTESTS = {
  '200k': { run: unchanged, count: 200_000, mostSeconds: 3, rivals: ['tuned', 'aws'] },
  '1m': { run: unchanged, count: 1_000_000, mostSeconds: 20, rivals: ['slow'] },
  's3-s3': { ...SMALL, from: 'aws', to: 'aws' },
  's3-gs': { ...SMALL, from: 'aws', to: 'gcp' },
  'gs-az': { ...SMALL, from: 'gcp', to: 'azure' },
  large: {
    run: copies,
    what: '4 x 256 MiB',
    count: 4,
    bytes: 256 * MIB,
    from: 'aws',
    to: 'aws',
    targets: { tuned: 1.25, plain: 1.25, folder: 1 },
  },
  bandwidth: { run: bandwidth },
}

/** Sync against rclone (as it comes, and tuned) and `aws s3 sync` on the same endpoints, taking turns in one run. */
export async function run({ root, note }) {
  const program = join(root, 'bin', 'mcloud.js')
  if (!existsSync(join(root, 'dist', 'main.js'))) throw new Error('run `npm run build` first')
  // Memory, where the machine has it as files: the disk is not what is compared.
  if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm'
  const found = { rclone: has('rclone'), aws: has('aws') }
  for (const [rival, here] of Object.entries(found))
    if (!here) note(`${rival} is not on this machine and is left out`)
  const { rclone, aws } = found
  const canRun = { mcloud: true, tuned: rclone, plain: rclone, slow: rclone, aws, folder: aws }
  const wanted = process.env.BENCH_SYNC?.split(',') ?? Object.keys(CONTESTS)
  const figures = []
  return withScratch(async (scratch) => {
    for (const part of wanted) {
      note(part)
      const { run: measured, ...contest } = CONTESTS[part]
      figures.push(...(await measured({ root, note, program, scratch, canRun, ...contest })))
    }
    return figures
  })
}

/** Nothing to copy: two listings, which a double makes up, are compared. */
async function unchanged({ root, program, scratch, canRun, count, mostSeconds, rivals }) {
  const server = await startListingDouble(root, count)
  try {
    const urls = { aws: server.url }
    const where = { env: environmentFor(urls, scratch), cwd: scratch, servers: [server.pid] }
    const sides = ['one', 'two'].map((bucket) => ({ cloud: 'aws', bucket }))
    const words = ['sync', 's3://one', 's3://two']
    const rclone = () => measure('rclone', rcloneArguments(scratch, urls, sides, true), where)
    const runners = {
      mcloud: () => measure(process.execPath, [program, ...words, '--quiet'], where),
      tuned: rclone,
      slow: rclone,
      aws: () => measure('aws', ['s3', ...words, '--size-only'], where),
    }
    const taking = pick(runners, (each) => each === 'mcloud' || (rivals.includes(each) && canRun[each]))
    const measured = await takeTurns(taking, ROUNDS, ONCE)
    const label = `${count / 1_000}k unchanged`
    return figuresOf(label, measured, { seconds: mostSeconds, tuned: 1, slow: 1, aws: 1 })
  } finally {
    await server.close()
  }
}

async function copies({ root, program, scratch, canRun, what, count, bytes, from, to, targets }) {
  const { where, bucket, urls, close } = await openStores(root, scratch, [...new Set([from, to])])
  try {
    const folder = fill(scratch, { folder: 'objects', count, bytes })
    const sync = (...words) => measure(process.execPath, [program, 'sync', ...words, '--quiet'], where)
    const source = await bucket(from)
    await sync(folder, source.address)
    const rclone = async (tuned) =>
      measure('rclone', rcloneArguments(scratch, urls, [source, await bucket(to)], tuned), where)
    const runners = {
      mcloud: async () => sync(source.address, (await bucket(to)).address),
      tuned: () => rclone(true),
      plain: () => rclone(false),
      // Between buckets it lets the server copy; from a folder it moves bytes as the others do.
      folder: async () => measure('aws', ['s3', 'sync', folder, (await bucket(to)).address], where),
    }
    const taking = pick(runners, (each) => canRun[each] && (each !== 'folder' || to === 'aws'))
    const measured = await takeTurns(taking, ROUNDS, ONCE)
    return figuresOf(`${SCHEMES[from]} -> ${SCHEMES[to]}, ${what}`, measured, targets)
  } finally {
    rmSync(join(scratch, 'objects'), { recursive: true, force: true })
    await close()
  }
}

async function bandwidth({ root, program, scratch }) {
  const { where, bucket, close } = await openStores(root, scratch, ['aws'])
  try {
    const source = fill(scratch, { folder: 'limited', count: 8, bytes: 6 * MIB })
    const words = ['sync', source, (await bucket('aws')).address, '--bandwidth', '12MiB', '--json']
    const { output } = await measure(process.execPath, [program, ...words], where)
    const { copiedBytes, elapsedMs } = JSON.parse(output).data.pairs[0].report
    const rate = (copiedBytes / elapsedMs / (12 * MIB)) * 1_000
    return [{ figure: 'off the bandwidth limit', value: Math.abs(rate - 1) * 100, unit: '%', target: 5 }]
  } finally {
    await close()
  }
}

function pick(runners, wanted) {
  return Object.fromEntries(Object.entries(runners).filter(([each]) => wanted(each)))
}

/** What mcloud needed, and how everybody else compares with it: by the clock, and by the CPU time of the client. */
function figuresOf(label, measured, targets) {
  const { mcloud, ...rivals } = measured
  const figure = (text, value, unit, target) => ({
    figure: `${label}${text}`,
    value,
    unit,
    ...(target === undefined ? {} : { target }),
  })
  return [
    figure('', mcloud.seconds, 's', targets.seconds),
    figure(', CPU', mcloud.cpu, 's'),
    figure(', CPU of the servers', mcloud.serverCpu, 's'),
    figure(', peak memory', mcloud.peakBytes / MIB, 'MiB', 256),
    figure(', cores busy with other work', mcloud.others, ''),
    ...Object.entries(rivals).flatMap(([rival, theirs]) => [
      figure(`: ${WORDS[rival]}`, theirs.seconds, 's'),
      figure(`: ${WORDS[rival]}, CPU`, theirs.cpu, 's'),
      figure(`: ${WORDS[rival]}, CPU of the servers`, theirs.serverCpu, 's'),
      figure(`: ${WORDS[rival]}, peak memory`, theirs.peakBytes / MIB, 'MiB'),
      figure(`: ${WORDS[rival]}, cores busy with other work`, theirs.others, ''),
      figure(` against ${WORDS[rival]}`, mcloud.seconds / theirs.seconds, 'x', targets[rival]),
      figure(` against ${WORDS[rival]}, CPU`, mcloud.cpu / theirs.cpu, 'x'),
    ]),
  ]
}

/** The object stores of clouds, with a maker of empty buckets. */
async function openStores(root, scratch, clouds) {
  const servers = await startObjectServers(root, clouds)
  const urls = Object.fromEntries(
    CLOUDS.map((cloud) => [cloud, servers[clouds.indexOf(cloud)]?.url ?? 'http://127.0.0.1:9']),
  )
  let count = 0
  return {
    urls,
    where: {
      env: environmentFor(urls, scratch),
      cwd: scratch,
      servers: servers.map(({ pid }) => pid),
    },
    async bucket(cloud) {
      const bucket = `bench-${++count}`
      await createBucket(cloud, urls[cloud], bucket)
      return { cloud, bucket, address: addressOf(cloud, bucket) }
    },
    close: () => Promise.all(servers.map((server) => server.close())),
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
