import { createHash } from 'node:crypto'
import { compareKeys } from '../../src/core/sync/key-order.ts'
import type { Ledger, LedgerEntry } from '../../src/core/sync/ledger.ts'
import type { ListedObject, ObjectStore } from '../../src/core/sync/object-store.ts'
import type { PairState } from '../../src/core/sync/pair-state.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'

/** A store in memory, for histories of thousands of steps; it can be told to break after some operations. */
export class MemoryStore implements ObjectStore {
  readonly kind = 'folder'
  readonly address: string
  readonly limits = { part: { min: 1, max: 1 << 20, count: 10_000 }, parallelParts: true }
  readonly objects = new Map<
    string,
    { readonly text: string; readonly version: string; readonly at: number }
  >()
  /** Operations that still succeed. */
  fuse = Number.POSITIVE_INFINITY
  /** What somebody beside the sync does when an operation begins. */
  onOperation: () => void = () => {}
  #clock: () => number

  constructor(address: string, clock: () => number) {
    this.address = address
    this.#clock = clock
  }

  /** What somebody beside the sync does. */
  set(key: string, text: string): void {
    const at = this.#clock()
    this.objects.set(key, { text, version: `${this.address}${at}`, at })
  }

  async list() {
    this.#burn()
    const objects = [...this.objects.keys()].sort(compareKeys).map((key) => this.#listed(key) as ListedObject)
    return { objects }
  }

  async head(key: string) {
    this.#burn()
    return this.#listed(key)
  }

  async read({ key, version }: { key: string; version: string }) {
    this.#burn()
    const object = this.objects.get(key)
    if (object?.version !== version) return 'changed' as const
    return { bytes: Buffer.from(object.text), attributes: {} }
  }

  async write({ key, bytes, condition }: Parameters<ObjectStore['write']>[0]) {
    this.#burn()
    const present = this.objects.get(key)
    if (condition !== undefined) {
      if ('absent' in condition ? present !== undefined : present?.version !== condition.version)
        return 'refused' as const
    }
    this.set(key, bytes.toString())
    const { version, md5 } = this.#listed(key) as ListedObject
    return { version, ...(md5 === undefined ? {} : { md5 }) }
  }

  async openUpload(): Promise<never> {
    throw new Error('nothing here is large enough for parts')
  }

  async remove(objects: readonly Pick<ListedObject, 'key' | 'version'>[]) {
    this.#burn()
    return objects.map(({ key, version }) => {
      const present = this.objects.get(key)
      if (present !== undefined && present.version !== version) return { key, kind: 'changed' } as const
      this.objects.delete(key)
      return { key, kind: 'removed' } as const
    })
  }

  async close() {}

  #listed(key: string): ListedObject | undefined {
    const object = this.objects.get(key)
    if (object === undefined) return undefined
    const md5 = createHash('md5').update(object.text).digest('hex')
    return { key, size: Buffer.byteLength(object.text), version: object.version, modifiedMs: object.at, md5 }
  }

  #burn(): void {
    this.onOperation()
    this.fuse -= 1
    if (this.fuse < 0) throw new McloudError({ code: 'INTERRUPTED', message: 'killed' })
  }
}

/** A ledger in memory that loses its latest notes when the process is killed. */
export class MemoryLedger implements Ledger {
  #kept = new Map<string, LedgerEntry>()
  #notes: (LedgerEntry | { readonly key: string })[] = []
  /** Notes that a kill takes away. */
  losesOnKill = 0

  async *read() {
    const entries = [...this.#kept.values()].sort((one, other) => compareKeys(one.key, other.key))
    if (entries.length > 0) yield entries
  }

  note(entry: LedgerEntry | { readonly key: string }): void {
    this.#notes.push(entry)
  }

  async compact(): Promise<void> {
    const lost = this.losesOnKill
    for (const note of this.#notes.slice(0, this.#notes.length - lost)) {
      if ('a' in note) this.#kept.set(note.key, note)
      else this.#kept.delete(note.key)
    }
    this.#notes = []
  }
}

export function memoryState(ledger: MemoryLedger): PairState {
  const uploads = { find: () => undefined, opened: () => {}, closed: () => {} }
  return { ledger, uploads, close: async () => {} }
}
