import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Decision } from '../../core/sync/decision.ts'
import type { SyncPlanFiles, SyncPlanHead } from '../../core/sync/sync-plan.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { readLines } from './line-file.ts'

/** Plans as one JSON value a line: the head, the decisions, and the SHA-256 of all before it. */
export const syncPlanFiles: SyncPlanFiles = {
  async create(path, head) {
    const unfinished = `${path}.unfinished`
    const file = await open(unfinished, 'w', 0o600)
    const hash = createHash('sha256')
    const write = async (lines: readonly unknown[]) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      hash.update(text)
      await file.write(text)
    }
    await write([head])
    return {
      write,
      async seal() {
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
    const head = await checkPlan(path)
    return { head, decisions: () => decisionsIn(path) }
  },
}

/** Reads a plan through once before anything of it is done. */
async function checkPlan(path: string): Promise<SyncPlanHead> {
  const hash = createHash('sha256')
  let head: SyncPlanHead | undefined
  let last = ''
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (head === undefined) head = parse(path, line) as SyncPlanHead
      else hash.update(`${last}\n`)
      last = line
    }
  }
  if (head === undefined) throw invalid(path, 'it is empty or not there')
  if (head.kind !== 'mcloud-sync-plan' || head.schemaVersion !== 1)
    throw invalid(path, 'it is no plan of `mcloud sync plan`')
  const { sha256 } = parse(path, last) as { sha256?: string }
  if (sha256 !== hash.digest('hex')) throw invalid(path, 'it was changed or cut off since it was made')
  return head
}

async function* decisionsIn(path: string): AsyncGenerator<readonly Decision[]> {
  let first = true
  for await (const lines of readLines(path)) {
    const values = lines.map((line) => JSON.parse(line) as Decision & { sha256?: string })
    yield values.slice(first ? 1 : 0).filter((value) => value.sha256 === undefined)
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
