import { createHash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { ListedObject, ObjectStore } from '../sync/object-store.ts'
import { type Place, parsePlace } from '../sync/place.ts'
import { TrafficCount } from '../sync/store-traffic.ts'
import type { SyncStores } from '../sync/sync-ports.ts'
import { type Manifest, newestBills } from './bill-versions.ts'

/** Where fetched bills lie for as long as they are read. */
export interface ScratchFolder {
  file(): Promise<{
    readonly path: string
    write(bytes: Buffer): Promise<void>
    close(): Promise<void>
  }>
  remove(): Promise<void>
}

export interface LocalBill {
  readonly path: string
  /** As it was named, or the address that it was fetched from. */
  readonly name: string
}

/** Bytes that are in memory at a time. */
const PART_BYTES = 8 * 2 ** 20
const BILL = /\.(csv|json|ndjson|parquet)(\.(gz|gzip|zst|zip))?$/i
const MANIFEST = /manifest[^/]*\.json$/i
/** Manifests list columns and files; a larger one is none. */
const MANIFEST_BYTES = 16 * 2 ** 20

/** Whether a text is the address of a bucket rather than a path. */
export function isBucketAddress(text: string): boolean {
  return /^(s3|gs|az):\/\//i.test(text)
}

export interface LocalBills {
  readonly bills: readonly LocalBill[]
  /** What was set aside, for people. */
  readonly warnings: readonly string[]
}

/**
 * Paths as they are, and what addresses name fetched part by part into the scratch folder: one object, or the newest
 * version of every bill below a prefix.
 * @throws McloudError USAGE, BILLING_FILE_INVALID, and what the stores throw
 */
export async function localBills(
  files: readonly string[],
  stores: () => Promise<Pick<SyncStores, 'open'>>,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBills> {
  const found: LocalBills[] = []
  // One after the other: a bill is large, and there is one disk.
  for (const file of files) {
    found.push(
      isBucketAddress(file)
        ? await fetchBills(file, await stores(), scratch, call)
        : { bills: [{ path: file, name: file }], warnings: [] },
    )
  }
  return {
    bills: found.flatMap(({ bills }) => bills),
    warnings: found.flatMap(({ warnings }) => warnings),
  }
}

async function fetchBills(
  address: string,
  stores: Pick<SyncStores, 'open'>,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBills> {
  const folder = await openPlace(address.replace(/[^/]*$/, ''), stores)
  const name = /[^/]*$/.exec(address)?.[0] ?? ''
  try {
    const one = name === '' ? undefined : await folder.head(name, call)
    if (one !== undefined) return { bills: [await fetchBill(folder, one, scratch, call)], warnings: [] }
    if (name === '') return await fetchAll(folder, address, scratch, call)
  } finally {
    await folder.close()
  }
  const below = await openPlace(`${address}/`, stores)
  try {
    return await fetchAll(below, address, scratch, call)
  } finally {
    await below.close()
  }
}

function openPlace(address: string, stores: Pick<SyncStores, 'open'>): Promise<ObjectStore> {
  const place = parsePlace('--focus', address)
  if ('problem' in place) {
    throw new McloudError({
      code: 'USAGE',
      message: `${address} is no place of bills.`,
      problems: [place.problem],
    })
  }
  return stores.open(place as Place, new TrafficCount())
}

async function fetchAll(
  store: ObjectStore,
  address: string,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBills> {
  const objects: ListedObject[] = []
  let next: string | undefined
  do {
    const page = await store.list(next, call)
    objects.push(...page.objects.filter(({ size }) => size > 0))
    next = page.next
  } while (next !== undefined)
  const above = folderOf(store.address)
  const placed = (object: ListedObject) => ({
    object,
    path: `${above}${object.key}`,
    modifiedMs: object.modifiedMs,
  })
  const bills = objects.filter(({ key }) => BILL.test(key) && !MANIFEST.test(key)).map(placed)
  if (bills.length === 0) {
    const expected = 'objects named .csv, .csv.gz, .parquet or .json.gz'
    throw new McloudError({
      code: 'BILLING_FILE_INVALID',
      message: `There is no bill at ${address}.`,
      problems: [{ at: address, message: 'holds no bill', expected }],
    })
  }
  const manifests: Manifest[] = []
  for (const { object, ...place } of objects.filter(({ key }) => MANIFEST.test(key)).map(placed)) {
    manifests.push({ ...place, json: await readManifest(store, object, call) })
  }
  const { counted, warnings, problems } = newestBills(bills, manifests)
  if (problems.length > 0) {
    const message = `Which bills at ${address} are the newest cannot be told.`
    throw new McloudError({ code: 'BILLING_FILE_INVALID', message, problems })
  }
  const fetched: LocalBill[] = []
  for (const { object } of counted) fetched.push(await fetchBill(store, object, scratch, call))
  return { bills: fetched, warnings }
}

/** The path of a place below its bucket or container. */
function folderOf(address: string): string {
  return address.replace(/^az:\/\/[^/]+\/[^/]+\//i, '').replace(/^\w+:\/\/[^/]+\//, '')
}

async function readManifest(
  store: ObjectStore,
  { key, size, version }: ListedObject,
  call: Call,
): Promise<unknown> {
  const name = `${store.address}${key}`
  if (size > MANIFEST_BYTES) throw broken(name, 'is too large for a manifest')
  const part = await store.read({ key, version, size, range: { start: 0, length: size } }, call)
  if (part === 'changed') throw broken(name, 'was replaced while it was read')
  try {
    return JSON.parse(part.bytes.toString('utf8'))
  } catch {
    throw broken(name, 'is no JSON')
  }
}

async function fetchBill(
  store: ObjectStore,
  { key, size, version, md5 }: ListedObject,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBill> {
  const name = `${store.address}${key}`
  const file = await scratch.file()
  const hash = createHash('md5')
  try {
    for (let start = 0; start < size; start += PART_BYTES) {
      const range = { start, length: Math.min(PART_BYTES, size - start) }
      const part = await store.read({ key, version, size, range }, call)
      if (part === 'changed' || part.bytes.length !== range.length) {
        throw broken(name, 'was replaced while it was read')
      }
      hash.update(part.bytes)
      await file.write(part.bytes)
    }
  } finally {
    await file.close()
  }
  if (md5 !== undefined && hash.digest('hex') !== md5) throw broken(name, 'arrived damaged')
  return { path: file.path, name }
}

function broken(name: string, message: string): McloudError {
  return new McloudError({
    code: 'BILLING_FILE_INVALID',
    message: `${name} ${message}.`,
    hint: 'Ask again.',
    problems: [{ at: name, message }],
  })
}
