import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { WorldStatus } from '../daemon/control-protocol.ts'
import type { StartMessage, StartRequest } from '../daemon/start-request.ts'
import { commandLineEntry, labEntry, nodeArguments } from '../lab-entry.ts'
import { LabError } from '../lab-error.ts'
import type { Environment, LabFolder } from '../lab-folder.ts'
import { processRegister, signalProcess, waitForExit } from '../processes.ts'
import type { LabTiming } from '../settings.ts'
import { readSettings } from '../settings.ts'
import { askDaemon, findDaemon } from './daemon-client.ts'
import { withFolderLock } from './folder-lock.ts'
import { makeLabFolder } from './make-lab-folder.ts'
import { endStrays } from './stray-processes.ts'

export interface LabUpInput {
  readonly folder: LabFolder
  readonly environment: Environment
  readonly postgresVersion?: string
  readonly seed?: string
  readonly timing?: Partial<LabTiming>
  readonly signal: AbortSignal
  readonly report: (text: string) => void
  /** Program of the lab's processes; found beside mcloud where absent. */
  readonly entry?: string
}

export interface LabUpResult {
  readonly changed: boolean
  readonly elapsedMs: number
  readonly status: WorldStatus
}

const START_TIMEOUT_MS = 120_000

/**
 * Starts the lab in the background and waits until it is ready; does nothing where it is up already. What a
 * crashed daemon has left is ended first.
 * @throws LabError
 */
export async function labUp(input: LabUpInput): Promise<LabUpResult> {
  const { folder, report } = input
  if (process.platform === 'win32')
    throw new LabError('the lab runs on Linux and macOS', 'On Windows use WSL.')
  const startedMs = performance.now()
  makeLabFolder(folder)
  return await withFolderLock(folder, async () => {
    const done = async (changed: boolean): Promise<LabUpResult> => ({
      changed,
      status: await askDaemon(folder, 'status', {}),
      elapsedMs: performance.now() - startedMs,
    })
    refuseOtherMake(input)
    if (findDaemon(folder).kind === 'running') return await done(false)
    const strays = await endStrays(folder)
    for (const { what, pid } of strays) report(`ended ${what} (process ${pid}), left by a crashed daemon`)
    await startDaemon(input)
    return await done(true)
  })
}

async function startDaemon(input: LabUpInput): Promise<void> {
  const { folder, signal, report } = input
  const entry = input.entry ?? labEntry()
  const commandLine = input.entry === undefined ? commandLineEntry() : undefined
  const log = openSync(join(folder.logs, 'daemon.log'), 'a', 0o600)
  const child = spawn(process.execPath, nodeArguments(entry, 'daemon', folder.root), {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log, 'ipc'],
    env: daemonEnvironment(input.environment),
  })
  closeSync(log)
  const processes = processRegister(folder.processes)
  const identity = child.pid === undefined ? undefined : processes.add('daemon', child.pid)

  const ready = new Promise<void>((resolve, reject) => {
    const seeLog = `See ${join(folder.logs, 'daemon.log')}.`
    child.once('error', reject)
    child.once('exit', (code, by) =>
      reject(new LabError(`the lab ended at its start (${by ?? code})`, seeLog)),
    )
    const timer = setTimeout(
      () => reject(new LabError('the lab is not ready in time', seeLog)),
      START_TIMEOUT_MS,
    )
    timer.unref()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    child.on('message', (message: StartMessage) => {
      if (message.kind === 'progress') report(message.text)
      else if (message.kind === 'ready') resolve()
      else reject(new LabError(message.message, message.hint))
    })
  })
  const request: StartRequest = {
    root: folder.root,
    entry,
    environment: input.environment,
    timing: input.timing ?? {},
    ...(commandLine === undefined ? {} : { commandLine }),
    ...(input.postgresVersion === undefined ? {} : { postgresVersion: input.postgresVersion }),
    ...(input.seed === undefined ? {} : { seed: input.seed }),
  }
  child.send(request)
  try {
    signal.throwIfAborted()
    await ready
  } catch (error) {
    ready.catch(() => {})
    if (child.connected) child.disconnect()
    // The daemon unwinds what it has started; should it hang, its processes are known by the register.
    if (identity) {
      signalProcess(identity, 'SIGTERM')
      await waitForExit(identity, 20_000)
    }
    await endStrays(folder)
    throw error
  }
  child.removeAllListeners()
  child.disconnect()
  child.unref()
}

/** A lab keeps what it was made with; asking for something else is a mistake, not a wish to lose its data. */
function refuseOtherMake({ folder, postgresVersion, seed, timing }: LabUpInput): void {
  const kept = readSettings(folder)
  if (!kept) return
  const version = kept.postgres.version
  const otherVersion =
    postgresVersion !== undefined &&
    !postgresVersion.includes('/') &&
    version.split('.')[0] !== postgresVersion.split('.')[0]
  const otherSeed = seed !== undefined && seed !== kept.seed
  if (otherVersion || otherSeed) {
    throw new LabError(
      `the lab in ${folder.root} was made with PostgreSQL ${version} and ${kept.seed ? `the seed ${kept.seed}` : 'no seed'}`,
      `Leave out ${otherVersion ? '--postgres-version' : '--seed'}, take another --dir, or start afresh with \`mcloud lab reset\`.`,
    )
  }
  const { dnsSyncMs } = timing ?? {}
  if (
    dnsSyncMs !== undefined &&
    dnsSyncMs !== kept.timing.dnsSyncMs &&
    findDaemon(folder).kind === 'running'
  ) {
    throw new LabError(
      `the lab is up with DNS changes in sync after ${kept.timing.dnsSyncMs} ms`,
      'Another --dns-sync takes effect after `mcloud lab down`.',
    )
  }
}

/** The daemon outlives this shell: it gets what it needs to find programs, and no credentials. */
function daemonEnvironment(environment: Environment): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'NODE_V8_COVERAGE']
  return Object.fromEntries(kept.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])))
}
