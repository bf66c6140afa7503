import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { labEntry, nodeArguments } from '../lab-entry.ts'
import { LabError } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { ProcessIdentity } from '../processes.ts'
import { identify, isRunning, signalProcess, waitForExit } from '../processes.ts'
import type { LoadFigures } from './load-figures.ts'
import type { LoadSettings } from './run-load.ts'
import { runLoad } from './run-load.ts'

/** The load that runs in the background of a lab, or ran last. */
export interface BackgroundLoad extends ProcessIdentity {
  readonly settings: LoadSettings
}

// Longer than the client waits for its last answers.
const STOP_TIMEOUT_MS = 15_000

/** Starts the load client as a process of its own and comes back when it writes. */
export async function startBackgroundLoad(
  folder: LabFolder,
  settings: LoadSettings,
  entry: string = labEntry(),
): Promise<BackgroundLoad> {
  const running = readBackgroundLoad(folder)
  if (running && isRunning(running)) {
    throw new LabError(`a load runs already (process ${running.pid})`, 'End it with `mcloud lab load stop`.')
  }
  const settingsFile = join(folder.state, 'load-settings.json')
  rmSync(figuresFile(folder), { force: true })
  writeJsonFile(settingsFile, { settings, figures: figuresFile(folder) } satisfies BackgroundSettings)
  const log = openSync(join(folder.logs, 'load.log'), 'a', 0o600)
  const child = spawn(process.execPath, nodeArguments(entry, 'load', settingsFile), {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { PATH: process.env.PATH },
  })
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('exit', () =>
      reject(new LabError('the load ended at its start', `See ${join(folder.logs, 'load.log')}.`)),
    )
  })
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (!identity) throw new LabError('the load ended at its start', `See ${join(folder.logs, 'load.log')}.`)
  child.removeAllListeners()
  child.disconnect()
  child.unref()
  const started = { ...identity, settings }
  writeJsonFile(folder.load, started)
  return started
}

/**
 * Ends the background load, or takes the figures of one that has ended by itself.
 * @throws LabError when there was none, or it was killed before it could sum up
 */
export async function stopBackgroundLoad(
  folder: LabFolder,
): Promise<{ readonly figures: LoadFigures; readonly log: string }> {
  const known = readBackgroundLoad(folder)
  if (!known)
    throw new LabError('no load runs in the background', 'Start one with `mcloud lab load --background`.')
  signalProcess(known, 'SIGTERM')
  if (!(await waitForExit(known, STOP_TIMEOUT_MS))) {
    signalProcess(known, 'SIGKILL')
    await waitForExit(known, 5_000)
  }
  rmSync(folder.load, { force: true })
  const figures = existsSync(figuresFile(folder)) ? readJsonFile<LoadFigures>(figuresFile(folder)) : undefined
  if (figures) return { figures, log: known.settings.log }
  throw new LabError(
    'the load was killed before it could sum up',
    `Its log is complete up to then: ${known.settings.log}.`,
  )
}

export function readBackgroundLoad(folder: LabFolder): BackgroundLoad | undefined {
  return readJsonFile<BackgroundLoad>(folder.load)
}

/** Ends a background load together with its lab, without figures. */
export async function killBackgroundLoad(folder: LabFolder): Promise<void> {
  const known = readBackgroundLoad(folder)
  if (!known) return
  signalProcess(known, 'SIGKILL')
  await waitForExit(known, 5_000)
  rmSync(folder.load, { force: true })
}

/** The background process itself. */
export async function runBackgroundLoad(file: string): Promise<void> {
  const given = readJsonFile<BackgroundSettings>(file)
  if (!given) throw new LabError(`${file} is missing`)
  const stopping = new AbortController()
  process.on('SIGTERM', () => stopping.abort())
  process.on('SIGINT', () => {})
  const running = runLoad(given.settings, stopping.signal)
  process.send?.('running')
  writeJsonFile(given.figures, await running)
}

interface BackgroundSettings {
  readonly settings: LoadSettings
  readonly figures: string
}

function figuresFile(folder: LabFolder): string {
  return join(folder.state, 'load-figures.json')
}
