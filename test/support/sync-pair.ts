import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { thisProcess } from '../../src/cli/this-process.ts'
import { DEFAULT_DELETE_LIMIT } from '../../src/core/sync/delete-gate.ts'
import { NO_FILTERS } from '../../src/core/sync/filters.ts'
import type { ObjectStore } from '../../src/core/sync/object-store.ts'
import { UNLIMITED } from '../../src/core/sync/pace.ts'
import type { PairInput, PairRules } from '../../src/core/sync/pair-input.ts'
import { TrafficCount } from '../../src/core/sync/store-traffic.ts'
import { syncPair } from '../../src/core/sync/sync-pair.ts'
import { openPairState } from '../../src/storage/state/pair-folder.ts'

export const RULES: PairRules = {
  direction: 'one-way',
  deletes: false,
  deleteLimit: DEFAULT_DELETE_LIMIT,
  conflicts: 'none',
  compare: 'proof',
  filters: NO_FILTERS,
  copy: { attributes: true, tags: true },
}

export const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
}

export function callOf(timeoutMs = 60_000) {
  return { signal: AbortSignal.timeout(timeoutMs), deadlineMs: Date.now() + timeoutMs }
}

/** A folder of its own for a test, and its end. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mcloud-sync-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs one sync of a pair, its state under the folder given. */
export async function runPair(
  a: ObjectStore,
  b: ObjectStore,
  stateFolder: string,
  rules: Partial<PairRules> = {},
  more: Partial<PairInput> = {},
) {
  const state = await openPairState(stateFolder, { a: a.address, b: b.address }, thisProcess())
  try {
    return await syncPair({
      a,
      b,
      rules: { ...RULES, ...rules },
      state,
      clock,
      traffic: new TrafficCount(),
      pace: UNLIMITED,
      dryRun: false,
      call: callOf(),
      ...more,
    })
  } finally {
    await state.close()
  }
}

/** All objects of a store by key. */
export async function listAll(store: ObjectStore) {
  const found = []
  for (let next: string | undefined, first = true; first || next !== undefined; first = false) {
    const page = await store.list(next, callOf())
    found.push(...page.objects)
    next = page.next
  }
  return found
}
