import type { Cloud } from '../../config/clouds.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Presence, Provision } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { Result, ResultKind } from '../result.ts'

/** Provisions that rest on each other, in the order in which they are made. */
export interface Chain {
  readonly cloud: Cloud
  readonly provisions: readonly Provision[]
}

/** What became of one provision. */
export type ItemState =
  | 'there'
  | 'created'
  | 'changed'
  | 'would-create'
  | 'would-change'
  /** It could not be looked at, or nothing tells whether its making took effect. */
  | 'unknown'
  | 'failed'
  /** Something before it is not there. */
  | 'skipped'

export interface GroundworkItem {
  readonly cloud: Cloud
  readonly what: string
  readonly state: ItemState
  /** What was found, or why. */
  readonly note?: string
  /** Code of the error. */
  readonly code?: string
  readonly hint?: string
}

export interface GroundworkReport {
  readonly changed: boolean
  readonly items: readonly GroundworkItem[]
}

export interface GroundworkPorts {
  readonly clock: Clock
  readonly progress: Progress
  readonly global: { readonly dryRun: boolean }
  confirm(question: {
    readonly risk: 'moderate' | 'severe'
    readonly text: string
    readonly platform: string
  }): Promise<void>
}

interface Looked {
  readonly provision: Provision
  readonly presence: Presence | { readonly kind: 'unknown'; readonly error: McloudError }
}

/**
 * Looks at everything, says what is missing, asks, and makes it: phases one after the other, the chains of a phase
 * side by side. What is there is left alone, so a second time changes nothing.
 * @throws McloudError DECLINED, CONFIRMATION_REQUIRED, INTERRUPTED
 */
export async function layGroundwork(
  phases: readonly (readonly Chain[])[],
  platform: string,
  ports: GroundworkPorts,
  call: Call,
): Promise<Result<GroundworkReport>> {
  const looked = await Promise.all(
    phases.map((chains) => Promise.all(chains.map((chain) => lookAt(chain, call)))),
  )
  const first = hideable(
    looked.map((chains, phase) =>
      chains.flatMap((seen, index) =>
        seen.map((one) => itemSeen(phases[phase]?.[index]?.cloud as Cloud, one)),
      ),
    ),
  )
  const missing = first.filter(({ state }) => state === 'would-create' || state === 'would-change')
  if (ports.global.dryRun || missing.length === 0) return ended(first)
  await ports.confirm({ risk: 'moderate', text: questionOf(first), platform })
  const items: GroundworkItem[] = []
  for (const [phase, chains] of phases.entries()) {
    const made = await Promise.all(
      chains.map((chain, index) => makeChain(chain, looked[phase]?.[index] ?? [], ports, call)),
    )
    items.push(...made.flat())
  }
  return ended(items)
}

/** What cannot be seen while something before it is missing (a service that is off) needs no repair of its own. */
function hideable(phases: readonly (readonly GroundworkItem[])[]): GroundworkItem[] {
  let isMissing = false
  return phases.flatMap((items) => {
    const before = isMissing
    isMissing ||= items.some(({ state }) => state === 'would-create')
    return items.map(({ code, hint, ...item }) =>
      item.state === 'unknown' && before
        ? { ...item, note: `seen once what is missing before it is there: ${item.note}` }
        : { ...item, ...(code !== undefined && { code }), ...(hint !== undefined && { hint }) },
    )
  })
}

async function lookAt({ provisions }: Chain, call: Call): Promise<readonly Looked[]> {
  return Promise.all(provisions.map((provision) => lookOnce(provision, call)))
}

async function lookOnce(provision: Provision, call: Call): Promise<Looked> {
  try {
    return { provision, presence: await provision.look(call) }
  } catch (thrown) {
    const error = asError(thrown)
    if (error.code === 'INTERRUPTED') throw error
    return { provision, presence: { kind: 'unknown', error } }
  }
}

async function makeChain(
  { cloud, provisions }: Chain,
  seen: readonly Looked[],
  ports: GroundworkPorts,
  call: Call,
): Promise<readonly GroundworkItem[]> {
  const items: GroundworkItem[] = []
  let broken: string | undefined
  for (const [index, provision] of provisions.entries()) {
    const { what } = provision
    if (broken !== undefined) {
      items.push({ cloud, what, state: 'skipped', note: `because of ${broken}` })
      continue
    }
    const item = await makeOne(cloud, provision, seen[index], ports, call)
    items.push(item)
    if (item.state === 'failed' || item.state === 'unknown') broken = what
  }
  return items
}

async function makeOne(
  cloud: Cloud,
  provision: Provision,
  first: Looked | undefined,
  { clock, progress }: GroundworkPorts,
  call: Call,
): Promise<GroundworkItem> {
  const { what } = provision
  const was = first?.presence.kind === 'differs' ? 'changed' : 'created'
  const before = await lookOnce(provision, call)
  if (before.presence.kind === 'there') {
    // What was missing at first came with something before it.
    return { cloud, what, state: first?.presence.kind === 'there' ? 'there' : was }
  }
  if (before.presence.kind === 'unknown') return itemSeen(cloud, before)
  const startedMs = clock.now()
  progress.emit({ kind: 'step-started', id: what, text: what, index: 0, total: 1 })
  const failure = await provision.make(call).then(
    () => undefined,
    (thrown: unknown) => asError(thrown),
  )
  const item = itemMade(cloud, what, was, await readBack(provision, failure, call), failure)
  const result = item.state === 'created' || item.state === 'changed' ? 'done' : item.state
  progress.emit({
    kind: 'step-ended',
    id: what,
    text: what,
    result: result === 'unknown' ? 'unknown' : result === 'done' ? 'done' : 'failed',
    elapsedMs: clock.now() - startedMs,
    message: item.note ?? item.state,
  })
  return item
}

/** How it is after the making; after one that failed only once, since the failure says why. */
async function readBack(provision: Provision, failure: McloudError | undefined, call: Call): Promise<Looked> {
  if (failure?.code === 'INTERRUPTED') return { provision, presence: { kind: 'unknown', error: failure } }
  return lookOnce(provision, call)
}

function itemMade(
  cloud: Cloud,
  what: string,
  was: 'created' | 'changed',
  { presence }: Looked,
  failure: McloudError | undefined,
): GroundworkItem {
  if (presence.kind === 'there') return { cloud, what, state: was }
  if (failure !== undefined) {
    const open = failure.retry === 'check-first' && presence.kind === 'unknown'
    return { cloud, what, state: open ? 'unknown' : 'failed', ...wordsOf(failure) }
  }
  // Accepted, and not to be seen: other readers of that cloud may lag behind.
  const note =
    presence.kind === 'unknown' ? presence.error.message : 'it was accepted and is not to be seen yet'
  return { cloud, what, state: 'unknown', note }
}

function itemSeen(cloud: Cloud, { provision: { what }, presence }: Looked): GroundworkItem {
  switch (presence.kind) {
    case 'there':
      return { cloud, what, state: 'there' }
    case 'absent':
      return { cloud, what, state: 'would-create' }
    case 'differs':
      return { cloud, what, state: 'would-change', note: presence.found }
    case 'unknown':
      return { cloud, what, state: 'unknown', ...wordsOf(presence.error) }
  }
}

function wordsOf({ message, code, hint }: McloudError) {
  return { note: message, code, hint }
}

function questionOf(items: readonly GroundworkItem[]): string {
  return items
    .filter(({ state }) => state !== 'there')
    .map(({ cloud, what, state, note }) => {
      if (state === 'would-create') return `${cloud}: create ${what}`
      if (state === 'would-change') return `${cloud}: change ${what} (${note})`
      return `${cloud}: look at ${what} again (${note})`
    })
    .join('\n')
}

function ended(items: readonly GroundworkItem[]): Result<GroundworkReport> {
  const has = (...states: ItemState[]) => items.some(({ state }) => states.includes(state))
  const changed = has('created', 'changed')
  const kind = (): ResultKind => {
    if (has('failed', 'skipped')) return changed ? 'partial' : 'failed'
    if (has('would-create', 'would-change')) return 'changes'
    if (has('unknown')) return 'unknown'
    return changed ? 'done' : 'unchanged'
  }
  return { kind: kind(), data: { changed, items } }
}

function asError(thrown: unknown): McloudError {
  if (isMcloudError(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new McloudError({ code: 'INTERNAL', message, cause: thrown })
}
