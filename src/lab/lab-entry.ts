import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError } from './lab-error.ts'

const BUNDLED = 'lab-process.js'

/**
 * The program that the lab's own processes run: beside the bundled command line, or where the command line runs
 * from its sources, the sources themselves (a Node that strips types) or the last build.
 * @throws LabError when there is no build
 */
export function labEntry(): string {
  const here = fileURLToPath(import.meta.url)
  if (here.endsWith('.ts')) {
    const built = join(dirname(here), '..', '..', 'dist', BUNDLED)
    if ('typescript' in process.features && process.features.typescript) {
      return join(dirname(here), 'lab-process.ts')
    }
    if (existsSync(built)) return built
  } else {
    const beside = [join(dirname(here), BUNDLED), join(dirname(here), '..', BUNDLED)].find((path) =>
      existsSync(path),
    )
    if (beside) return beside
  }
  throw new LabError("the lab's processes are not built", 'Run `npm run build` first.')
}

/** The command line that these processes belong to; absent where there is only a part of it, as in tests. */
export function commandLineEntry(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url))
  return ['..', '../..']
    .map((up) => join(here, up, 'bin', 'mcloud.js'))
    .find((path) => existsSync(path) && existsSync(join(dirname(path), '..', 'dist', 'main.js')))
}

/** Arguments for Node to run one of the lab's processes. */
export function nodeArguments(
  entry: string,
  kind: 'daemon' | 'application' | 'load',
  file: string,
): string[] {
  return ['--disable-warning=ExperimentalWarning', entry, kind, file]
}
