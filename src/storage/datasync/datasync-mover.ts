import { createHash } from 'node:crypto'
import type { DataSyncAccess, DataSyncExecution } from '../../core/sync/engines/datasync.ts'
import type { Moved, Mover } from '../../core/sync/engines/mover.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import { addressOf, type Place } from '../../core/sync/place.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { wantsAnything, watchTransfer } from '../watch-transfer.ts'
import { locationsOf } from './locations.ts'

type IntoS3 = PairSpec & { readonly b: Extract<Place, { kind: 's3' }> }

/**
 * AWS DataSync as a mover: one enhanced task a pair, named after what it joins, so that a run which was cut off finds
 * its transfer going on. https://docs.aws.amazon.com/datasync/latest/userguide/choosing-task-mode.html
 * @throws McloudError USAGE for a pair that the service cannot move
 */
export function makeDataSyncMover(spec: IntoS3, access: DataSyncAccess): Mover {
  const locations = locationsOf(spec, access.partition)
  return {
    name: 'DataSync',
    async move({ objects, onProgress }, call): Promise<Moved> {
      if (!(await wantsAnything(objects))) return { objects: 0, bytes: 0, complete: true, failed: [] }
      const execution = await begin(spec, locations, access, call)
      const ended = await watchTransfer(
        {
          name: execution,
          cancelWith: `aws datasync cancel-task-execution --task-execution-arn ${execution}`,
          look: async () => {
            const seen = await access.describeExecution(execution, call)
            onProgress(seen)
            return seen
          },
          isDone: ({ status }) => status === 'SUCCESS' || status === 'ERROR',
        },
        call,
      )
      const failed = failuresOf(ended)
      const { bytes, status } = ended
      return { objects: ended.objects, bytes, complete: status === 'SUCCESS' && failed.length === 0, failed }
    },
  }
}

/** The name of a pair's task: letters and digits of what it joins, and by what right. */
export function taskNameOf({ a, b, rules, access = {} }: PairSpec): string {
  const { storageClass = '', tags } = rules.copy
  const { role = '', secret = '', key = '' } = access
  const joined = [addressOf(a), addressOf(b), role, secret, key, storageClass, tags]
  return `mcloud-${createHash('sha256').update(JSON.stringify(joined)).digest('hex').slice(0, 24)}`
}

/** Starts the pair's transfer, or finds the one that goes on. */
async function begin(
  spec: IntoS3,
  { source, destination }: ReturnType<typeof locationsOf>,
  access: DataSyncAccess,
  call: Call,
): Promise<string> {
  const name = taskNameOf(spec)
  const found = await access.findTask(name, call)
  const running = found === undefined ? undefined : (await access.describeTask(found, call)).execution
  if (running !== undefined) return running
  const task =
    found ??
    (await access.createTask(
      {
        name,
        source: await access.createLocation(source, call),
        destination: await access.createLocation(destination, call),
        // What speaks S3 to DataSync without being S3 has no tags: Cloud Storage.
        tags: spec.rules.copy.tags && source.kind !== 'object-storage',
      },
      call,
    ))
  const ready = await watchTransfer(
    {
      name: task,
      cancelWith: `aws datasync delete-task --task-arn ${task}`,
      look: () => access.describeTask(task, call),
      isDone: ({ status }) => status !== 'CREATING',
    },
    call,
  )
  if (ready.status === 'UNAVAILABLE')
    throw new McloudError({
      code: 'SYNC_FAILED',
      message: `${task} cannot be used: ${ready.reason ?? 'DataSync does not say why'}`,
      hint: `Repair the cause; if its locations are wrong, \`aws datasync delete-task --task-arn ${task}\` has it made anew.`,
    })
  return access.startTask(task, call)
}

/** The service counts what it could not copy; which they are is found by the listings. */
function failuresOf({ status, failed, reason }: DataSyncExecution): Moved['failed'] {
  if (status === 'SUCCESS' && failed === 0) return []
  const counted = failed === 0 ? '' : `${failed} objects failed`
  return [{ reason: [counted, reason].filter(Boolean).join(': ') || `the transfer ended as ${status}` }]
}
