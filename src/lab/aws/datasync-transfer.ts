import type { Readable } from 'node:stream'
import type { LabHost } from '../cloud.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { azureSource, googleSource, type PeerSource } from './datasync-sources.ts'
import type { S3Attributes } from './s3-attributes.ts'
import type { DataSyncExecution, DataSyncLocation, DataSyncTask } from './state.ts'

/** Copies what differs, object by object; what fails is counted, and the rest goes on. */
export async function transferByDataSync(
  host: LabHost,
  store: ObjectStore<S3Attributes>,
  job: {
    readonly task: DataSyncTask
    readonly from: DataSyncLocation | undefined
    readonly to: DataSyncLocation | undefined
  },
  execution: DataSyncExecution,
): Promise<void> {
  const { task, from, to } = job
  const sink = to === undefined ? undefined : store.get(to.bucket)
  if (from === undefined || to === undefined || sink === undefined)
    throw new Error(`Bucket ${to?.bucket ?? ''} does not exist.`)
  const source = sourceOf(host, store, from)
  execution.status = 'TRANSFERRING'
  for await (const { key, size, md5 } of source.list()) {
    execution.listed += 1
    const target = `${to.path}${key.slice(from.path.length)}`
    const there = sink.get(target)
    if (there !== undefined && there.size === size && md5 !== undefined && there.checksums.md5 === md5) {
      execution.skipped += 1
      continue
    }
    try {
      const { body, attributes } = await source.read(key)
      const received = await sink.receive(body, ['md5'])
      if (received.size !== size || (md5 !== undefined && received.checksums.md5 !== md5)) {
        await received.discard()
        throw new Error('checksum mismatch')
      }
      const { tags, partsTag: _, storageClass: __, ...kept } = attributes
      sink.put(target, received, {
        ...kept,
        ...(task.tags && tags !== undefined ? { tags } : {}),
        ...(to.storageClass === undefined ? {} : { storageClass: to.storageClass }),
      })
      execution.copied += 1
      execution.copiedBytes += size
    } catch {
      execution.failed += 1
    }
  }
  execution.status = execution.failed > 0 ? 'ERROR' : 'SUCCESS'
}

function sourceOf(host: LabHost, store: ObjectStore<S3Attributes>, from: DataSyncLocation): PeerSource {
  if (from.kind === 'gcs') return googleSource(host, from)
  if (from.kind === 'azure-blob') return azureSource(host, from)
  const bucket = store.get(from.bucket)
  if (bucket === undefined) throw new Error(`Bucket ${from.bucket} does not exist.`)
  return {
    async *list() {
      for (const key of bucket.list({ prefix: from.path, most: Number.MAX_SAFE_INTEGER }).keys) {
        const object = bucket.get(key)
        const md5 = object?.checksums.md5
        if (object !== undefined) yield { key, size: object.size, ...(md5 === undefined ? {} : { md5 }) }
      }
    },
    async read(key) {
      const object = bucket.get(key)
      if (object === undefined) throw new Error('NoSuchKey')
      return { body: bucket.read(object) as Readable & AsyncIterable<Buffer>, attributes: object.attributes }
    },
  }
}
