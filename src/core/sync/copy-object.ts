import { hash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import { copyInParts } from './copy-in-parts.ts'
import type { Attempted, Copied, CopyRequest, CopyTools } from './copying.ts'
import { keptAttributes } from './kept-attributes.ts'
import type { ObjectRead, Written } from './object-store.ts'
import { WHOLE_OBJECT_BYTES } from './part-size.ts'
import { keyText } from './sync-text.ts'

/** How often an object that changes while it is read, or arrives damaged, is begun anew. */
const ATTEMPTS = 4

/**
 * Copies one object and proves it: what was read has the hash that the source tells, what was stored has the
 * hash of what was read. Objects of up to 8 MiB pass through memory whole, larger ones in parallel parts.
 * @throws McloudError SYNC_CORRUPT, and those of the stores
 */
export async function copyObject(request: CopyRequest, tools: CopyTools): Promise<Copied> {
  let object = request.object
  let seenTag: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    const again = { ...request, object, ...(seenTag === undefined ? {} : { seenTag }) }
    const copied =
      object.size <= WHOLE_OBJECT_BYTES ? await copyWhole(again, tools) : await copyInParts(again, tools)
    if (copied.kind !== 'changed' && copied.kind !== 'corrupt') return copied
    if (attempt === ATTEMPTS) throw corrupt(request, copied.kind)
    tools.onResent()
    if (copied.kind === 'corrupt') {
      seenTag = copied.tag
      continue
    }
    if (tools.exact) return { kind: 'gone' }
    const now = await request.from.head(object.key, tools.call)
    if (now === undefined) return { kind: 'gone' }
    object = now
  }
}

async function copyWhole({ from, to, object, ...rest }: CopyRequest, tools: CopyTools): Promise<Attempted> {
  const { call, gate, pace } = tools
  await gate.enter(object.size)
  try {
    await pace.spend(object.size, call.signal)
    const { key, version, size } = object
    const read = await from.read({ key, version, size }, call)
    if (read === 'changed') return { kind: 'changed' }
    if (read.bytes.length !== size) return { kind: 'corrupt' }
    const md5 = hash('md5', read.bytes, 'buffer')
    const hex = md5.toString('hex')
    if (read.md5 !== undefined && read.md5 !== hex) return { kind: 'corrupt' }
    const written = await to.write(
      {
        key: rest.toKey ?? key,
        bytes: read.bytes,
        md5,
        attributes: keptAttributes({ ...object.attributes, ...read.attributes }, tools.options),
        modifiedMs: object.modifiedMs,
        ...(tools.options.storageClass === undefined ? {} : { storageClass: tools.options.storageClass }),
        ...(rest.condition === undefined ? {} : { condition: rest.condition }),
      },
      call,
    )
    if (written === 'refused') return { kind: 'refused' }
    if (!agrees(written, hex, read)) return { kind: 'corrupt' }
    tools.onBytes(size)
    return { kind: 'copied', object, written, md5: hex, resumedParts: 0, parts: 1 }
  } finally {
    gate.leave(object.size)
  }
}

/** What the far end says of the bytes that it stored must be what was sent. */
function agrees(written: Written, md5: string, read: Pick<ObjectRead, 'crc32c'>): boolean {
  if (written.md5 !== undefined) return written.md5 === md5
  if (written.crc32c !== undefined && read.crc32c !== undefined) return written.crc32c === read.crc32c
  return true
}

function corrupt({ from, object }: CopyRequest, kind: 'changed' | 'corrupt'): McloudError {
  const what = kind === 'changed' ? 'changes faster than it can be copied' : 'does not arrive as it was sent'
  return new McloudError({
    code: 'SYNC_CORRUPT',
    message: `${from.address}${keyText(object.key)} ${what}; ${ATTEMPTS} attempts were made`,
  })
}
