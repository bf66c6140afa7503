import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Releases } from '../core/deploy/releases.ts'
import { hashOf } from '../core/runs/canonical-json.ts'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import type { RunHost } from '../core/runs/run-owner.ts'
import { makeOwnFolder } from './own-folder.ts'
import { BUNDLE_KEY_VARIABLE, seal, unseal } from './sealed-text.ts'

/** Most bytes of files that are kept of one unit: documents of a coordination store are small. */
const MOST_BYTES = 512 * 1024
const ATTEMPTS = 20

interface Kept {
  /** Root, relative to the folder that holds all of them. */
  readonly root: string
  /** Base64 by path. */
  readonly files: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, unknown>>
}

interface KeptDocument {
  readonly at: string
  readonly hash: string
  readonly sealed: string
}

/** Releases in the coordination store, sealed with the key of bundles since variables may be secret. */
export function makeReleases(
  store: CoordinationStore,
  environment: Readonly<Record<string, string | undefined>>,
  host: RunHost,
): Releases {
  const folders: string[] = []
  return {
    onlyHere: environment[BUNDLE_KEY_VARIABLE] === undefined,
    keep: async (key, workspace, roots, at) => {
      const hash = hashOf({ root: workspace.rootHash, variables: workspace.variables })
      const held = await store.read(key)
      if ((held?.value as KeptDocument | undefined)?.hash === hash) return 'same'
      const kept = await pack(workspace.folder, roots, workspace.variables)
      if (kept === undefined) return 'too-large'
      const next: KeptDocument = { at, hash, sealed: await seal(environment, kept) }
      let found = held
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const written =
          found === undefined ? await store.create(key, next) : await store.replace(key, next, found.version)
        if (written === 'created' || written === 'replaced') break
        found = await store.read(key)
      }
      return 'kept'
    },
    restore: async (key) => {
      const held = await store.read(key)
      if (held === undefined) return undefined
      const { sealed, at } = held.value as KeptDocument
      const { root, files, variables } = (await unseal(
        environment,
        sealed,
        'what was kept of the unit',
      )) as Kept
      const folder = await makeOwnFolder(environment, 'mcloud-release-', host)
      folders.push(folder)
      for (const [path, text] of Object.entries(files)) {
        const file = resolve(folder, path)
        await mkdir(dirname(file), { recursive: true, mode: 0o700 })
        await writeFile(file, Buffer.from(text, 'base64'), { mode: 0o600 })
      }
      return { folder: join(folder, root), variables, at }
    },
    close: async () => {
      await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}

/** All files of the root and its local modules; undefined where they are too many bytes. */
async function pack(
  root: string,
  roots: readonly string[],
  variables: Kept['variables'],
): Promise<Kept | undefined> {
  const base = commonFolder([root, ...roots])
  const files: Record<string, string> = {}
  let bytes = 0
  for (const folder of new Set([root, ...roots]))
    for (const file of await filesIn(folder)) {
      const path = relative(base, file)
      if (path in files) continue
      bytes += (await stat(file)).size
      if (bytes > MOST_BYTES) return undefined
      files[path] = (await readFile(file)).toString('base64')
    }
  return { root: relative(base, root), files, variables }
}

/** Files of a folder and those below it; what Terraform makes itself is left out, the lock file aside. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.name === '.terraform.lock.hcl') return [join(folder, entry.name)]
      if (entry.name.startsWith('.') || /\.tfstate(\..*)?$/.test(entry.name)) return []
      if (entry.isDirectory()) return filesIn(join(folder, entry.name))
      return entry.isFile() ? [join(folder, entry.name)] : []
    }),
  )
  return found.flat()
}

function commonFolder(folders: readonly string[]): string {
  const [first = [], ...rest] = folders.map((folder) => resolve(folder).split(sep))
  const length = first.findIndex((part, index) => rest.some((other) => other[index] !== part))
  return first.slice(0, length < 0 ? first.length : length).join(sep) || sep
}
