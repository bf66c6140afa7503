import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { clientEnvironment } from '../demo/client-environment.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { ProcessIdentity, ProcessRegister } from '../processes.ts'
import { signalProcess, waitForExit } from '../processes.ts'
import type { LabSettings } from '../settings.ts'

const AGAIN_MS = 1_000

export interface HeartProcessInput {
  readonly folder: LabFolder
  readonly settings: LabSettings
  /** The command line itself, as an operator starts it. */
  readonly program: string
  readonly processes: ProcessRegister
}

/** `mcloud failover beat --watch`, kept running beside the world as an operator keeps it as a service. */
export function startHeart({ folder, settings, program, processes }: HeartProcessInput) {
  let child: ChildProcess | undefined
  let known: ProcessIdentity | undefined
  let again: NodeJS.Timeout | undefined
  let ended = false

  function start(): void {
    const log = openSync(join(folder.logs, 'heartbeat.log'), 'a', 0o600)
    const started = spawn(process.execPath, [program, 'failover', 'beat', '--watch'], {
      stdio: ['ignore', log, log],
      cwd: folder.client,
      env: environment(folder, settings),
    })
    closeSync(log)
    child = started
    if (started.pid !== undefined) known = processes.add('heartbeat', started.pid)
    started.once('error', () => {})
    started.once('exit', () => {
      if (started.pid !== undefined) processes.remove(started.pid)
      if (child === started) child = undefined
      if (!ended) again = setTimeout(start, AGAIN_MS)
    })
  }

  start()
  return {
    async close(): Promise<void> {
      ended = true
      clearTimeout(again)
      if (!known || !child) return
      signalProcess(known, 'SIGKILL')
      await waitForExit(known, 5_000)
    },
  }
}

/** What an operator's shell has; reading the lab's CA for every process would only cost time. */
function environment(folder: LabFolder, settings: LabSettings): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...variables } = clientEnvironment(folder, settings)
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR']
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    ...variables,
  }
}
