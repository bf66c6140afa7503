import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives one run of the tests a temporary folder of its own, which is gone at its end with all that was left in it. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-tests-'))
  // PostgreSQL, which refuses to be root, passes through as another user.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
