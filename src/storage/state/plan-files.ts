import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Decision } from '../../core/sync/decision.ts'
import type { OpenedPlan, SyncPlanFiles, SyncPlanHead } from '../../core/sync/sync-plan.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { readLines } from './line-file.ts'

const BLOCKED = '{"kind":"blocked"'

/** Plans as one JSON value a line: the head, the decisions, and the SHA-256 of all before it. */
export const syncPlanFiles: SyncPlanFiles = {
  async create(path, head) {
    const unfinished = `${path}.unfinished`
    const file = await open(unfinished, 'w', 0o600).catch((cause: NodeJS.ErrnoException) => {
      throw new McloudError({
        code: 'USAGE',
        message: `${path} cannot be written: ${cause.code}.`,
        hint: 'Name a file in a folder that is there and can be written with --out.',
        cause,
      })
    })
    const hash = createHash('sha256')
    const write = async (lines: readonly unknown[]) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      hash.update(text)
      await file.write(text)
    }
    await write([head])
    return {
      write,
      async seal(blocked) {
        if (blocked !== undefined) await write([{ kind: 'blocked', reason: blocked }])
        await file.write(`${JSON.stringify({ sha256: hash.digest('hex') })}\n`)
        await file.sync()
        await file.close()
        await rename(unfinished, path)
      },
      async discard() {
        await file.close()
        await rm(unfinished, { force: true })
      },
    }
  },

  async open(path) {
    return { ...(await checkPlan(path)), decisions: () => decisionsIn(path) }
  },
}

/** Reads a plan through once before anything of it is done. */
async function checkPlan(path: string): Promise<Pick<OpenedPlan, 'head' | 'blocked'>> {
  const hash = createHash('sha256')
  let head: SyncPlanHead | undefined
  let [before, last] = ['', '']
  try {
    for await (const lines of readLines(path)) {
      for (const line of lines) {
        if (head === undefined) head = parse(path, line) as SyncPlanHead
        else hash.update(`${last}\n`)
        before = last
        last = line
      }
    }
  } catch (error) {
    throw error instanceof McloudError
      ? error
      : invalid(path, `it cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  if (head === undefined) throw invalid(path, 'it is empty or not there')
  if (head.kind !== 'mcloud-sync-plan' || head.schemaVersion !== 1)
    throw invalid(path, 'it is no plan of `mcloud sync plan`')
  const { sha256 } = parse(path, last) as { sha256?: string }
  if (sha256 !== hash.digest('hex')) throw invalid(path, 'it was changed or cut off since it was made')
  const beforeSeal = before.startsWith(BLOCKED) ? (parse(path, before) as { reason: string }) : undefined
  return { head, ...(beforeSeal === undefined ? {} : { blocked: beforeSeal.reason }) }
}

async function* decisionsIn(path: string): AsyncGenerator<readonly Decision[]> {
  let first = true
  for await (const lines of readLines(path)) {
    const values = lines.map((line) => JSON.parse(line) as Decision & { sha256?: string })
    yield values
      .slice(first ? 1 : 0)
      .filter(({ kind, sha256 }) => sha256 === undefined && (kind as string) !== 'blocked')
    first = false
  }
}

function parse(path: string, line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw invalid(path, 'a line of it is no JSON')
  }
}

function invalid(path: string, reason: string): McloudError {
  return new McloudError({ code: 'PLAN_INVALID', message: `${path} cannot be used: ${reason}` })
}
