import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Checksums } from './checksums.ts'
import { type ObjectLog, openObjectLog } from './object-log.ts'
import type { ReceivedBody } from './receive-body.ts'

/** One part of an upload, on disk. */
export interface StoredPart {
  readonly file: string
  readonly size: number
  readonly checksums: Checksums
  readonly updatedAtMs: number
}

/** An upload in parts that has not become an object yet; `attributes` are those of the object to be. */
export interface StoredUpload<A> {
  /** Its own id. */
  readonly key: string
  readonly objectKey: string
  readonly attributes: A
  readonly startedAtMs: number
  /** By the name or number that the vendor gives them. */
  readonly parts: Readonly<Record<string, StoredPart>>
}

/** The unfinished uploads of one bucket; they outlive a restart as its objects do. */
export class Uploads<A> {
  readonly #bodies: string
  readonly #now: () => number
  readonly #log: ObjectLog<StoredUpload<A>>
  readonly #open: Map<string, StoredUpload<A>>

  constructor(logPath: string, bodies: string, now: () => number) {
    const { log, entries } = openObjectLog<StoredUpload<A>>(logPath)
    this.#bodies = bodies
    this.#now = now
    this.#log = log
    this.#open = entries
  }

  /** Names of the files that belong to parts. */
  files(): readonly string[] {
    return [...this.#open.values()].flatMap(({ parts }) => Object.values(parts).map(({ file }) => file))
  }

  list(): readonly StoredUpload<A>[] {
    return [...this.#open.values()]
  }

  get(id: string): StoredUpload<A> | undefined {
    return this.#open.get(id)
  }

  begin(id: string, objectKey: string, attributes: A): void {
    this.#keep({ key: id, objectKey, attributes, startedAtMs: this.#now(), parts: {} })
  }

  /** Adds a part that has arrived, or replaces the one of that name. */
  add(id: string, name: string, body: ReceivedBody): StoredPart | undefined {
    const upload = this.#open.get(id)
    if (upload === undefined) return undefined
    const part: StoredPart = {
      file: basename(body.path),
      size: body.size,
      checksums: body.checksums,
      updatedAtMs: this.#now(),
    }
    const before = upload.parts[name]
    this.#keep({ ...upload, parts: { ...upload.parts, [name]: part } })
    if (before !== undefined) rmSync(join(this.#bodies, before.file), { force: true })
    return part
  }

  /** Ends an upload; the files of the parts named stay, because they belong to an object now. */
  end(id: string, kept: readonly StoredPart[]): void {
    const upload = this.#open.get(id)
    if (upload === undefined) return
    this.#log.append({ gone: id })
    this.#open.delete(id)
    const keep = new Set(kept.map(({ file }) => file))
    for (const { file } of Object.values(upload.parts))
      if (!keep.has(file)) rmSync(join(this.#bodies, file), { force: true })
  }

  close(): void {
    this.#log.close()
  }

  #keep(upload: StoredUpload<A>): void {
    this.#log.append({ put: upload })
    this.#open.set(upload.key, upload)
  }
}
