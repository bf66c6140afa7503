import { createHash, type Hash, hash } from 'node:crypto'
import type { Call } from '../../providers/provider.ts'
import type { Attempted, CopyRequest, CopyTools } from './copying.ts'
import { keptAttributes } from './kept-attributes.ts'
import type { ObjectAttributes, Upload, UploadRequest, Written } from './object-store.ts'
import { fitsParts, partBytesFor } from './part-size.ts'

interface Parts {
  readonly count: number
  readonly partBytes: number
  /** What identifies each part to the place. */
  readonly ids: (string | undefined)[]
  readonly md5s: (Buffer | undefined)[]
  readonly whole: InOrder | undefined
}

/**
 * Copies a large object in parts, several at a time and none of them staged: each is read into memory, hashed,
 * and written with its hash. An upload that an earlier run left open is taken up where it was.
 */
export async function copyInParts(request: CopyRequest, tools: CopyTools): Promise<Attempted> {
  const { to, object } = request
  const { call, uploads, options } = tools
  const toKey = request.toKey ?? object.key
  const source = await attributesOf(request, tools)
  if (source === undefined) return { kind: 'changed' }
  const alike = await alikeParts(request, tools)
  const partBytes = alike ?? partBytesFor(object.size, to.limits)
  const opening: UploadRequest = {
    key: toKey,
    size: object.size,
    partBytes,
    attributes: keptAttributes(source.attributes, options),
    modifiedMs: object.modifiedMs,
    ...(options.storageClass === undefined ? {} : { storageClass: options.storageClass }),
    ...(request.condition === undefined ? {} : { condition: request.condition }),
    ...(source.md5 === undefined ? {} : { md5: source.md5 }),
  }
  const upload = await openUpload(request, opening, tools)
  const count = Math.ceil(object.size / partBytes)
  // A part that is already there was hashed by the run that sent it.
  const hashWhole = upload.present.size === 0 && (source.md5 !== undefined || to.kind !== 's3')
  const parts: Parts = {
    count,
    partBytes,
    ids: Array.from({ length: count }, (_, index) => upload.present.get(index)),
    md5s: Array.from({ length: count }, () => undefined),
    whole: hashWhole ? new InOrder() : undefined,
  }
  const moved = await moveParts(request, upload, parts, tools).catch(async (error: unknown) => {
    if (upload.endsWithProcess) {
      await upload.abort(call).catch(() => {})
      uploads.closed(to.address, toKey)
    }
    throw error
  })
  const md5 = parts.whole?.digest()
  if (moved === 'changed' || (md5 !== undefined && source.md5 !== undefined && md5 !== source.md5)) {
    await upload.abort(call)
    uploads.closed(to.address, toKey)
    return { kind: moved === 'changed' ? 'changed' : 'corrupt' }
  }
  const tag = tagOf(parts)
  if (alike !== undefined && tag !== undefined && tag !== object.partsTag && tag !== request.seenTag) {
    await upload.abort(call)
    uploads.closed(to.address, toKey)
    return { kind: 'corrupt', tag }
  }
  // Parts of an earlier run were not read by this one: what the source tells stands for the whole.
  const whole = md5 ?? source.md5
  const written = await upload.finish(parts.ids as string[], whole, call)
  uploads.closed(to.address, toKey)
  if (written === 'refused') return { kind: 'refused' }
  if (!agrees(written, tag, whole)) return { kind: 'corrupt' }
  return {
    kind: 'copied',
    object,
    written,
    ...(md5 === undefined ? {} : { md5 }),
    resumedParts: upload.present.size,
    parts: count,
  }
}

/** Parts that are read ahead where they are written one after the other. */
const SERIAL_READ_AHEAD = 4

/** Attributes and hash of exactly the version that is copied; undefined: it is another one by now. */
async function attributesOf(
  request: CopyRequest,
  { call }: CopyTools,
): Promise<{ readonly attributes: ObjectAttributes; readonly md5?: string } | undefined> {
  const { from, object } = request
  if (object.attributes !== undefined) {
    const md5 = object.md5 ?? (await hashOfFile(request, call))
    return { attributes: object.attributes, ...(md5 === undefined ? {} : { md5 }) }
  }
  const now = await from.head(object.key, call)
  if (now === undefined || now.version !== object.version) return undefined
  return { attributes: now.attributes ?? {}, ...(now.md5 === undefined ? {} : { md5: now.md5 }) }
}

/** S3 keeps the hash of an object made of parts only if it is told at the beginning, and a file can be read twice. */
async function hashOfFile({ from, to, object }: CopyRequest, call: Call): Promise<string | undefined> {
  return from.kind === 'folder' && to.kind === 's3' ? from.hash?.(object.key, call) : undefined
}

async function openUpload(
  { to, object }: CopyRequest,
  opening: UploadRequest,
  { uploads, call }: CopyTools,
): Promise<Upload> {
  const known = uploads.find(to.address, opening.key)
  if (known !== undefined && known.version === object.version && known.partBytes === opening.partBytes) {
    const found = await to.openUpload({ ...opening, resume: known.token }, call)
    if (found !== undefined) return found
  }
  const upload = await to.openUpload(opening, call)
  if (upload === undefined) throw new Error('a new upload cannot have gone')
  uploads.opened({
    key: opening.key,
    address: to.address,
    version: object.version,
    partBytes: opening.partBytes,
    token: upload.token,
  })
  return upload
}

async function moveParts(
  request: CopyRequest,
  upload: Upload,
  parts: Parts,
  tools: CopyTools,
): Promise<'changed' | undefined> {
  const { gate, call } = tools
  const failed = new AbortController()
  const bounded = { ...call, signal: AbortSignal.any([call.signal, failed.signal]) }
  const stop = () => {
    failed.abort()
    parts.whole?.giveUp()
  }
  let changed = false
  let error: unknown
  const running = new Set<Promise<void>>()
  const serial = !request.to.limits.parallelParts
  let before: Promise<void> | undefined
  for (let index = 0; index < parts.count && !failed.signal.aborted; index += 1) {
    if (parts.ids[index] !== undefined) continue
    const length = Math.min(parts.partBytes, request.object.size - index * parts.partBytes)
    await gate.enter(length)
    if (serial && running.size >= SERIAL_READ_AHEAD) await Promise.race(running)
    const turn = serial ? before : undefined
    const moving: Promise<void> = movePart(
      request,
      upload,
      parts,
      { index, length, turn },
      { ...tools, call: bounded },
    )
      .then((moved) => {
        if (moved !== 'changed') return
        changed = true
        stop()
      })
      .catch((thrown: unknown) => {
        error ??= failed.signal.aborted ? undefined : thrown
        stop()
      })
      .finally(() => {
        gate.leave(length)
        running.delete(moving)
      })
    running.add(moving)
    before = moving
  }
  await Promise.all(running)
  if (error !== undefined) throw error
  return changed ? 'changed' : undefined
}

interface PartTurn {
  readonly index: number
  readonly length: number
  /** What must have been written before. */
  readonly turn: Promise<void> | undefined
}

async function movePart(
  { from, object }: CopyRequest,
  upload: Upload,
  parts: Parts,
  { index, length, turn }: PartTurn,
  { pace, call, onBytes, buffers }: CopyTools,
): Promise<'changed' | undefined> {
  await pace.spend(length, call.signal)
  const range = { start: index * parts.partBytes, length }
  const into = buffers.take(length)
  const read = await from.read(
    { key: object.key, version: object.version, size: object.size, range, into },
    call,
  )
  if (read === 'changed') return 'changed'
  const md5 = hash('md5', read.bytes, 'buffer')
  parts.md5s[index] = md5
  const hashed = parts.whole?.add(index, read.bytes)
  await turn
  call.signal.throwIfAborted()
  parts.ids[index] = await upload.part(index, read.bytes, md5, call)
  await hashed
  buffers.giveBack(into)
  onBytes(length)
  return undefined
}

/** Hashes parts in their order although they come in any. */
class InOrder {
  readonly #hash: Hash = createHash('md5')
  readonly #waiting = new Map<number, { readonly bytes: Buffer; readonly done: () => void }>()
  #next = 0

  add(index: number, bytes: Buffer): Promise<void> {
    return new Promise((done) => {
      this.#waiting.set(index, { bytes, done })
      for (
        let part = this.#waiting.get(this.#next);
        part !== undefined;
        part = this.#waiting.get(this.#next)
      ) {
        this.#waiting.delete(this.#next)
        this.#next += 1
        this.#hash.update(part.bytes)
        part.done()
      }
    })
  }

  /** A part will not come: lets go of those that wait for it. */
  giveUp(): void {
    for (const { done } of this.#waiting.values()) done()
    this.#waiting.clear()
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

/** The tag that S3 gives an object of these parts; undefined where some of them were sent by an earlier run. */
function tagOf({ md5s }: Parts): string | undefined {
  if (md5s.some((part) => part === undefined)) return undefined
  const all = createHash('md5')
    .update(Buffer.concat(md5s as Buffer[]))
    .digest('hex')
  return `${all}-${md5s.length}`
}

function agrees(written: Written, tag: string | undefined, md5: string | undefined): boolean {
  if (written.md5 !== undefined && md5 !== undefined) return written.md5 === md5
  if (written.partsTag !== undefined && tag !== undefined) return written.partsTag === tag
  return true
}

/** The size of the source's own parts: copied in the same ones, the tag of the parts proves what was read. */
async function alikeParts(
  { from, to, object }: CopyRequest,
  { call }: CopyTools,
): Promise<number | undefined> {
  if (object.partsTag === undefined) return undefined
  const bytes = await from.partBytes?.(object, call)
  return bytes !== undefined && fitsParts(object.size, bytes, object.partsTag, to.limits) ? bytes : undefined
}
