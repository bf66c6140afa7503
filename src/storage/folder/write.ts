import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type {
  ListedObject,
  Upload,
  UploadRequest,
  WriteCondition,
  WriteRequest,
  Written,
} from '../../core/sync/object-store.ts'
import { UNFINISHED } from './walk.ts'

type Look = () => Promise<Pick<ListedObject, 'version'> | undefined>

/** Writes beside the file and puts it in place at once, so that nobody ever sees half of it. */
export async function writeFolderObject(
  path: string,
  request: WriteRequest,
  look: Look,
): Promise<Written | 'refused'> {
  const unfinished = await beside(path)
  try {
    const handle = await open(unfinished, 'wx')
    try {
      await handle.writeFile(request.bytes)
    } finally {
      await handle.close()
    }
    return await putInPlace(unfinished, path, request, look)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** A file of its full length, written in parts of any order. */
export async function openFolderUpload(path: string, request: UploadRequest, look: Look): Promise<Upload> {
  const unfinished = await beside(path)
  const handle = await open(unfinished, 'wx')
  const abort = async () => {
    await handle.close().catch(() => {})
    await rm(unfinished, { force: true })
  }
  await handle.truncate(request.size).catch(async (error: unknown) => {
    await abort()
    throw error
  })
  return {
    token: unfinished,
    endsWithProcess: true,
    present: new Map(),
    async part(index, bytes) {
      for (let done = 0; done < bytes.length; ) {
        const from = index * request.partBytes + done
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, from)
        done += bytesWritten
      }
      return String(index)
    },
    async finish() {
      try {
        await handle.sync()
        await handle.close()
        return await putInPlace(unfinished, path, request, look)
      } finally {
        await abort()
      }
    },
    abort,
  }
}

async function beside(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  return join(dirname(path), `${UNFINISHED}${randomUUID()}`)
}

async function putInPlace(
  unfinished: string,
  path: string,
  { condition, modifiedMs }: { readonly condition?: WriteCondition; readonly modifiedMs: number },
  look: Look,
): Promise<Written | 'refused'> {
  const time = new Date(modifiedMs)
  if (!Number.isNaN(modifiedMs)) await utimes(unfinished, time, time)
  if (condition !== undefined && 'absent' in condition) {
    // A link fails where anything stands, which a rename does not.
    const placed = await link(unfinished, path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false
        throw error
      },
    )
    if (!placed) return 'refused'
  } else {
    if (condition !== undefined && (await look())?.version !== condition.version) return 'refused'
    await rename(unfinished, path)
  }
  const { version } = (await look()) ?? { version: 'gone' }
  return { version }
}
