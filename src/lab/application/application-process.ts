import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { writeJsonFile } from '../json-file.ts'
import { nodeArguments } from '../lab-entry.ts'
import { LabError } from '../lab-error.ts'
import type { ProcessIdentity, ProcessRegister } from '../processes.ts'
import { signalProcess, waitForExit } from '../processes.ts'
import type { ApplicationSettings } from './application-settings.ts'

export interface ApplicationProcessInput {
  readonly settings: ApplicationSettings
  readonly settingsFile: string
  readonly logFile: string
  readonly entry: string
  readonly processes: ProcessRegister
}

/** The demo application of one cloud as a process of its own. */
export class ApplicationProcess {
  readonly #input: ApplicationProcessInput
  #child: ChildProcess | undefined
  #process: ProcessIdentity | undefined

  constructor(input: ApplicationProcessInput) {
    this.#input = input
  }

  running(): boolean {
    return this.#child !== undefined
  }

  /** Starts it and waits until it listens. Idempotent. */
  async start(): Promise<void> {
    if (this.running()) return
    const { settings, settingsFile, logFile, entry, processes } = this.#input
    writeJsonFile(settingsFile, settings)
    const log = openSync(logFile, 'a', 0o600)
    const child = spawn(process.execPath, nodeArguments(entry, 'application', settingsFile), {
      stdio: ['ignore', log, log, 'ipc'],
      env: { PATH: process.env.PATH, TZ: 'UTC' },
    })
    closeSync(log)
    this.#child = child
    const ready = new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('error', reject)
      child.once('exit', () => {
        if (child.pid !== undefined) processes.remove(child.pid)
        if (this.#child === child) this.#child = undefined
        reject(
          new LabError(`the demo application of ${settings.cloud} ended at its start`, `See ${logFile}.`),
        )
      })
    })
    if (child.pid !== undefined) this.#process = processes.add(`application ${settings.cloud}`, child.pid)
    await ready
  }

  async kill(): Promise<void> {
    const known = this.#process
    if (!known) return
    signalProcess(known, 'SIGKILL')
    await waitForExit(known, 5_000)
    this.#child = undefined
    this.#process = undefined
  }

  freeze(): void {
    if (this.#process) signalProcess(this.#process, 'SIGSTOP')
  }

  thaw(): void {
    if (this.#process) signalProcess(this.#process, 'SIGCONT')
  }
}
