import type { Moved, MoveRequest, Mover } from '../../core/sync/engines/mover.ts'
import type { ListedObject, ObjectStore } from '../../core/sync/object-store.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import type { Place } from '../../core/sync/place.ts'
import { TrafficCount } from '../../core/sync/store-traffic.ts'
import { isMcloudError, McloudError, type Problem } from '../../errors/mcloud-error.ts'
import { makeBlobRequests } from '../azure-blob/requests.ts'
import { atOnce } from '../http/at-once.ts'
import type { CloudAccess } from '../open-stores.ts'
import { copyBlob } from './copy-blob.ts'
import { readableUrls } from './readable-url.ts'

export interface AzureCopyInput {
  readonly spec: PairSpec & { readonly b: Extract<Place, { kind: 'azure-blob' }> }
  readonly access: CloudAccess
  /** Opens the source, for what its listing does not tell. */
  open(traffic: TrafficCount): Promise<ObjectStore>
}

/** Azure moves the bytes; this machine only asks for them. */
const COPIES_AT_A_TIME = 32
/** So many failures without a single success have one cause. */
const HOPELESS = 25

/**
 * Azure's own copying from a URL as a mover: every object is asked for by one request (large ones by one a block),
 * and the bytes go from the source's cloud to Azure without passing through this machine.
 * https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url
 * @throws McloudError UNSUPPORTED, USAGE for a pair that cannot be copied so
 */
export async function makeAzureCopyMover({ spec, access, open }: AzureCopyInput): Promise<Mover> {
  requireCopyable(spec)
  const target = await access.azureBlob(spec.b.account)
  await requireReachable(spec.a, target.base === `https://${target.account}.blob.core.windows.net`, access)
  return {
    name: 'copy from URL by Azure',
    async move({ objects, rules, uploads, proved, onProgress }: MoveRequest, call): Promise<Moved> {
      const traffic = new TrafficCount()
      const [source, urls] = await Promise.all([open(traffic), readableUrls(spec.a, access)])
      const requests = makeBlobRequests(target, spec.b.container, COPIES_AT_A_TIME * 2, traffic)
      const sum = { objects: 0, bytes: 0, gone: 0, resumedParts: 0 }
      const failed: { key: string; reason: string }[] = []
      const count = (bytes: number) => {
        sum.bytes += bytes
        onProgress({ objects: sum.objects, bytes: sum.bytes })
      }
      const copyOne = async (object: ListedObject) => {
        try {
          const copied = await copyBlob(
            { object, source, urls, requests, prefix: spec.b.prefix, address: spec.b },
            { options: rules.copy, uploads, onBytes: count, call },
          )
          if (copied.kind === 'gone') sum.gone += 1
          else {
            sum.objects += 1
            sum.resumedParts += copied.resumedParts
            const { version: a, modifiedMs: at } = copied.object
            if (copied.isProved) proved({ key: object.key, a, b: copied.version, at })
          }
          count(0)
        } catch (error) {
          if (isUnfit(error)) throw error
          failed.push({ key: object.key, reason: (error as McloudError).message })
          if (sum.objects === 0 && failed.length >= HOPELESS) throw error
        }
      }
      try {
        for await (const batch of objects) await atOnce(COPIES_AT_A_TIME, batch, copyOne)
      } finally {
        await Promise.all([source.close(), urls.close(), requests.close()])
      }
      return { ...sum, complete: failed.length === 0, failed }
    },
  }
}

/** What no other object would be spared from. */
function isUnfit(error: unknown): boolean {
  return !isMcloudError(error) || ['INTERRUPTED', 'DEADLINE', 'AUTH_MISSING'].includes(error.code)
}

/** @throws McloudError USAGE */
function requireCopyable({ rules, bandwidthBytes }: PairSpec): void {
  const problems: Problem[] = []
  if (rules.direction !== 'one-way')
    problems.push({ at: '--two-way', message: 'Azure copies in one direction', expected: 'one-way' })
  if (bandwidthBytes !== undefined)
    problems.push({ at: '--bandwidth', message: 'Azure cannot be slowed down', expected: 'no limit' })
  if (problems.length === 0) return
  throw new McloudError({
    code: 'USAGE',
    message: 'Azure cannot copy this pair from URLs as it is.',
    problems,
  })
}

/** An endpoint of one's own is one that Azure would not ask. @throws McloudError UNSUPPORTED */
async function requireReachable(source: Place, targetIsAzure: boolean, access: CloudAccess): Promise<void> {
  if (!targetIsAzure || source.kind !== 's3' || (await access.s3()).endpoint === undefined) return
  throw new McloudError({
    code: 'UNSUPPORTED',
    message: `s3://${source.bucket} is at an endpoint of its own, which Azure cannot be sent to.`,
    hint: 'Leave --engine out: the engine of mcloud copies through this machine.',
  })
}
