import type { Upload, UploadRequest, Written } from '../../core/sync/object-store.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { GcsRequests } from './requests.ts'
import { type GcsResource, writtenOf } from './resource.ts'

/** The client stopped the upload. */
const CLOSED = 499

/**
 * A resumable upload, new or found again by the address of its session, whose parts come one after the other.
 * https://cloud.google.com/storage/docs/performing-resumable-uploads
 */
export async function openGcsUpload(
  requests: GcsRequests,
  path: string,
  resource: Readonly<Record<string, unknown>>,
  request: UploadRequest,
  call: Call,
): Promise<Upload | undefined> {
  const { size, partBytes } = request
  const session = request.resume ?? (await start(requests, path, resource, call))
  const present = new Map<number, string>()
  let outcome: Written | 'refused' | undefined
  if (request.resume !== undefined) {
    const held = await askHow(requests, session, size, call)
    if (held === undefined) return undefined
    if (typeof held === 'number') {
      for (let index = 0; (index + 1) * partBytes <= held; index += 1) present.set(index, String(index))
    } else {
      outcome = held
      for (let index = 0; index * partBytes < size; index += 1) present.set(index, String(index))
    }
  }
  return {
    token: session,
    present,
    async part(index, bytes, _md5, partCall) {
      const start = index * partBytes
      const end = start + bytes.length
      for (let from = start; ; ) {
        const answer = await requests.send(
          {
            name: 'objects.insert',
            method: 'PUT',
            path: session,
            headers: { 'content-range': `bytes ${from}-${end - 1}/${size}` },
            body: bytes.subarray(from - start),
            accept: [308, 412],
          },
          partCall,
        )
        if (answer.status === 412) outcome = 'refused'
        else if (answer.status !== 308) outcome = writtenIn(answer.body)
        else {
          // A service may keep only the beginning of what was sent.
          const held = heldIn(answer.headers.range)
          if (held <= from) throw lost(held, size)
          from = held
          if (from < end) continue
        }
        return String(index)
      }
    },
    async finish(_parts, _md5, finishCall) {
      if (outcome !== undefined) return outcome
      const held = await askHow(requests, session, size, finishCall)
      if (held === undefined || typeof held === 'number') throw lost(held ?? 0, size)
      return held
    },
    async abort(abortCall) {
      await requests.send(
        { name: 'objects.insert', method: 'DELETE', path: session, accept: [404, 410, CLOSED] },
        abortCall,
      )
    },
  }
}

async function start(
  requests: GcsRequests,
  path: string,
  resource: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<string> {
  const { headers } = await requests.send(
    {
      name: 'objects.insert',
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: Buffer.from(JSON.stringify(resource)),
      check: (answer) => (answer.headers.location === undefined ? 'the answer names no session' : undefined),
    },
    call,
  )
  return headers.location ?? ''
}

/** Bytes that a session has, or what it became; undefined: it has gone. */
async function askHow(
  requests: GcsRequests,
  session: string,
  size: number,
  call: Call,
): Promise<number | Written | undefined> {
  const answer = await requests.send(
    {
      name: 'objects.insert',
      method: 'PUT',
      path: session,
      headers: { 'content-range': `bytes */${size}`, 'content-length': '0' },
      accept: [308, 404, 410],
    },
    call,
  )
  if (answer.status === 404 || answer.status === 410) return undefined
  if (answer.status === 308) return heldIn(answer.headers.range)
  return writtenIn(answer.body)
}

/** Bytes that a session has, by the Range header of its answer. */
function heldIn(range: string | undefined): number {
  return Number(/-(\d+)$/.exec(range ?? '')?.[1] ?? -1) + 1
}

function lost(held: number, size: number): McloudError {
  return new McloudError({
    code: 'CLOUD_FAILED',
    provider: 'gcp',
    message: `Cloud Storage has kept ${held} of ${size} bytes of an upload, and was sent more`,
  })
}

function writtenIn(body: Buffer): Written {
  return writtenOf(JSON.parse(body.toString('utf8')) as GcsResource)
}
