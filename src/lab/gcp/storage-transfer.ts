import type { Readable } from 'node:stream'
import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { listS3, readS3 } from './s3-source.ts'
import type { SourceObject } from './source-object.ts'
import type { GcpState, TransferJob, TransferOperation } from './state.ts'
import type { StorageAttributes } from './storage-resource.ts'
import { GoogleFault, googleAnswer, googleTime, invalidValue, jsonBody, notModelled } from './wire.ts'

interface Source {
  /** The scheme and bucket that errors name objects by. */
  readonly root: string
  list(): AsyncIterable<SourceObject>
  read(key: string): Promise<{ readonly body: AsyncIterable<Buffer>; readonly attributes: StorageAttributes }>
}

/**
 * Storage Transfer Service over the lab's own stores: jobs from a bucket of this cloud, or of the lab's S3.
 * https://cloud.google.com/storage-transfer/docs/reference/rest
 */
export function handleStorageTransfer(
  state: GcpState,
  host: LabHost,
  store: ObjectStore<StorageAttributes>,
  request: LabRequest,
  segments: readonly string[],
  query: URLSearchParams,
): LabResponse {
  const [, kind, last = '', ...rest] = segments
  const [id = '', verb] = last.split(':')
  if (rest.length > 0) throw notModelled(request)
  if (kind === 'transferOperations' && request.method === 'GET') {
    const found = state.transferOperations.find(({ name }) => name === `transferOperations/${id}`)
    if (found === undefined) throw notFound('Operation')
    return googleAnswer(host, operationResource(state, found))
  }
  if (kind !== 'transferJobs') throw notModelled(request)
  if (last === '' && request.method === 'POST') return createJob(state, host, jsonBody(request))
  const job = state.transferJobs.find(({ name }) => name === `transferJobs/${id}`)
  const body = request.method === 'GET' ? { projectId: query.get('projectId') } : jsonBody(request)
  if (body.projectId !== state.project) throw invalidValue('projectId', body.projectId)
  if (job === undefined) throw notFound('Transfer job')
  if (request.method === 'GET' && verb === undefined) return googleAnswer(host, jobResource(state, job))
  if (request.method === 'PATCH' && verb === undefined) {
    const { transferJob } = body as { transferJob?: Partial<TransferJob> }
    if (transferJob?.transferSpec !== undefined) job.transferSpec = readSpec(transferJob.transferSpec)
    if (transferJob?.description !== undefined) job.description = transferJob.description
    host.changed()
    return googleAnswer(host, jobResource(state, job))
  }
  if (request.method === 'POST' && verb === 'run') return runJob(state, host, store, job)
  throw notModelled(request)
}

function createJob(state: GcpState, host: LabHost, body: Readonly<Record<string, unknown>>): LabResponse {
  const { name = `transferJobs/${host.randomId(20).toLowerCase()}`, projectId, description = '' } = body
  if (projectId !== state.project) throw invalidValue('projectId', projectId)
  if (!/^transferJobs\/(?!OPI)[A-Za-z0-9._~-]*[A-Za-z0-9]$/.test(String(name)))
    throw invalidValue('name', name)
  if (state.transferJobs.some((job) => job.name === name))
    throw new GoogleFault(
      409,
      'alreadyExists',
      `Transfer job ${String(name)} already exists.`,
      'ALREADY_EXISTS',
    )
  const job: TransferJob = {
    name: String(name),
    description: String(description),
    transferSpec: readSpec(body.transferSpec),
    createdAtMs: host.now(),
  }
  state.transferJobs.push(job)
  host.changed()
  return googleAnswer(host, jobResource(state, job))
}

function readSpec(given: unknown): TransferJob['transferSpec'] {
  const spec = given as TransferJob['transferSpec'] | undefined
  if (spec?.gcsDataSink?.bucketName === undefined) throw invalidValue('transferSpec.gcsDataSink', given)
  const sources = [spec.gcsDataSource, spec.awsS3DataSource].filter((source) => source !== undefined)
  if (sources.length !== 1)
    throw new GoogleFault(501, 'notImplemented', 'This lab models one source in S3 or Cloud Storage.')
  for (const place of [...sources, spec.gcsDataSink])
    if (place.path !== undefined && place.path !== '' && !place.path.endsWith('/'))
      throw invalidValue('path', place.path)
  const { awsS3DataSource } = spec
  if (awsS3DataSource !== undefined && !awsS3DataSource.roleArn && !awsS3DataSource.credentialsSecret)
    throw invalidValue('transferSpec.awsS3DataSource', 'no credentials')
  return spec
}

function runJob(
  state: GcpState,
  host: LabHost,
  store: ObjectStore<StorageAttributes>,
  job: TransferJob,
): LabResponse {
  const last = state.transferOperations.find(({ name }) => name === job.latestOperationName)
  if (last?.status === 'IN_PROGRESS')
    throw new GoogleFault(
      400,
      'failedPrecondition',
      'The job has an active operation.',
      'FAILED_PRECONDITION',
    )
  const running: TransferOperation = {
    name: `transferOperations/transferJobs-${job.name.slice('transferJobs/'.length)}-${host.randomId(12)}`,
    transferJobName: job.name,
    startedAtMs: host.now(),
    status: 'IN_PROGRESS',
    found: 0,
    copied: 0,
    copiedBytes: 0,
    skipped: 0,
    failures: [],
  }
  state.transferOperations.push(running)
  job.latestOperationName = running.name
  host.changed()
  void transfer(host, store, job, running)
    .catch((error: unknown) => {
      running.status = 'FAILED'
      running.reason = error instanceof Error ? error.message : String(error)
    })
    .finally(() => {
      running.endedAtMs = host.now()
      host.changed()
    })
  return googleAnswer(host, operationResource(state, running))
}

async function transfer(
  host: LabHost,
  store: ObjectStore<StorageAttributes>,
  { transferSpec }: TransferJob,
  running: TransferOperation,
): Promise<void> {
  const { gcsDataSink, gcsDataSource, awsS3DataSource } = transferSpec
  const sink = store.get(gcsDataSink.bucketName)
  if (sink === undefined) throw new Error(`Bucket ${gcsDataSink.bucketName} does not exist.`)
  const from = gcsDataSource?.path ?? awsS3DataSource?.path ?? ''
  const source =
    gcsDataSource === undefined
      ? s3Source(host, awsS3DataSource?.bucketName ?? '', from)
      : ownSource(store, gcsDataSource.bucketName, from)
  for await (const { key, size, md5 } of source.list()) {
    running.found += 1
    const target = `${gcsDataSink.path ?? ''}${key.slice(from.length)}`
    const there = sink.get(target)
    // DIFFERENT: by checksum, or by size where there is none.
    if (there !== undefined && there.size === size && md5 !== undefined && there.checksums.md5 === md5) {
      running.skipped += 1
      continue
    }
    try {
      const { body, attributes } = await source.read(key)
      const received = await sink.receive(body, ['md5', 'crc32c'])
      if (received.size !== size || (md5 !== undefined && received.checksums.md5 !== md5)) {
        await received.discard()
        throw new Error('checksum mismatch')
      }
      sink.put(target, received, attributes)
      running.copied += 1
      running.copiedBytes += size
    } catch (error) {
      running.failures.push({ url: `${source.root}${key}`, reason: (error as Error).message })
    }
  }
  running.status = running.failures.length > 0 ? 'FAILED' : 'SUCCESS'
}

function ownSource(store: ObjectStore<StorageAttributes>, name: string, prefix: string): Source {
  const bucket = store.get(name)
  if (bucket === undefined) throw new Error(`Bucket ${name} does not exist.`)
  return {
    root: `gs://${name}/`,
    async *list() {
      const { keys } = bucket.list({ prefix, most: Number.MAX_SAFE_INTEGER })
      for (const key of keys) {
        const object = bucket.get(key)
        const md5 = object?.checksums.md5
        if (object !== undefined) yield { key, size: object.size, ...(md5 === undefined ? {} : { md5 }) }
      }
    },
    async read(key) {
      const object = bucket.get(key)
      if (object === undefined) throw new Error('NOT_FOUND')
      return { body: bucket.read(object) as Readable & AsyncIterable<Buffer>, attributes: object.attributes }
    },
  }
}

function s3Source(host: LabHost, bucket: string, prefix: string): Source {
  const base = host.peer?.('aws')
  if (base === undefined) throw new Error('There is no S3 beside this cloud.')
  return {
    root: `s3://${bucket}/`,
    list: () => listS3(base, bucket, prefix),
    read: (key) => readS3(base, bucket, key),
  }
}

function jobResource(state: GcpState, job: TransferJob): Record<string, unknown> {
  const { name, description, transferSpec, createdAtMs, latestOperationName } = job
  return {
    name,
    description,
    projectId: state.project,
    transferSpec,
    status: 'ENABLED',
    creationTime: googleTime(createdAtMs),
    ...(latestOperationName === undefined ? {} : { latestOperationName }),
  }
}

/** https://cloud.google.com/storage-transfer/docs/reference/rest/v1/transferOperations */
function operationResource(state: GcpState, running: TransferOperation): Record<string, unknown> {
  const { name, status, found, copied, copiedBytes, skipped, failures, reason } = running
  const counters = {
    objectsFoundFromSource: `${found}`,
    objectsCopiedToSink: `${copied}`,
    bytesCopiedToSink: `${copiedBytes}`,
    objectsFromSourceSkippedBySync: `${skipped}`,
    ...(failures.length === 0 ? {} : { objectsFromSourceFailed: `${failures.length}` }),
  }
  return {
    name,
    metadata: {
      '@type': 'type.googleapis.com/google.storagetransfer.v1.TransferOperation',
      name,
      projectId: state.project,
      transferJobName: running.transferJobName,
      startTime: googleTime(running.startedAtMs),
      ...(running.endedAtMs === undefined ? {} : { endTime: googleTime(running.endedAtMs) }),
      status,
      counters,
      ...(failures.length === 0
        ? {}
        : {
            errorBreakdowns: [
              {
                errorCode: 'UNKNOWN',
                errorCount: `${failures.length}`,
                // The service keeps no more of them.
                errorLogEntries: failures
                  .slice(0, 5)
                  .map(({ url, reason: why }) => ({ url, errorDetails: [why] })),
              },
            ],
          }),
    },
    ...(status === 'IN_PROGRESS' ? {} : { done: true }),
    ...(reason === undefined ? {} : { error: { code: 9, message: reason } }),
  }
}

function notFound(what: string): GoogleFault {
  return new GoogleFault(404, 'notFound', `${what} not found.`, 'NOT_FOUND')
}
