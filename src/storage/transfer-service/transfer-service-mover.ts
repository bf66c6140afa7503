import { createHash } from 'node:crypto'
import type { Moved, Mover } from '../../core/sync/engines/mover.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import { addressOf, type Place } from '../../core/sync/place.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { wantsAnything, watchTransfer } from '../watch-transfer.ts'
import type { TransferServiceAccess } from './access.ts'
import { type TransferSpec, transferSpecOf } from './transfer-spec.ts'

/** https://cloud.google.com/storage-transfer/docs/reference/rest/v1/transferOperations */
interface Operation {
  readonly name: string
  readonly done?: boolean
  readonly error?: { readonly message?: string }
  readonly metadata?: {
    readonly status?: string
    readonly counters?: Readonly<Record<string, string | undefined>>
    readonly errorBreakdowns?: readonly {
      readonly errorCode?: string
      readonly errorLogEntries?: readonly {
        readonly url?: string
        readonly errorDetails?: readonly string[]
      }[]
    }[]
  }
}

interface Job {
  readonly name: string
  readonly latestOperationName?: string
}

/**
 * Storage Transfer Service as a mover: one job a pair, named after what it joins, so that a run which was cut off
 * finds its transfer going on. https://cloud.google.com/storage-transfer/docs/reference/rest
 * @throws McloudError UNSUPPORTED, USAGE for a pair that the service cannot move
 */
export function makeTransferServiceMover(spec: PairSpec, access: TransferServiceAccess): Mover {
  const transferSpec = transferSpecOf(spec)
  return {
    name: 'Storage Transfer Service',
    async move({ objects, onProgress }, call): Promise<Moved> {
      if (!(await wantsAnything(objects))) return { objects: 0, bytes: 0, complete: true, failed: [] }
      const started = await begin(spec, transferSpec, access, call)
      const ended = await follow(started, access, call, (operation) => onProgress(figuresOf(operation)))
      const failed = failuresOf(ended, spec.a)
      const complete = ended.metadata?.status === 'SUCCESS' && failed.length === 0
      return { ...figuresOf(ended), complete, failed }
    },
  }
}

/** The name of a pair's job: letters and digits of what it joins. */
export function jobNameOf({ a, b }: Pick<PairSpec, 'a' | 'b'>): string {
  const id = createHash('sha256').update(JSON.stringify([addressOf(a), addressOf(b)]))
  return `transferJobs/mcloud-${id.digest('hex').slice(0, 24)}`
}

/** Starts the pair's transfer, or finds the one that goes on. */
async function begin(
  spec: PairSpec,
  transferSpec: TransferSpec,
  { project, request }: TransferServiceAccess,
  call: Call,
): Promise<string> {
  const name = jobNameOf(spec)
  const projectId = project
  const found = await request<Job>({
    name: 'transferJobs.get',
    path: `/v1/${name}`,
    query: { projectId },
    call,
  }).catch(orNone)
  if (found?.latestOperationName !== undefined) {
    const last = await operation(found.latestOperationName, request, call).catch(orNone)
    if (last !== undefined && last.done !== true) return last.name
  }
  const wanted = {
    description: `mcloud: ${addressOf(spec.a)} to ${addressOf(spec.b)}`,
    status: 'ENABLED',
    transferSpec,
  }
  if (found === undefined)
    await request({
      name: 'transferJobs.create',
      method: 'POST',
      path: '/v1/transferJobs',
      body: { name, projectId, ...wanted },
      call,
    })
  else
    await request({
      name: 'transferJobs.patch',
      method: 'PATCH',
      path: `/v1/${name}`,
      body: {
        projectId,
        transferJob: wanted,
        updateTransferJobFieldMask: 'description,status,transferSpec',
      },
      call,
    })
  const running = await request<Operation>({
    name: 'transferJobs.run',
    method: 'POST',
    path: `/v1/${name}:run`,
    body: { projectId },
    call,
  })
  return running.name
}

function follow(
  name: string,
  { request }: TransferServiceAccess,
  call: Call,
  show: (operation: Operation) => void,
): Promise<Operation> {
  const watched = {
    name,
    cancelWith: `gcloud transfer operations cancel ${name}`,
    look: async () => {
      const seen = await operation(name, request, call)
      show(seen)
      if (seen.done !== true && seen.metadata?.status === 'PAUSED')
        throw new McloudError({
          code: 'SYNC_FAILED',
          message: `${name} was paused; what it had copied stays.`,
          hint: `Go on with \`gcloud transfer operations resume ${name}\`, then repeat the command.`,
        })
      return seen
    },
    isDone: ({ done }: Operation) => done === true,
  }
  return watchTransfer(watched, call)
}

function operation(name: string, request: TransferServiceAccess['request'], call: Call): Promise<Operation> {
  return request<Operation>({ name: 'transferOperations.get', path: `/v1/${name}`, call })
}

function orNone(error: unknown): undefined {
  if (isMcloudError(error) && error.code === 'NOT_FOUND') return undefined
  throw error
}

function figuresOf({ metadata }: Operation): { objects: number; bytes: number } {
  const { objectsCopiedToSink, bytesCopiedToSink } = metadata?.counters ?? {}
  return { objects: Number(objectsCopiedToSink ?? 0), bytes: Number(bytesCopiedToSink ?? 0) }
}

/** The service samples at most five objects of a kind of error; what is not named is found by the listings. */
function failuresOf({ metadata, error }: Operation, from: Place): Moved['failed'] {
  const root = addressOf(from)
  const named = (metadata?.errorBreakdowns ?? []).flatMap(({ errorCode, errorLogEntries = [] }) =>
    errorLogEntries.map(({ url = '', errorDetails = [] }) => {
      const reason = [errorCode, ...errorDetails].filter(Boolean).join(': ')
      return url.startsWith(root) ? { key: url.slice(root.length), reason } : { reason }
    }),
  )
  return error === undefined
    ? named
    : [...named, { reason: error.message ?? `the transfer ended as ${metadata?.status}` }]
}
