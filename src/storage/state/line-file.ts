import { createReadStream } from 'node:fs'

const CHUNK = 1024 * 1024

/** The whole lines of a file in batches; nothing where there is no such file; a last line without an end is dropped. */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK })) {
      const lines = (rest + (chunk as string)).split('\n')
      rest = lines.pop() ?? ''
      if (lines.length > 0) yield lines
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
