import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Bucket, makeBucketFolder } from './bucket.ts'
import { compareKeys } from './key-order.ts'

/** The buckets (containers) of one cloud, over a folder; opened when first asked for. */
export interface ObjectStore<A> {
  /** By name in byte order. */
  list(): readonly Bucket<A>[]
  get(name: string): Bucket<A> | undefined
  create(name: string, attributes: Readonly<Record<string, string>>): Bucket<A>
  /** With everything in it. */
  delete(name: string): void
}

export function openObjectStore<A>(folder: string, now: () => number): ObjectStore<A> {
  let opened: Map<string, Bucket<A>> | undefined
  const folderOf = (name: string) => join(folder, encodeURIComponent(name))
  const buckets = () => {
    opened ??= new Map(
      (existsSync(folder) ? readdirSync(folder) : [])
        // A bucket without its file was still being made or already being removed.
        .filter((name) => existsSync(join(folder, name, 'bucket.json')))
        .map((name) => [decodeURIComponent(name), new Bucket<A>(join(folder, name), now)]),
    )
    return opened
  }
  return {
    list: () => [...buckets().values()].sort((a, b) => compareKeys(a.name, b.name)),
    get: (name) => buckets().get(name),
    create(name, attributes) {
      rmSync(folderOf(name), { recursive: true, force: true })
      makeBucketFolder(folderOf(name), { name, createdAtMs: now(), attributes })
      const bucket = new Bucket<A>(folderOf(name), now)
      buckets().set(name, bucket)
      return bucket
    },
    delete(name) {
      buckets().get(name)?.close()
      buckets().delete(name)
      rmSync(join(folderOf(name), 'bucket.json'), { force: true })
      rmSync(folderOf(name), { recursive: true, force: true })
    },
  }
}
