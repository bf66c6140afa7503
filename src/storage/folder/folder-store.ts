import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { compareKeys } from '../../core/sync/key-order.ts'
import type { ListedObject, ObjectStore, Removal } from '../../core/sync/object-store.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { contentTypeOf } from './content-type.ts'
import { folderKeyRefusal } from './key-refusal.ts'
import { type Found, mayBeUnnamed, UNFINISHED, walkFolder } from './walk.ts'
import { openFolderUpload, writeFolderObject } from './write.ts'

const MIB = 1024 * 1024
const LIMITS = { part: { min: MIB, max: 64 * MIB, count: 1_000_000 }, parallelParts: true } as const
const PAGE = 1_000
/** What nobody has written to for so long has been left by a run that was killed, on whatever machine. */
const ABANDONED_MS = 86_400_000

/** The files below a folder of this machine as objects; they carry no attributes but a type by their name. */
export function makeFolderStore(root: string): ObjectStore {
  const pathOf = (key: string) => {
    const refusal = folderKeyRefusal(key)
    if (refusal !== undefined) throw failed(root, key, new Error(refusal))
    return join(root, key)
  }
  let walk: AsyncGenerator<Found> | undefined
  const unfinished = new Set<string>()
  const head = async (key: string): Promise<ListedObject | undefined> => {
    if (folderKeyRefusal(key) !== undefined) return undefined
    return versionOf(join(root, key)).then(
      (found) => found && { key, ...found, attributes: { contentType: contentTypeOf(key) } },
      (error: unknown) => {
        throw failed(root, key, error)
      },
    )
  }
  return {
    kind: 'folder',
    address: root.endsWith('/') ? root : `${root}/`,
    limits: LIMITS,

    async list(next, call) {
      if (next === undefined || walk === undefined) walk = (await exists(root)) ? walkFolder(root) : nothing()
      const skipped: string[] = []
      const unnamed: string[] = []
      const found: Promise<ListedObject | undefined>[] = []
      const look = async (key: string) => {
        const object = await head(key)
        if (object === undefined && mayBeUnnamed(key)) unnamed.push(key)
        return object
      }
      let more = true
      try {
        while (found.length < PAGE && !call.signal.aborted) {
          const { value, done } = await walk.next()
          if (done === true) {
            more = false
            break
          }
          if (value.kind === 'file') found.push(look(value.key))
          else if (value.kind === 'unfinished') unfinished.add(value.key)
          else if (value.kind === 'unnamed') unnamed.push(value.key)
          else skipped.push(value.key)
        }
        const objects = (await Promise.all(found)).filter((object) => object !== undefined)
        return {
          objects,
          ...(more ? { next: 'more' } : {}),
          ...(skipped.length > 0 ? { skipped } : {}),
          ...(unnamed.length > 0 ? { unnamed: unnamed.sort(compareKeys).map(unnamedFinding) } : {}),
        }
      } catch (error) {
        throw failed(root, '', error)
      } finally {
        // What was interrupted is told from what failed: it can be resumed.
        call.signal.throwIfAborted()
      }
    },

    head,

    async read({ key, version, size, range, into }, _call) {
      const handle = await open(pathOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw failed(root, key, error)
      })
      if (handle === undefined) return 'changed'
      try {
        const { start, length } = range ?? { start: 0, length: size }
        const buffer = into?.subarray(0, length) ?? Buffer.allocUnsafe(length)
        let filled = 0
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        // Looked at after reading: what was read is of this version only if it still is.
        if (filled < length || versionText(await handle.stat({ bigint: true })) !== version) return 'changed'
        return { bytes: buffer, attributes: { contentType: contentTypeOf(key) } }
      } catch (error) {
        throw failed(root, key, error)
      } finally {
        await handle.close()
      }
    },

    write: async (request) =>
      writeFolderObject(pathOf(request.key), request, () => versionOf(pathOf(request.key))).catch((error) => {
        throw failed(root, request.key, error)
      }),

    openUpload: async (request) => {
      // The parts of a file that was not ended are not told apart from what was never written.
      if (request.resume !== undefined) {
        if (basename(request.resume).startsWith(UNFINISHED)) await rm(request.resume, { force: true })
        return undefined
      }
      const path = pathOf(request.key)
      const fail = (error: unknown) => {
        throw failed(root, request.key, error)
      }
      const upload = await openFolderUpload(path, request, () => versionOf(path)).catch(fail)
      return {
        ...upload,
        part: (...given) => upload.part(...given).catch(fail),
        finish: (...given) => upload.finish(...given).catch(fail),
      }
    },

    async remove(objects) {
      const removals: Removal[] = []
      for (const { key, version } of objects) {
        try {
          const path = pathOf(key)
          const found = await versionOf(path)
          if (found !== undefined && found.version !== version) removals.push({ key, kind: 'changed' })
          else {
            await rm(path, { force: true })
            await removeEmptyFolders(root, dirname(key))
            removals.push({ key, kind: 'removed' })
          }
        } catch (error) {
          removals.push({ key, kind: 'failed', reason: failed(root, key, error).message })
        }
      }
      return removals
    },

    async hash(key) {
      const hash = createHash('md5')
      try {
        for await (const chunk of createReadStream(pathOf(key), { highWaterMark: MIB })) hash.update(chunk)
      } catch {
        return undefined
      }
      return hash.digest('hex')
    },

    exists: () => exists(root),

    keyRefusal: folderKeyRefusal,

    async tidy() {
      for (const key of unfinished) {
        const path = join(root, key)
        const found = await lstat(path).catch(() => undefined)
        // The time of the last change of any kind: that of the content is set to the source's.
        if (found !== undefined && Date.now() - found.ctimeMs > ABANDONED_MS) await rm(path, { force: true })
      }
      unfinished.clear()
    },

    close: async () => {},
  }
}

async function versionOf(
  path: string,
): Promise<Pick<ListedObject, 'size' | 'version' | 'modifiedMs'> | undefined> {
  const found = await lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (found === undefined || !found.isFile()) return undefined
  return { size: Number(found.size), version: versionText(found), modifiedMs: Number(found.mtimeMs) }
}

/** A file that replaces another has another inode, whatever its time says. */
function versionText(found: { size: bigint; mtimeNs: bigint; ino: bigint }): string {
  return `${found.size}-${found.mtimeNs}-${found.ino}`
}

async function exists(root: string): Promise<boolean> {
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw failed(root, '', error)
  })
  if (found !== undefined && !found.isDirectory()) throw failed(root, '', new Error('it is not a folder'))
  return found !== undefined
}

async function* nothing(): AsyncGenerator<Found> {}

/** Folders exist in a bucket only through what is in them. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let here = folder; here !== '.' && here !== '/'; here = dirname(here)) {
    const gone = await rmdir(join(root, here)).then(
      () => true,
      () => false,
    )
    if (!gone) return
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'not permitted (EPERM)',
  ENOSPC: 'the disk is full (ENOSPC)',
  EDQUOT: 'the quota of the disk is used up (EDQUOT)',
  EROFS: 'it is mounted read-only (EROFS)',
  EMFILE: 'too many files are open (EMFILE)',
}

function unnamedFinding(key: string) {
  return { key, reason: 'its name is not UTF-8, so no key can name it' }
}

function failed(root: string, key: string, error: unknown): McloudError {
  if (error instanceof McloudError) return error
  const { code = '', message, path = join(root, key) } = error as NodeJS.ErrnoException
  const isInTheWay = ['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY'].includes(code)
  const reason = isInTheWay
    ? 'a file stands where a folder must be, or a folder where a file must be'
    : (WORDS[code] ?? (code || message))
  const denied = code === 'EACCES' || code === 'EPERM'
  return new McloudError({
    code: isInTheWay ? 'SYNC_KEY_REFUSED' : denied ? 'AUTH_DENIED' : 'SYNC_FAILED',
    message: `${basename(path).startsWith(UNFINISHED) ? join(root, key) : path}: ${reason}`,
    ...(denied ? { hint: 'Run as a user who may, or change who may read and write there.' } : {}),
    cause: error,
  })
}
