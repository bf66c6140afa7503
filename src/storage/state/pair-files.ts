import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Measurement } from '../../core/sync/engines/estimate-duration.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import type { PairHistory } from '../../core/sync/sync-ports.ts'

import { stateFailed } from './state-failed.ts'

const HISTORY = 'history.json'
const RUNNING = 'running.json'

export function readHistory(folder: string): Promise<PairHistory | undefined> {
  return readJson<PairHistory>(join(folder, HISTORY))
}

export function writeHistory(folder: string, history: PairHistory): Promise<void> {
  return writeJson(join(folder, HISTORY), history)
}

/** Notes a run as begun; resolves to what ends it. */
export async function beginRun(folder: string, spec: PairSpec): Promise<() => Promise<void>> {
  const path = join(folder, RUNNING)
  await writeJson(path, spec)
  return () => rm(path, { force: true })
}

/** What the last runs of all pairs have shown of the engines. */
export async function readMeasurements(root: string): Promise<readonly Measurement[]> {
  const names = await readdir(root).catch(() => [])
  const histories = await Promise.all(names.map((name) => readHistory(join(root, name))))
  return histories.flatMap((history) => (history?.measured === undefined ? [] : [history.measured]))
}

/** The pairs whose last run has not ended, or goes on now. */
export async function readUnfinished(
  root: string,
): Promise<readonly { readonly folder: string; readonly spec: PairSpec }[]> {
  const names = await readdir(root).catch(() => [])
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const folder = join(root, name)
      const spec = await readJson<PairSpec>(join(folder, RUNNING))
      return spec === undefined ? [] : [{ folder, spec }]
    }),
  )
  return found.flat()
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch {
    // Absent, or cut off while it was written: nothing is known, which costs time alone.
    return undefined
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(`${path}.next`, `${JSON.stringify(value)}\n`, { mode: 0o600 })
    await rename(`${path}.next`, path)
  } catch (error) {
    throw stateFailed(error)
  }
}
