import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lends the work a folder of its own, which is removed at its end, and where the bench is ended by a signal. */
export function withScratch(work, parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'mcloud-bench-'))
  return withEnd(
    () => work(folder),
    () => rmSync(folder, { recursive: true, force: true }),
  )
}

/** Does the work and then its end; the end is synchronous, because a process that exits waits for nothing else. */
export async function withEnd(work, end) {
  // What was begun last ends first.
  process.prependOnceListener('exit', end)
  try {
    return await work()
  } finally {
    process.off('exit', end)
    end()
  }
}
