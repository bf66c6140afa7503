import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { makeFolder, syncFolder, writeSynced } from './durable-files.ts'
import { assertKey, assertPrefix } from './store-key.ts'
import { valueDigest } from './value-digest.ts'

/** What one file holds. Its version is in the name, too: `<key>@<n>.json`. */
interface Envelope {
  readonly schemaVersion: 1
  readonly key: string
  readonly number: number
  /** Unique to this write. */
  readonly version: string
  /** The version that this one replaced. */
  readonly replaced?: string
  /** SHA-256 over the JSON of the value, by which damage is seen. */
  readonly sha256: string
  readonly value: unknown
}

/** Versions of a document that are kept behind the present one. */
const KEPT = 64

/**
 * A coordination store in a local folder, safe between processes of one machine (and, as link(2) is atomic there,
 * over NFS). There is no lock file that a suspended process could hold: version n+1 of a document is linked into
 * place under its number, which exactly one process can do.
 */
export function openFileStore(folder: string): CoordinationStore {
  const describe = `file ${folder}`
  const fileOf = (key: string, number: number) => join(folder, `${key}@${number}.json`)

  async function numbersOf(key: string): Promise<number[]> {
    const prefix = `${key.slice(key.lastIndexOf('/') + 1)}@`
    const names = await namesIn(dirname(join(folder, key)))
    return names
      .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
      .map((name) => Number(name.slice(prefix.length, -'.json'.length)))
      .filter(Number.isSafeInteger)
      .sort((a, b) => a - b)
  }

  async function readEnvelope(key: string, number: number): Promise<Envelope | undefined> {
    let text: string
    try {
      text = await readFile(fileOf(key, number), 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
    return parseEnvelope(text, key, number) ?? damaged(describe, fileOf(key, number), key)
  }

  /** The present version; read again when it was cleaned away between the listing and the reading. */
  async function present(key: string): Promise<Envelope | undefined> {
    for (;;) {
      const number = (await numbersOf(key)).at(-1)
      if (number === undefined) return undefined
      const envelope = await readEnvelope(key, number)
      if (envelope !== undefined) return envelope
    }
  }

  /** Links a new version into place; false when another process was first. */
  async function put(key: string, number: number, value: unknown, replaced?: string): Promise<boolean> {
    const version = randomUUID()
    const file = fileOf(key, number)
    const envelope: Envelope = {
      schemaVersion: 1,
      key,
      number,
      version,
      ...(replaced === undefined ? {} : { replaced }),
      sha256: valueDigest(value),
      value,
    }
    await makeFolder(dirname(file))
    const temporary = join(dirname(file), `.${randomUUID()}.tmp`)
    await writeSynced(temporary, `${JSON.stringify(envelope)}\n`)
    const isFirst = await linkNew(temporary, file).finally(() => unlink(temporary).catch(() => {}))
    if (!isFirst) return false
    const [isPresent] = await Promise.all([settle(key, number, version), syncFolder(dirname(file))])
    return isPresent
  }

  /**
   * A process suspended right before its link may create a number whose successors were cleaned away long since:
   * what it wrote is not in the chain that leads to the present version, and is taken back.
   */
  async function settle(key: string, number: number, version: string): Promise<boolean> {
    const numbers = await numbersOf(key)
    const newest = numbers.at(-1) ?? number
    if (newest > number && (await readEnvelope(key, number + 1))?.replaced !== version) {
      await unlink(fileOf(key, number)).catch(() => {})
      return false
    }
    for (const old of numbers.filter((each) => each < newest - KEPT))
      await unlink(fileOf(key, old)).catch(() => {})
    return true
  }

  return {
    describe,
    read: (key) =>
      guard(describe, key, async () => {
        const envelope = await present(assertKey(key))
        return envelope === undefined ? undefined : { value: envelope.value, version: envelope.version }
      }),
    create: (key, value) =>
      guard(describe, key, async () => {
        return (await put(assertKey(key), 1, value)) ? 'created' : 'exists'
      }),
    replace: (key, value, version) =>
      guard(describe, key, async () => {
        const now = await present(assertKey(key))
        if (now?.version !== version) return 'conflict'
        return (await put(key, now.number + 1, value, version)) ? 'replaced' : 'conflict'
      }),
    list: (prefix) =>
      guard(describe, prefix, async () => {
        const base = assertPrefix(prefix).slice(0, prefix.lastIndexOf('/') + 1)
        const keys = await keysUnder(folder, base)
        return [...keys].filter((key) => key.startsWith(prefix)).sort()
      }),
  }
}

/** Gives a file its name unless that name is taken. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function keysUnder(folder: string, base: string): Promise<Set<string>> {
  const keys = new Set<string>()
  const entries = await readdir(join(folder, base), { withFileTypes: true }).catch((error) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  for (const entry of entries) {
    if (entry.isDirectory()) for (const key of await keysUnder(folder, `${base}${entry.name}/`)) keys.add(key)
    const name = /^([a-z0-9._-]+)@\d+\.json$/.exec(entry.name)?.[1]
    if (entry.isFile() && name !== undefined) keys.add(`${base}${name}`)
  }
  return keys
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function parseEnvelope(text: string, key: string, number: number): Envelope | undefined {
  try {
    const envelope = JSON.parse(text) as Partial<Envelope> | null
    const isWhole =
      envelope?.schemaVersion === 1 &&
      envelope.key === key &&
      envelope.number === number &&
      typeof envelope.version === 'string' &&
      envelope.sha256 === valueDigest(envelope.value)
    return isWhole ? (envelope as Envelope) : undefined
  } catch {
    return undefined
  }
}

function damaged(describe: string, file: string, key: string): never {
  throw new McloudError({
    code: 'STORE_FAILED',
    message: `${describe}: ${file} is damaged.`,
    hint: 'Restore the file from a backup, or move it away to fall back to the version before it.',
    details: { damaged: true, key },
  })
}

/** Turns what the file system says into STORE_FAILED with the reason that helps. */
async function guard<T>(describe: string, key: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof McloudError) throw error
    const code = codeOf(error)
    throw new McloudError({
      code: 'STORE_FAILED',
      message: `${describe}: ${key}: ${REASONS[code ?? ''] ?? (error as Error).message}.`,
      retry: code === 'EIO' ? 'check-first' : 'safe',
      details: { key, ...(code === undefined ? {} : { system: code }) },
      cause: error,
    })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'the limit of the file size is reached',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a folder of the path is not a folder',
  EEXIST: 'a folder of the path is not a folder',
  EIO: 'the disk failed',
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
