import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { LabError, messageOf } from '../lab-error.ts'
import type { ProcessIdentity, ProcessRegister } from '../processes.ts'
import { identify, signalProcess, signalTree, waitForExit } from '../processes.ts'
import type { ServiceAccount } from '../service-account.ts'
import { HOST_BASED_AUTHENTICATION, serverConfiguration } from './server-configuration.ts'

export interface PostgresServerInput {
  readonly name: string
  readonly bin: string
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  readonly account: ServiceAccount | undefined
  readonly logFile: string
  readonly admin: { readonly user: string; readonly password: string }
  readonly processes: ProcessRegister
}

const START_TIMEOUT_MS = 30_000

/** One real PostgreSQL server: its data directory and its process. */
export class PostgresServer {
  readonly #input: PostgresServerInput
  #process: ProcessIdentity | undefined
  #child: ChildProcess | undefined

  constructor(input: PostgresServerInput) {
    this.#input = input
  }

  running(): boolean {
    return this.#child !== undefined
  }

  /** Makes the data directory where there is none yet. */
  async create(): Promise<void> {
    const { dataFolder, account, admin } = this.#input
    if (existsSync(join(dataFolder, 'PG_VERSION'))) return
    rmSync(dataFolder, { recursive: true, force: true })
    mkdirSync(dataFolder, { mode: 0o700 })
    const passwordFile = `${dataFolder}.password`
    writeFileSync(passwordFile, `${admin.password}\n`, { mode: 0o600 })
    if (account) for (const path of [dataFolder, passwordFile]) chownSync(path, account.uid, account.gid)
    try {
      await this.#runInitdb([
        ...['-D', dataFolder, '-U', admin.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        // Small segments: a lab writes little.
        ...['--no-sync', '--wal-segsize=4', '--encoding=UTF8', '--locale=C'],
      ])
    } catch (error) {
      rmSync(dataFolder, { recursive: true, force: true })
      throw new LabError(`initdb failed for ${this.#input.name}: ${messageOf(error)}`, undefined, error)
    } finally {
      rmSync(passwordFile, { force: true })
    }
    writeFileSync(join(dataFolder, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION)
    appendFileSync(join(dataFolder, 'postgresql.conf'), "\ninclude 'lab.conf'\n")
  }

  /**
   * Makes the data directory as a copy of that of another server that has never run: a sixth of the work of `initdb`.
   * Both then have the same system identifier, as servers have that were restored from one snapshot.
   */
  async createAsCopyOf(other: PostgresServer): Promise<void> {
    const { dataFolder } = this.#input
    if (existsSync(join(dataFolder, 'PG_VERSION'))) return
    rmSync(dataFolder, { recursive: true, force: true })
    // Unlike Node's own copy, `cp -a` keeps the owner.
    await promisify(execFile)('cp', ['-a', other.#input.dataFolder, dataFolder])
  }

  /** Starts the server and waits until it takes connections. Idempotent. */
  async start(): Promise<void> {
    if (this.running()) return
    const { bin, dataFolder, logFile, name, processes, account } = this.#input
    const configuration = join(dataFolder, 'lab.conf')
    writeFileSync(configuration, serverConfiguration(this.#input), { mode: 0o600 })
    if (account) chownSync(configuration, account.uid, account.gid)
    removeStaleLock(dataFolder)
    const log = openSync(logFile, 'a', 0o600)
    const child = spawn(join(bin, 'postgres'), ['-D', dataFolder], {
      ...this.#spawnOptions(),
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    const failed = new Promise<never>((_, reject) => child.once('error', reject))
    failed.catch(() => {})
    child.once('exit', () => {
      if (child.pid !== undefined) processes.remove(child.pid)
      if (this.#child === child) this.#child = undefined
    })
    this.#child = child
    if (child.pid === undefined) return await failed
    this.#process = processes.add(`postgres ${name}`, child.pid)
    await this.#waitUntilReady()
  }

  /** Ends the server as a shutdown of the cloud would: sessions are cut, nothing is lost. Idempotent. */
  async stop(): Promise<void> {
    const known = this.#process
    if (!known) return
    signalTree(known, 'SIGCONT')
    signalProcess(known, 'SIGINT')
    if (!(await waitForExit(known, 10_000))) signalTree(known, 'SIGKILL')
    await waitForExit(known, 5_000)
    this.#child = undefined
    this.#process = undefined
  }

  /** Ends all its processes at once, as a lost machine would. */
  async kill(): Promise<void> {
    const known = this.#process
    if (!known) return
    signalTree(known, 'SIGKILL')
    await waitForExit(known, 5_000)
    this.#child = undefined
    this.#process = undefined
  }

  /** Stops time for all its processes: connections stay open and nothing answers. */
  freeze(): void {
    if (this.#process) signalTree(this.#process, 'SIGSTOP')
  }

  thaw(): void {
    if (this.#process) signalTree(this.#process, 'SIGCONT')
  }

  async #waitUntilReady(): Promise<void> {
    const { Client } = (await import('pg')).default
    const { host, port, admin, name, logFile } = this.#input
    const end = Date.now() + START_TIMEOUT_MS
    for (;;) {
      const client = new Client({ host, port, ...admin, database: 'postgres' })
      client.on('error', () => {})
      try {
        await client.connect()
        return
      } catch (error) {
        if (!this.running()) throw new LabError(`PostgreSQL of ${name} ended at its start`, `See ${logFile}.`)
        if (Date.now() > end) {
          await this.kill()
          throw new LabError(`PostgreSQL of ${name} is not ready: ${messageOf(error)}`, `See ${logFile}.`)
        }
        await sleep(20)
      } finally {
        client.end().catch(() => {})
      }
    }
  }

  async #runInitdb(words: readonly string[]): Promise<void> {
    const { bin, name, processes } = this.#input
    const running = promisify(execFile)(join(bin, 'initdb'), words, this.#spawnOptions())
    const { pid } = running.child
    if (pid !== undefined) processes.add(`initdb ${name}`, pid)
    try {
      await running
    } finally {
      if (pid !== undefined) processes.remove(pid)
    }
  }

  #spawnOptions() {
    const { account, dataFolder } = this.#input
    return {
      cwd: dirname(dataFolder),
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    }
  }
}

/**
 * Removes the lock of a server that was killed. PostgreSQL does so itself, except where the dead process has not been
 * collected by its parent yet (or ever: in a container whose first process collects none) and still has its number.
 */
function removeStaleLock(dataFolder: string): void {
  const lock = join(dataFolder, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (identify(pid) === undefined) rmSync(lock)
}
