import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Moved, Mover, WholeMoved, WholeMover } from '../../core/sync/engines/mover.ts'
import type { Filters } from '../../core/sync/filters.ts'
import type { PairRules } from '../../core/sync/pair-input.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { findRclone } from './find-rclone.ts'
import { RcloneLog } from './rclone-log.ts'
import type { Remote } from './remote.ts'

export interface RcloneInput {
  readonly a: Remote
  readonly b: Remote
  /** Folder in which lists of keys may lie for a while; made if it is not there. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** rclone as a mover of keys that mcloud has decided about. @throws McloudError TOOL_MISSING */
export async function makeRcloneMover(input: RcloneInput): Promise<Mover> {
  const { path, version } = await findRclone(input.environment)
  return {
    name: `rclone ${version}`,
    async move({ objects, rules, bandwidthBytes, onProgress }, call): Promise<Moved> {
      const list = await writeKeys(input.folder, objects)
      try {
        if (list.count === 0) return { objects: 0, bytes: 0, complete: true, failed: list.unwritable }
        const log = new RcloneLog()
        await run(path, input, call, log, onProgress, [
          'copy',
          ...common(rules, bandwidthBytes),
          // mcloud has compared already; what it names is copied.
          ...['--files-from-raw', list.path, '--no-traverse', '--ignore-times', '--no-check-dest'],
        ])
        const failed = [...list.unwritable, ...log.failed]
        const complete = failed.length === 0 && log.errors === 0 && log.objects === list.count
        return { objects: log.objects, bytes: log.bytes, complete, failed }
      } finally {
        await rm(list.folder, { recursive: true, force: true })
      }
    },
  }
}

/** rclone for pairs that it alone can list. @throws McloudError TOOL_MISSING */
export async function makeRcloneWhole(input: RcloneInput): Promise<WholeMover> {
  const { path, version } = await findRclone(input.environment)
  return {
    name: `rclone ${version}`,
    async run({ rules, dryRun, maxDeletes, bandwidthBytes, onProgress }, call): Promise<WholeMoved> {
      const log = new RcloneLog()
      await run(path, input, call, log, onProgress, [
        rules.deletes ? 'sync' : 'copy',
        ...common(rules, bandwidthBytes),
        ...filterWords(rules.filters),
        ...(rules.compare === 'size' ? ['--size-only'] : ['--checksum']),
        ...(rules.deletes && !dryRun ? ['--delete-after', '--max-delete', String(maxDeletes)] : []),
        ...(dryRun ? ['--dry-run'] : []),
      ])
      const { checks, failed, errors } = log
      return dryRun
        ? {
            objects: log.skippedCopies,
            bytes: log.skippedBytes,
            deletes: log.skippedDeletes,
            checks,
            failed,
            errors,
          }
        : { objects: log.objects, bytes: log.bytes, deletes: log.deletes, checks, failed, errors }
    },
  }
}

function common(rules: PairRules, bandwidthBytes: number | undefined): string[] {
  return [
    ...['--use-json-log', '-v', '--stats', '500ms', '--stats-log-level', 'INFO'],
    ...['--transfers', '16', '--checkers', '16'],
    ...(rules.copy.attributes ? ['--metadata'] : []),
    ...(bandwidthBytes === undefined ? [] : ['--bwlimit', `${bandwidthBytes}B`]),
  ]
}

/** mcloud's filters in rclone's words: the first rule that fits decides. https://rclone.org/filtering/ */
export function filterWords({ include, exclude, minBytes, maxBytes, changedSinceMs }: Filters): string[] {
  const rule = (sign: '+' | '-', pattern: string) => {
    const below = pattern.endsWith('/') ? `${pattern}**` : pattern
    const rooted = below.includes('/') && !below.startsWith('/') ? `/${below}` : below
    // Brackets are letters to mcloud; `**/` may stand for nothing at all.
    const word = rooted.replace(/[[\]\\]/g, '\\$&').replaceAll('**/', '{**/,}')
    return ['--filter', `${sign} ${word}`]
  }
  return [
    ...exclude.flatMap((pattern) => rule('-', pattern)),
    ...include.flatMap((pattern) => rule('+', pattern)),
    ...(include.length === 0 ? [] : ['--filter', '- **']),
    ...(minBytes === undefined ? [] : ['--min-size', `${minBytes}B`]),
    ...(maxBytes === undefined ? [] : ['--max-size', `${maxBytes}B`]),
    ...(changedSinceMs === undefined ? [] : ['--max-age', new Date(changedSinceMs).toISOString()]),
  ]
}

/** Writes keys line by line; those that no line can hold are named. */
async function writeKeys(parent: string, objects: AsyncIterable<readonly { readonly key: string }[]>) {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(parent, 'rclone-'))
  const path = join(folder, 'keys')
  await writeFile(path, '', { mode: 0o600 })
  const file = await open(path, 'a')
  const unwritable: { key: string; reason: string }[] = []
  let count = 0
  try {
    for await (const batch of objects) {
      const lines = batch.filter(({ key }) => {
        if (!/[\r\n]/.test(key)) return true
        unwritable.push({
          key,
          reason: 'rclone takes keys line by line, and this one has more than one line',
        })
        return false
      })
      count += lines.length
      await file.write(lines.map(({ key }) => `${key}\n`).join(''))
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    await file.close()
  }
  return { folder, path, count, unwritable }
}

/** @throws McloudError INTERRUPTED, DEADLINE, SYNC_FAILED where rclone could not begin */
async function run(
  program: string,
  { a, b, environment }: RcloneInput,
  call: Call,
  log: RcloneLog,
  onProgress: (figures: RcloneLog) => void,
  words: readonly string[],
): Promise<void> {
  const { execa } = await import('execa')
  const child = execa(program, [...words, '--', a.path, b.path], {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    buffer: false,
    extendEnv: false,
    // rclone 1.60 takes a set of authorities of its own from AWS_CA_BUNDLE, and fails over it.
    env: { ...environment, ...a.environment, ...b.environment, AWS_CA_BUNDLE: undefined },
    cancelSignal: call.signal,
    forceKillAfterDelay: 5_000,
  })
  for await (const line of createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY }))
    if (log.take(line)) onProgress(log)
  const ended = await child
  if (call.signal.aborted) {
    const { reason } = call.signal
    if (isMcloudError(reason)) throw reason
    const isLate = (reason as { name?: string } | undefined)?.name === 'TimeoutError'
    throw new McloudError({
      code: isLate ? 'DEADLINE' : 'INTERRUPTED',
      message: 'rclone was ended before its work was done; what it had copied is found by the next run',
    })
  }
  if (ended.exitCode === 0) return
  if (log.errors === 0)
    throw new McloudError({
      code: 'SYNC_FAILED',
      message: `rclone ${ended.exitCode === undefined ? 'was ended' : `exited with ${ended.exitCode}`}${log.lastWords === '' ? '' : `: ${log.lastWords}`}`,
    })
}
