import type { LabRequestHead } from '../cloud.ts'
import type { StoredObject } from '../objects/bucket.ts'
import type { BlobAttributes } from './blob-attributes.ts'
import { AzureFault } from './wire.ts'

type Blob = StoredObject<BlobAttributes>

/** The entity tag without its quotes; another one after every change, also of the metadata. */
export function blobEtag(blob: Blob): string {
  return `0x${blob.generation.toString(16).toUpperCase()}${(blob.metageneration % 4096).toString(16).padStart(3, '0').toUpperCase()}`
}

/**
 * https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
 * @throws AzureFault ConditionNotMet, BlobAlreadyExists
 */
export function requireWritable(head: LabRequestHead, present: Blob | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = head.headers
  if (match !== undefined && (present === undefined || !holds(match, blobEtag(present)))) throw notMet()
  if (noneMatch !== undefined && present !== undefined && holds(noneMatch, blobEtag(present))) {
    if (noneMatch.trim() !== '*') throw notMet()
    throw new AzureFault(409, 'BlobAlreadyExists', 'The specified blob already exists.')
  }
  if (present === undefined) return
  const changed = wholeSeconds(present)
  if (changed > time(head, 'if-unmodified-since') || changed <= time(head, 'if-modified-since'))
    throw notMet()
}

/** Conditional reads. @throws AzureFault ConditionNotMet (412 or 304) */
export function requireReadable(head: LabRequestHead, blob: Blob): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = head.headers
  if (match !== undefined && !holds(match, blobEtag(blob))) throw notMet()
  if (wholeSeconds(blob) > time(head, 'if-unmodified-since')) throw notMet()
  const isUnchanged =
    noneMatch === undefined
      ? wholeSeconds(blob) <= time(head, 'if-modified-since')
      : holds(noneMatch, blobEtag(blob))
  if (isUnchanged) throw notMet(304)
}

function holds(condition: string, etag: string): boolean {
  return condition.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^"|"$/g, '')))
}

/** Milliseconds; no number where the header is not there, which compares as false. */
function time(head: LabRequestHead, name: string): number {
  return Date.parse(head.headers[name] ?? '')
}

// HTTP knows whole seconds only.
function wholeSeconds(blob: Blob): number {
  return Math.floor(blob.updatedAtMs / 1_000) * 1_000
}

function notMet(status = 412): AzureFault {
  return new AzureFault(
    status,
    'ConditionNotMet',
    'The condition specified using HTTP conditional header(s) is not met.',
  )
}
