import { mkdirSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import type { ByteRange } from './byte-range.ts'
import type { ChecksumName, Checksums } from './checksums.ts'
import { compareKeys, partition } from './key-order.ts'
import { type ListPage, type ListWanted, listPage } from './list-page.ts'
import { openObjectLog } from './object-log.ts'
import { readBodyFiles, readSmallBody } from './read-parts.ts'
import { type ReceivedBody, receiveBody } from './receive-body.ts'
import { type StoredPart, Uploads } from './uploads.ts'

/** One object; `attributes` is what its vendor keeps with it, plain JSON. */
export interface StoredObject<A> {
  readonly key: string
  /** Names of the files with the body, one after the other. */
  readonly files: readonly { readonly file: string; readonly size: number }[]
  readonly size: number
  readonly checksums: Checksums
  /** Rises with every body of the bucket, as Cloud Storage's generations do: microseconds since the epoch. */
  readonly generation: number
  /** Counts changes of the attributes alone. */
  readonly metageneration: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly attributes: A
}

interface BucketFile {
  readonly name: string
  readonly createdAtMs: number
  readonly attributes: Readonly<Record<string, string>>
}

/** One bucket over a folder: bodies as files, everything else in a log that survives a kill. */
export class Bucket<A> {
  readonly name: string
  readonly createdAtMs: number
  #attributes: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #bodies: string
  readonly #now: () => number
  readonly #log: ReturnType<typeof openObjectLog<StoredObject<A>>>['log']
  readonly #objects: Map<string, StoredObject<A>>
  readonly #sorted: string[]
  /** Uploads in parts that are not ended. */
  readonly uploads: Uploads<A>
  #lastNumber: number

  /** Opens a bucket that `makeBucketFolder` has made. */
  constructor(folder: string, now: () => number) {
    const about = readJsonFile<BucketFile>(join(folder, 'bucket.json'))
    if (about === undefined) throw new Error(`${folder} holds no bucket`)
    const { log, entries } = openObjectLog<StoredObject<A>>(join(folder, 'objects.log'))
    this.name = about.name
    this.createdAtMs = about.createdAtMs
    this.#attributes = about.attributes
    this.#folder = folder
    this.#bodies = join(folder, 'bodies')
    this.#now = now
    this.#log = log
    this.#objects = entries
    this.#sorted = [...entries.keys()].sort(compareKeys)
    this.#lastNumber = 0
    this.uploads = new Uploads(join(folder, 'uploads.log'), this.#bodies, now)
    const known = new Set(this.uploads.files())
    for (const { generation, files } of entries.values()) {
      for (const { file } of files) known.add(file)
      this.#lastNumber = Math.max(this.#lastNumber, generation)
    }
    // Bodies that were still arriving when the lab ended.
    for (const file of readdirSync(this.#bodies)) if (!known.has(file)) rmSync(join(this.#bodies, file))
  }

  /** What the vendor keeps of the bucket itself. */
  get attributes(): Readonly<Record<string, string>> {
    return this.#attributes
  }

  /** Keeps more of the bucket itself, or something else under a known name. */
  describe(attributes: Readonly<Record<string, string>>): void {
    this.#attributes = { ...this.#attributes, ...attributes }
    const { name, createdAtMs } = this
    writeJsonFile(join(this.#folder, 'bucket.json'), { name, createdAtMs, attributes: this.#attributes })
  }

  get count(): number {
    return this.#objects.size
  }

  get(key: string): StoredObject<A> | undefined {
    return this.#objects.get(key)
  }

  list(wanted: ListWanted): ListPage {
    return listPage(this.#sorted, wanted)
  }

  /** Takes a body to the disk; it is in the bucket only when `put` has given it a key. */
  receive(body: AsyncIterable<Buffer>, checksums: readonly ChecksumName[]): Promise<ReceivedBody> {
    return receiveBody(join(this.#bodies, String(this.#number())), body, checksums)
  }

  /** Gives a body its key, in one step and for good: nothing else happens between a condition and this. */
  put(key: string, body: ReceivedBody, attributes: A): StoredObject<A> {
    const files = [{ file: basename(body.path), size: body.size }]
    return this.#place(key, files, body.checksums, attributes)
  }

  /** Makes an object of parts that lie on disk, in the order given. */
  putParts(key: string, parts: readonly StoredPart[], checksums: Checksums, attributes: A): StoredObject<A> {
    const files = parts.map(({ file, size }) => ({ file, size }))
    return this.#place(key, files, checksums, attributes)
  }

  #place(key: string, files: StoredObject<A>['files'], checksums: Checksums, attributes: A): StoredObject<A> {
    const before = this.#objects.get(key)
    const now = this.#now()
    const object: StoredObject<A> = {
      key,
      files,
      size: files.reduce((total, { size }) => total + size, 0),
      checksums,
      generation: this.#number(),
      metageneration: 1,
      createdAtMs: now,
      updatedAtMs: now,
      attributes,
    }
    this.#log.append({ put: object })
    if (before === undefined) this.#sorted.splice(this.#placeOf(key), 0, key)
    this.#objects.set(key, object)
    // Parts may stay the same ones when an object is put together anew.
    const kept = new Set(files.map(({ file }) => file))
    if (before !== undefined) this.#unlink(before.files.filter(({ file }) => !kept.has(file)))
    return object
  }

  /** Changes the attributes of an object that is there. */
  change(object: StoredObject<A>, attributes: A): StoredObject<A> {
    const changed = {
      ...object,
      attributes,
      metageneration: object.metageneration + 1,
      updatedAtMs: this.#now(),
    }
    this.#log.append({ put: changed })
    this.#objects.set(object.key, changed)
    return changed
  }

  delete(key: string): StoredObject<A> | undefined {
    const object = this.#objects.get(key)
    if (object === undefined) return undefined
    this.#log.append({ gone: key })
    this.#sorted.splice(this.#placeOf(key), 1)
    this.#objects.delete(key)
    this.#unlink(object.files)
    return object
  }

  /** The body or a part of it; goes on although the object is replaced meanwhile. */
  read(object: StoredObject<A>, range?: ByteRange): Readable {
    return readBodyFiles(this.#filesOf(object), range)
  }

  /** The same as it is answered: what is small in one piece. */
  answer(object: StoredObject<A>, range?: ByteRange): Readable | Buffer {
    return readSmallBody(this.#filesOf(object), range) ?? this.read(object, range)
  }

  close(): void {
    this.#log.close()
    this.uploads.close()
  }

  #filesOf({ files }: StoredObject<A>) {
    return files.map(({ file, size }) => ({ path: join(this.#bodies, file), size }))
  }

  #unlink(files: StoredObject<A>['files']): void {
    for (const { file } of files) unlinkSync(join(this.#bodies, file))
  }

  #placeOf(key: string): number {
    return partition(this.#sorted, (known) => compareKeys(known, key) < 0)
  }

  #number(): number {
    this.#lastNumber = Math.max(this.#lastNumber + 1, this.#now() * 1_000)
    return this.#lastNumber
  }
}

/** Makes the folder of a new bucket. */
export function makeBucketFolder(folder: string, about: BucketFile): void {
  mkdirSync(join(folder, 'bodies'), { recursive: true, mode: 0o700 })
  writeJsonFile(join(folder, 'bucket.json'), about)
}
