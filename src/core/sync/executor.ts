import { isMcloudError } from '../../errors/mcloud-error.ts'
import { compareObjects, type Rung } from './compare.ts'
import { copyObject } from './copy-object.ts'
import type { Copied, CopyTools } from './copying.ts'
import type { Decision, Side } from './decision.ts'
import { checkDeletes } from './delete-gate.ts'
import type { ListedObject, ObjectStore, WriteCondition } from './object-store.ts'
import type { PairInput } from './pair-input.ts'
import { PartBuffers } from './part-buffers.ts'
import { removeObjects } from './remove-objects.ts'
import { settleConflict } from './settle-conflict.ts'
import { NAMED_FINDINGS, refuseKey, type SyncReport } from './sync-report.ts'
import { TransferGate, type TransferLimits } from './transfer-gate.ts'

type CopyDecision = Extract<Decision, { kind: 'copy' }>
type ConflictDecision = Extract<Decision, { kind: 'conflict' }>

/** So many failures without a single success, and the run is given up: they have one cause. */
const HOPELESS = 25
/** What is no word on one object. */
const ENDS_THE_RUN: ReadonlySet<string> = new Set(['INTERRUPTED', 'DEADLINE', 'STORE_FAILED'])
/** Keys being worked on for each one that the gate lets in: enough to wait before it, too few to grow old there. */
const KEYS_A_PLACE = 2

/** Carries decisions out, many at a time, while the plan still grows. */
export class Executor {
  readonly #input: PairInput
  readonly #report: SyncReport
  readonly #tools: CopyTools
  readonly #gate: TransferGate
  readonly #running = new Set<Promise<void>>()
  readonly #deletes: Record<Side, ListedObject[]> = { a: [], b: [] }
  #hopeless: unknown
  #room: (() => void) | undefined

  constructor(input: PairInput & { readonly limits: TransferLimits }, report: SyncReport) {
    this.#input = input
    this.#report = report
    this.#gate = new TransferGate(input.limits, () => input.clock.now())
    input.traffic.onThrottle = () => this.#gate.slowDown()
    this.#tools = {
      gate: this.#gate,
      pace: input.pace,
      uploads: input.state.uploads,
      buffers: new PartBuffers(),
      call: input.call,
      options: input.rules.copy,
      exact: input.decided !== undefined,
      onBytes: (bytes) => {
        report.copiedBytes += bytes
        report.concurrency = Math.max(report.concurrency, this.#gate.running)
        input.onProgress?.(report)
      },
      onResent: () => {
        report.resent += 1
      },
    }
  }

  /** @throws McloudError of the listings, of the delete gate, and where nothing works */
  async carryOut(plan: AsyncIterable<readonly Decision[]>): Promise<void> {
    for await (const batch of plan) {
      await this.#input.onDecisions?.(batch)
      for (const decision of batch) {
        if (this.#hopeless !== undefined) throw this.#hopeless
        this.#input.call.signal.throwIfAborted()
        await this.#start(decision)
      }
      this.#input.onProgress?.(this.#report)
    }
    await this.settle()
    if (this.#hopeless !== undefined) throw this.#hopeless
    await this.#delete()
  }

  /** Waits for what has been started. */
  async settle(): Promise<void> {
    await Promise.all(this.#running)
  }

  async #start(decision: Decision): Promise<void> {
    const { state, dryRun } = this.#input
    switch (decision.kind) {
      case 'note':
        if (!dryRun) state.ledger.note(decision.entry)
        return
      case 'forget':
        if (!dryRun) state.ledger.note({ key: decision.key })
        return
      case 'delete':
        this.#deletes[decision.on].push(decision.object)
        this.#report.deletesPlanned += 1
        return
      case 'copy':
        return this.#launch(decision.key, () => this.#copy(decision))
      case 'prove':
        return this.#launch(decision.key, () => this.#prove(decision))
      case 'conflict':
        return this.#launch(decision.key, () => this.#conflict(decision))
    }
  }

  async #launch(key: string, work: () => Promise<void>): Promise<void> {
    const task: Promise<void> = work()
      .catch((error: unknown) => this.#failed(key, error))
      .finally(() => {
        this.#running.delete(task)
        this.#room?.()
      })
    this.#running.add(task)
    if (this.#running.size < this.#gate.limit * KEYS_A_PLACE) return
    await new Promise<void>((resolve) => {
      this.#room = resolve
    })
    this.#room = undefined
  }

  async #copy(decision: CopyDecision): Promise<void> {
    const { key, to, object, because } = decision
    const target = this.#store(to)
    const refusal = target.keyRefusal?.(key)
    if (refusal !== undefined) return this.#refused(key, to, refusal)
    if (this.#input.dryRun) return this.#wouldCopy(to, because, object.size)
    const condition = this.#conditionFor(decision)
    const copied = await copyObject(
      {
        from: this.#store(to === 'b' ? 'a' : 'b'),
        to: target,
        object,
        ...(condition === undefined ? {} : { condition }),
      },
      this.#tools,
    )
    this.#note(key, to, copied)
    if (copied.kind === 'copied') {
      this.#count(because)
      this.#countTo(to, copied.object.size)
    } else if (copied.kind === 'refused' && (await this.#isDone(decision))) this.#sameBy('content')
    else this.#report.movedOn += 1
  }

  /** Of a saved plan: whether the destination holds the planned version already, copied before the run was killed. */
  async #isDone({ key, to, object }: CopyDecision): Promise<boolean> {
    const { call, decided } = this.#input
    if (decided === undefined) return false
    const [source, target] = [this.#store(to === 'b' ? 'a' : 'b'), this.#store(to)]
    const [here, there] = await Promise.all([source.head(key, call), target.head(key, call)])
    if (here?.version !== object.version || there === undefined) return false
    const comparison = compareObjects(here, there, undefined, { compare: 'proof' })
    if (comparison.kind !== 'unproved') return comparison.kind === 'same'
    const [left, right] = await Promise.all([this.#hashOf(source, here), this.#hashOf(target, there)])
    return left !== undefined && left === right
  }

  #hashOf(store: ObjectStore, { key, md5 }: ListedObject): Promise<string | undefined> | string | undefined {
    return md5 ?? store.hash?.(key, this.#input.call)
  }

  #sameBy(rung: Rung): void {
    const { same } = this.#report.counts
    same[rung] = (same[rung] ?? 0) + 1
  }

  /** Two-way, a version that nobody has looked at is never overwritten. */
  #conditionFor({ replaces }: CopyDecision): WriteCondition | undefined {
    const { rules, decided } = this.#input
    if (rules.direction === 'one-way' && decided === undefined) return undefined
    return replaces === undefined ? { absent: true } : { version: replaces.version }
  }

  async #prove({ key, a, b, conflict }: Extract<Decision, { kind: 'prove' }>): Promise<void> {
    const { state, dryRun } = this.#input
    const [left, right] = await Promise.all([this.#hashOf(this.#input.a, a), this.#hashOf(this.#input.b, b)])
    if (left !== undefined && left === right) {
      this.#sameBy('content')
      const at = conflict === undefined ? { at: a.modifiedMs } : {}
      if (!dryRun) state.ledger.note({ key, a: a.version, b: b.version, ...at })
      return
    }
    if (conflict !== undefined) return this.#conflict({ kind: 'conflict', key, a, b, ...conflict })
    const because = left === undefined || right === undefined ? 'unproved' : 'content'
    await this.#copy({ kind: 'copy', to: 'b', key, object: a, replaces: b, because })
  }

  async #conflict(decision: ConflictDecision): Promise<void> {
    this.#report.conflicts += 1
    if (decision.winner === undefined) {
      this.#report.unsettled += 1
      if (this.#report.unsettledKeys.length < NAMED_FINDINGS) this.#report.unsettledKeys.push(decision.key)
    }
    if (decision.winner === undefined || this.#input.dryRun) return
    const settled = await settleConflict(decision, decision.winner, {
      a: this.#input.a,
      b: this.#input.b,
      tools: this.#tools,
      ledger: this.#input.state.ledger,
      now: () => this.#input.clock.now(),
    })
    if (settled.kind === 'moved-on') this.#report.movedOn += 1
    else {
      this.#report.kept.push(settled.keptAs)
      this.#count('conflict')
    }
  }

  async #delete(): Promise<void> {
    const { a, b, dryRun, decided } = this.#input
    const { counts } = this.#report
    try {
      // A saved plan has been approved with its deletes in it.
      if (decided === undefined) this.#checkDeletes()
    } catch (error) {
      if (!dryRun || !isMcloudError(error)) throw error
      this.#report.deletesBlocked = error.message
      this.#report.deletesBlockedBy = error.code
    }
    if (dryRun || this.#report.deletesPlanned === 0) return
    await this.#input.approveDeletes?.(this.#report.deletesPlanned, Math.max(counts.a, counts.b))
    for (const [side, from, other] of [
      ['a', a, b],
      ['b', b, a],
    ] as const) {
      const removed = await removeObjects(from, other, this.#deletes[side], this.#input.call)
      for (const removal of removed) {
        if (removal.kind === 'failed') this.#failure(removal.key, side, removal.reason)
        else if (removal.kind === 'changed') this.#report.movedOn += 1
        else {
          this.#report.deleted += 1
          this.#input.state.ledger.note({ key: removal.key })
        }
      }
    }
  }

  #checkDeletes(): void {
    const { counts } = this.#report
    for (const side of ['a', 'b'] as const) {
      const other = side === 'a' ? 'b' : 'a'
      checkDeletes({
        deletes: this.#deletes[side].length,
        held: counts[side],
        leading: counts[other],
        address: this.#store(side).address,
        leadingAddress: this.#store(other).address,
        limit: this.#input.rules.deleteLimit,
      })
    }
  }

  #note(key: string, to: Side, copied: Copied): void {
    if (copied.kind !== 'copied') return
    this.#report.resumedParts += copied.resumedParts
    const { object, written } = copied
    const versions =
      to === 'b' ? { a: object.version, b: written.version } : { a: written.version, b: object.version }
    const at = this.#input.rules.direction === 'one-way' ? { at: object.modifiedMs } : {}
    this.#input.state.ledger.note({ key, ...versions, ...at })
  }

  #wouldCopy(to: Side, because: CopyDecision['because'], bytes: number): void {
    this.#count(because)
    this.#report.copiedBytes += bytes
    this.#countTo(to, bytes)
  }

  #countTo(to: Side, bytes: number): void {
    const copied = this.#report.copiedTo[to]
    copied.objects += 1
    copied.bytes += bytes
  }

  #count(because: CopyDecision['because']): void {
    const { copiedBecause } = this.#report
    this.#report.copied += 1
    copiedBecause[because] = (copiedBecause[because] ?? 0) + 1
  }

  #refused(key: string, side: Side, reason: string): void {
    refuseKey(this.#report, { key, side, reason })
  }

  #failed(key: string, error: unknown): void {
    const known = isMcloudError(error)
    if (known && error.code === 'SYNC_KEY_REFUSED') {
      this.#refused(key, 'b', error.message)
      return
    }
    this.#failure(key, 'b', known ? error.message : String((error as Error)?.message ?? error))
    const given = !known || ENDS_THE_RUN.has(error.code)
    if (given || (this.#report.copied === 0 && this.#report.failures >= HOPELESS)) this.#hopeless ??= error
  }

  #failure(key: string, side: Side, reason: string): void {
    this.#report.failures += 1
    if (this.#report.failed.length < NAMED_FINDINGS) this.#report.failed.push({ key, side, reason })
  }

  #store(side: Side): ObjectStore {
    return side === 'a' ? this.#input.a : this.#input.b
  }
}
