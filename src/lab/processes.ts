import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** A process by more than its number: numbers are used again, start times are not. */
export interface ProcessIdentity {
  readonly pid: number
  /** Opaque; differs between two processes that have had the same pid. */
  readonly startedAt: string
}

export interface KnownProcess extends ProcessIdentity {
  /** e.g. `postgres aws`. */
  readonly what: string
}

const PROC = '/proc'

/** The identity of a running process, or undefined where there is none with that pid. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startTimeOf(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** True when this very process (not a later one with its number) runs. */
export function isRunning(process: ProcessIdentity): boolean {
  return startTimeOf(process.pid) === process.startedAt
}

/** Sends a signal to this very process; false when it no longer runs. */
export function signalProcess(known: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(known)) return false
  return sendSignal(known.pid, signal)
}

/**
 * Signals a process and all its descendants, parents first. Parents go first so that a stopped or dead one
 * starts no further children while the rest is looked for.
 */
export function signalTree(root: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(root)) return
  const descendants = () => childrenOf(root.pid)
  const before = descendants()
  sendSignal(root.pid, signal)
  for (const pid of new Set([...before, ...(signal === 'SIGKILL' ? [] : descendants())])) {
    sendSignal(pid, signal)
  }
}

/** Ends everything that this process has started, and what that has started. */
export function killDescendants(): void {
  // Looked for again, because a process that is about to die may still start another one.
  for (let found = childrenOf(process.pid); found.length > 0; found = livingOf(childrenOf(process.pid))) {
    for (const pid of found) sendSignal(pid, 'SIGKILL')
  }
}

/** Waits until the process is gone; false when it still runs after the time. */
export async function waitForExit(known: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs
  while (isRunning(known)) {
    if (Date.now() > end) return false
    await sleep(10)
  }
  return true
}

/** The list of processes of one lab on disk, so that strays are found after a crash of the daemon. */
export function processRegister(path: string) {
  const read = () => readJsonFile<KnownProcess[]>(path) ?? []
  return {
    read,
    add(what: string, pid: number): ProcessIdentity | undefined {
      const identity = identify(pid)
      if (identity)
        writeJsonFile(path, [...read().filter((known) => known.pid !== pid), { what, ...identity }])
      return identity
    },
    remove(pid: number): void {
      writeJsonFile(
        path,
        read().filter((known) => known.pid !== pid),
      )
    },
    strays(): readonly KnownProcess[] {
      return read().filter(isRunning)
    },
  }
}

export type ProcessRegister = ReturnType<typeof processRegister>

function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

function startTimeOf(pid: number): string | undefined {
  if (existsSync(PROC)) {
    const fields = statFields(pid)
    // A zombie runs nothing any more: only its parent has yet to notice.
    return fields === undefined || fields[0] === 'Z' ? undefined : fields[19]
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return started === '' ? undefined : started
  } catch {
    return undefined
  }
}

function livingOf(pids: readonly number[]): number[] {
  return pids.filter((pid) => identify(pid) !== undefined)
}

/** The fields of /proc/PID/stat after the command's name, which may itself hold blanks (proc(5)). */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`${PROC}/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** All descendants of a process, parents before their children. */
function childrenOf(root: number): number[] {
  const parents = parentTable()
  const found: number[] = []
  let generation = [root]
  while (generation.length > 0) {
    generation = [...parents].filter(([, parent]) => generation.includes(parent)).map(([pid]) => pid)
    found.push(...generation)
  }
  return found
}

function parentTable(): Map<number, number> {
  if (existsSync(PROC)) {
    const rows = readdirSync(PROC)
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(statFields(Number(name))?.[1])] as const)
    return new Map(rows.filter(([, parent]) => Number.isInteger(parent)))
  }
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = listing.trim().split('\n')
  return new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]))
}
