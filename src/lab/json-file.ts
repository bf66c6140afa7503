import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { LabError } from './lab-error.ts'

/** Writes the whole file or nothing: a reader never sees half of it. Readable by the owner only. */
export function writeJsonFile(path: string, value: unknown): void {
  writePrivateFile(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Replaces a text file in one step; mode 0600. */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.new`
  try {
    writeFileSync(fresh, text, { mode: 0o600 })
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

/**
 * @returns undefined where there is no such file
 * @throws LabError when it is damaged
 */
export function readJsonFile<T>(path: string): T | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new LabError(`${path} is damaged`, 'Start afresh with `mcloud lab reset`.', error)
  }
}
