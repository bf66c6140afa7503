import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenUpload, OpenUploads } from '../../core/sync/open-uploads.ts'
import { readLines } from './line-file.ts'
import { stateFailed } from './state-failed.ts'

/** Open uploads in a file of one JSON object a line, appended to as they come and go. */
export async function readFileUploads(folder: string): Promise<OpenUploads> {
  const path = join(folder, 'uploads')
  const open = new Map<string, OpenUpload>()
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      const { closed, ...upload } = JSON.parse(line) as OpenUpload & { closed?: true }
      if (closed === true) open.delete(idOf(upload.address, upload.key))
      else open.set(idOf(upload.address, upload.key), upload)
    }
  }
  writeFileSync(path, [...open.values()].map((upload) => `${JSON.stringify(upload)}\n`).join(''), {
    mode: 0o600,
  })
  const append = (line: unknown) => {
    try {
      appendFileSync(path, `${JSON.stringify(line)}\n`)
    } catch (error) {
      throw stateFailed(error)
    }
  }
  return {
    find: (address, key) => open.get(idOf(address, key)),
    opened(upload) {
      open.set(idOf(upload.address, upload.key), upload)
      append(upload)
    },
    closed(address, key) {
      if (open.delete(idOf(address, key))) append({ address, key, closed: true })
    },
  }
}

function idOf(address: string, key: string): string {
  return `${address}\n${key}`
}
