import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'

export type Environment = Readonly<Record<string, string | undefined>>

export interface ProcessInput {
  readonly folder: string
  readonly environment: Environment
  /** Passed on as exactly one SIGINT, after which the end is waited for without a limit. */
  readonly signal: AbortSignal
}

export interface Finished {
  readonly exitCode: number
  /** What it printed; empty where that was followed line by line. */
  readonly output: string
  readonly interrupted: boolean
  /** The signal that ended it, where it did not end by itself. */
  readonly killedBy?: string
}

const TAIL_MS = 40
const LARGEST_OUTPUT = 1_024 * 1_024 * 512

/** Runs the program and keeps what it prints in memory only, because it may be secret. */
export async function runToEnd(
  path: string,
  args: readonly string[],
  input: ProcessInput,
): Promise<Finished> {
  const { execa } = await import('execa')
  const subprocess = execa(path, [...args], {
    ...common(input),
    stdout: 'pipe',
    stderr: 'pipe',
    maxBuffer: LARGEST_OUTPUT,
  })
  const release = interruptOnce(subprocess, input.signal)
  const ran = await subprocess
  const interrupted = release()
  const exitCode = ran.exitCode ?? -1
  const output = exitCode === 0 ? ran.stdout : `${ran.stdout}\n${ran.stderr}`
  return { exitCode, output, interrupted, ...(ran.signal !== undefined && { killedBy: ran.signal }) }
}

/**
 * Runs the program with its output in a file, which is read as it grows: were it a pipe, the death of this process
 * would be the death of the program in the middle of an apply.
 */
export async function runStreaming(
  path: string,
  args: readonly string[],
  input: ProcessInput & { readonly logFile: string; readonly onLine: (line: string) => void },
): Promise<Finished> {
  const log = await open(input.logFile, 'wx+', 0o600)
  try {
    // Execa hands a program no descriptor of a file.
    const subprocess = spawn(path, args, {
      cwd: input.folder,
      env: input.environment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const release = interruptOnce(subprocess, input.signal)
    const reader = followLines(log, input.onLine)
    const timer = setInterval(() => void reader.read(), TAIL_MS)
    const end = await new Promise<Pick<Finished, 'exitCode' | 'killedBy'>>((resolve, reject) => {
      subprocess.once('error', reject)
      subprocess.once('exit', (code, killedBy) =>
        resolve({ exitCode: code ?? -1, ...(killedBy !== null && { killedBy }) }),
      )
    }).finally(() => clearInterval(timer))
    await reader.end()
    return { ...end, output: '', interrupted: release() }
  } finally {
    await log.close()
  }
}

function common({ folder, environment }: ProcessInput) {
  return {
    cwd: folder,
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    // Its own group: Ctrl-C on a terminal would reach it as well, and the second interrupt ends it at once.
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
  } as const
}

/** Sends one interrupt when the signal is aborted; the returned function stops listening and says whether it did. */
function interruptOnce(subprocess: { kill(signal: 'SIGINT'): boolean }, signal: AbortSignal): () => boolean {
  let interrupted = false
  const interrupt = () => {
    interrupted = true
    subprocess.kill('SIGINT')
  }
  if (signal.aborted) interrupt()
  else signal.addEventListener('abort', interrupt, { once: true })
  return () => {
    signal.removeEventListener('abort', interrupt)
    return interrupted
  }
}

type Handle = Awaited<ReturnType<typeof open>>

function followLines(log: Handle, onLine: (line: string) => void) {
  const decoder = new TextDecoder()
  let position = 0
  let rest = ''
  let reading: Promise<void> = Promise.resolve()
  const buffer = Buffer.alloc(65_536)
  const readOn = async () => {
    for (;;) {
      const { bytesRead } = await log.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) return
      position += bytesRead
      const text = decoder.decode(buffer.subarray(0, bytesRead), { stream: true })
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    }
  }
  const read = () => {
    reading = reading.then(readOn, readOn)
    return reading
  }
  return {
    read,
    end: async () => {
      await read()
      if (rest !== '') onLine(rest)
    },
  }
}
