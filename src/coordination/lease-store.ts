import type { Cloud } from '../config/clouds.ts'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { isMcloudError, McloudError } from '../errors/mcloud-error.ts'
import type { Call, LeaseRef, Leases, LeaseWrite } from '../providers/provider.ts'
import { assertKey, assertPrefix } from './store-key.ts'
import { readDocument, standsIn, writeDocument } from './stored-text.ts'

export interface LeaseStorePlace {
  /** For messages, e.g. `s3://bucket/prefix`. */
  readonly describe: string
  readonly cloud?: Cloud
  /** Bucket, or `account/container`. */
  readonly bucket: string
  /** Before every key; empty for none. */
  readonly prefix: string
  readonly region?: string
}

/** One read or write, its retries included, in milliseconds: shorter than the lease of the run lock. */
const OPERATION_MS = 10_000

/** A coordination store over documents that are written on a condition: one object a key, one request a write. */
export function openLeaseStore(place: LeaseStorePlace, leases: () => Promise<Leases>): CoordinationStore {
  const { describe, bucket, region } = place
  const base = place.prefix === '' ? '' : `${place.prefix.replace(/\/+$/, '')}/`
  const refOf = (key: string): LeaseRef => ({
    bucket,
    key: `${base}${key}`,
    ...(region === undefined ? {} : { region }),
  })

  async function read(key: string) {
    const held = await (await leases()).read(refOf(key), withinTime())
    if (held === undefined) return undefined
    const document = readDocument(key, held.text)
    if (document === undefined) throw damaged(describe, key)
    return { ...document, version: held.version }
  }

  /** Whether a write took effect, also where its own answer did not say so. */
  async function tookEffect(
    key: string,
    written: LeaseWrite,
    write: string,
    over: string | undefined,
  ): Promise<boolean> {
    if (written.kind === 'written') return true
    const stands = standsIn(await read(key), write, over)
    if (stands !== 'unknown') return stands
    if (written.kind === 'conflict') return false
    throw new McloudError({
      code: 'STORE_FAILED',
      message: `${describe}: ${key}: the answer to a write was lost, and nothing tells whether it took effect: ${written.reason}.`,
      retry: 'check-first',
      details: { key },
    })
  }

  return {
    describe,
    ...(place.cloud === undefined ? {} : { cloud: place.cloud }),
    read: (key) =>
      guard(describe, key, async () => {
        const found = await read(assertKey(key))
        return found && { value: found.value, version: joinVersion(found.version, found.writes) }
      }),
    create: (key, value) =>
      guard(describe, key, async () => {
        const { text, write } = writeDocument(assertKey(key), value, [])
        const written = await (await leases()).create(refOf(key), text, withinTime())
        return (await tookEffect(key, written, write, undefined)) ? 'created' : 'exists'
      }),
    replace: (key, value, version) =>
      guard(describe, key, async () => {
        const seen = splitVersion(version)
        if (assertKey(key) && seen === undefined) return 'conflict'
        const { text, write } = writeDocument(key, value, seen?.writes ?? [])
        const written = await (await leases()).replace(refOf(key), text, seen?.version ?? '', withinTime())
        return (await tookEffect(key, written, write, seen?.writes[0])) ? 'replaced' : 'conflict'
      }),
    list: (prefix) =>
      guard(describe, prefix, async () => {
        const found = await (await leases()).list(refOf(assertPrefix(prefix)), withinTime())
        return found.map((key) => key.slice(base.length)).sort()
      }),
  }
}

// What `replace` needs of what was read: the vendor's version and the writes that led to it.
function joinVersion(version: string, writes: readonly string[]): string {
  return `${version} ${writes.join(',')}`
}

function splitVersion(joined: string): { version: string; writes: readonly string[] } | undefined {
  const [version, writes, ...rest] = joined.split(' ')
  if (!version || !writes || rest.length > 0) return undefined
  return { version, writes: writes.split(',') }
}

function withinTime(): Call {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + OPERATION_MS }
}

function damaged(describe: string, key: string): McloudError {
  return new McloudError({
    code: 'STORE_FAILED',
    message: `${describe}: ${key} is damaged.`,
    hint: 'Restore the object from a backup or from an older version of it.',
    details: { damaged: true, key },
  })
}

/** What the operator has to settle before any store can work, and is told in the provider's own words. */
const OWN_WORDS: readonly ErrorCode[] = [
  'AUTH_MISSING',
  'AUTH_DENIED',
  'CONFIG_INVALID',
  'ENDPOINT_REFUSED',
  'INTERNAL',
  'STORE_FAILED',
]

async function guard<T>(describe: string, key: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!isMcloudError(error) || OWN_WORDS.includes(error.code)) throw error
    const missing = error.code === 'NOT_FOUND'
    throw new McloudError({
      code: 'STORE_FAILED',
      message: `${describe}: ${key}: ${error.message}`,
      retry: error.retry,
      details: { key },
      cause: error,
      ...(missing ? { hint: 'Make the bucket or container first; docs/coordination.md says how.' } : {}),
      ...(!missing && error.hint !== undefined ? { hint: error.hint } : {}),
    })
  }
}
