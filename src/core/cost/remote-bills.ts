import { createHash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { ListedObject, ObjectStore } from '../sync/object-store.ts'
import { type Place, parsePlace } from '../sync/place.ts'
import { TrafficCount } from '../sync/store-traffic.ts'
import type { SyncStores } from '../sync/sync-ports.ts'

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
const BILL = /\.(csv|json|ndjson|parquet)(\.(gz|gzip|zst))?$/i
const MANIFEST = /manifest[^/]*\.json$/i

/** Whether a text is the address of a bucket rather than a path. */
export function isBucketAddress(text: string): boolean {
  return /^(s3|gs|az):\/\//i.test(text)
}

/**
 * Paths as they are, and what addresses name fetched part by part into the scratch folder: one object, or every bill
 * below a prefix.
 * @throws McloudError USAGE, BILLING_FILE_INVALID, and what the stores throw
 */
export async function localBills(
  files: readonly string[],
  stores: () => Promise<Pick<SyncStores, 'open'>>,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBill[]> {
  const bills: LocalBill[] = []
  // One after the other: a bill is large, and there is one disk.
  for (const file of files) {
    if (isBucketAddress(file)) bills.push(...(await fetchBills(file, await stores(), scratch, call)))
    else bills.push({ path: file, name: file })
  }
  return bills
}

async function fetchBills(
  address: string,
  stores: Pick<SyncStores, 'open'>,
  scratch: ScratchFolder,
  call: Call,
): Promise<LocalBill[]> {
  const folder = await openPlace(address.replace(/[^/]*$/, ''), stores)
  const name = /[^/]*$/.exec(address)?.[0] ?? ''
  try {
    const one = name === '' ? undefined : await folder.head(name, call)
    if (one !== undefined) return [await fetchBill(folder, one, scratch, call)]
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
): Promise<LocalBill[]> {
  const found: LocalBill[] = []
  let next: string | undefined
  do {
    const page = await store.list(next, call)
    for (const object of page.objects) {
      if (BILL.test(object.key) && !MANIFEST.test(object.key) && object.size > 0) {
        found.push(await fetchBill(store, object, scratch, call))
      }
    }
    next = page.next
  } while (next !== undefined)
  if (found.length > 0) return found
  throw new McloudError({
    code: 'BILLING_FILE_INVALID',
    message: `There is no bill at ${address}.`,
    problems: [
      {
        at: address,
        message: 'holds no bill',
        expected: 'objects named .csv, .csv.gz, .parquet or .json.gz',
      },
    ],
  })
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
