import { constants, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { LabError } from '../lab-error.ts'
import type { ServiceAccount } from '../service-account.ts'
import { canReach } from '../service-account.ts'
import type { PostgresBinaries } from './binaries.ts'

/**
 * The folder of programs that the account can run: the found one, or a copy under `root` where npm left out the
 * links between its libraries (`npm install --ignore-scripts`) or the account cannot pass the folders above it.
 * @throws LabError where the machine's own PostgreSQL is out of the account's reach
 */
export function runnableBinaries(
  binaries: PostgresBinaries,
  account: ServiceAccount | undefined,
  root: string,
): string {
  const { npmPackage } = binaries
  if (canReach(account, binaries.bin) && (!npmPackage || missingLinks(npmPackage).length === 0)) {
    return binaries.bin
  }
  if (!npmPackage) {
    throw new LabError(
      `the user ${account?.name} that PostgreSQL has to run as cannot reach ${binaries.bin}`,
      'Choose another one with --postgres-version, or run the lab as an ordinary user.',
    )
  }
  const copy = join(root, `postgresql-${binaries.version}`)
  if (!existsSync(join(copy, 'native', 'bin', 'initdb')) || missingLinks(copy).length > 0) {
    cpSync(npmPackage, copy, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
    linkLibraries(copy)
  }
  return join(copy, 'native', 'bin')
}

/** Makes the links that the package lists, which its own install script would make. */
export function linkLibraries(npmPackage: string): void {
  for (const { source, target } of missingLinks(npmPackage)) {
    symlinkSync(relative(dirname(target), source), join(npmPackage, dirname(target), basename(target)))
  }
}

interface LibraryLink {
  readonly source: string
  readonly target: string
}

function missingLinks(npmPackage: string): LibraryLink[] {
  const list = join(npmPackage, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as LibraryLink[]
  return links.filter(({ target }) => !existsSync(join(npmPackage, target)))
}
