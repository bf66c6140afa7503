import { copyObject } from './copy-object.ts'
import type { CopyTools } from './copying.ts'
import type { Decision, Side } from './decision.ts'
import type { Ledger } from './ledger.ts'
import type { ListedObject, ObjectStore } from './object-store.ts'

export interface ConflictTools {
  readonly a: ObjectStore
  readonly b: ObjectStore
  readonly tools: CopyTools
  readonly ledger: Ledger
  readonly now: () => number
}

export type SettledConflict =
  | { readonly kind: 'settled'; readonly keptAs: string }
  /** A side was written meanwhile; nothing of it is lost and the next run decides anew. */
  | { readonly kind: 'moved-on' }

/**
 * Keeps the loser of a conflict on both sides under a name that tells where it came from and when, and only
 * then lets the winner take its place. Every write is refused where something unknown stands.
 */
export async function settleConflict(
  { key, a, b }: Extract<Decision, { kind: 'conflict' }>,
  winner: Side,
  { a: storeA, b: storeB, tools, ledger, now }: ConflictTools,
): Promise<SettledConflict> {
  const [won, lost, winning, losing] = winner === 'a' ? [a, b, storeA, storeB] : [b, a, storeB, storeA]
  const loser: Side = winner === 'a' ? 'b' : 'a'
  const keptAs = conflictKey(key, loser, lost.version, now())
  const versions: Record<Side, string> = { a: '', b: '' }
  for (const [side, to] of [
    [loser, losing],
    [winner, winning],
  ] as const) {
    const version = await keep(losing, to, lost, keptAs, tools)
    if (version === undefined) return { kind: 'moved-on' }
    versions[side] = version
  }
  ledger.note({ key: keptAs, a: versions.a, b: versions.b })
  const over = await copyObject(
    { from: winning, to: losing, object: won, condition: { version: lost.version } },
    tools,
  )
  if (over.kind !== 'copied') return { kind: 'moved-on' }
  const [winnerVersion, loserVersion] = [over.object.version, over.written.version]
  ledger.note(
    winner === 'a' ? { key, a: winnerVersion, b: loserVersion } : { key, a: loserVersion, b: winnerVersion },
  )
  return { kind: 'settled', keptAs }
}

/** The version under which a side keeps the loser; undefined where it could not be kept as it was decided about. */
async function keep(
  losing: ObjectStore,
  to: ObjectStore,
  lost: ListedObject,
  keptAs: string,
  tools: CopyTools,
): Promise<string | undefined> {
  const kept = await copyObject(
    { from: losing, to, object: lost, toKey: keptAs, condition: { absent: true } },
    tools,
  )
  if (kept.kind === 'copied') return kept.object.version === lost.version ? kept.written.version : undefined
  if (kept.kind === 'gone') return undefined
  // A run that was killed may have kept it already.
  const there = await to.head(keptAs, tools.call)
  const same = there?.md5 !== undefined && there.md5 === lost.md5 && there.size === lost.size
  return same ? there.version : undefined
}

/** `report.pdf` becomes `report.conflict-b-20260102T030405Z-1a2b3c.pdf`. */
export function conflictKey(key: string, side: Side, version: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const mark = `.conflict-${side}-${time}-${version.replace(/[^A-Za-z0-9]/g, '').slice(0, 6)}`
  const slash = key.lastIndexOf('/')
  const dot = key.lastIndexOf('.')
  return dot > slash + 1 ? `${key.slice(0, dot)}${mark}${key.slice(dot)}` : `${key}${mark}`
}
