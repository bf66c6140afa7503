import type { LabObjectApi, LabRequest, LabResponse } from '../cloud.ts'

/** Answers a request of the object store whose body is in memory, with an answer in memory. */
export async function handleInMemory(api: LabObjectApi, request: LabRequest): Promise<LabResponse> {
  const { status, headers, body } = await api.handle({ ...request, body: once(request.body) })
  if (body === undefined) return { status, headers, body: '' }
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { status, headers, body }
  const parts: Buffer[] = []
  for await (const part of body as AsyncIterable<Buffer>) parts.push(part)
  return { status, headers, body: Buffer.concat(parts) }
}

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  if (body.length > 0) yield body
}

/** The whole of a body that is a document, not an object. @throws RangeError over `limit` bytes */
export async function readWhole(body: AsyncIterable<Buffer>, limit = 16 << 20): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > limit) throw new RangeError(`the document is larger than ${limit} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
