import type { Place } from '../../core/sync/place.ts'
import { addressOf } from '../../core/sync/place.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import { keptToken } from '../http/bearer.ts'
import { encodeKeyPath } from '../http/encode-key.ts'
import type { CloudAccess } from '../open-stores.ts'

/** Where another cloud reads an object from, and by what right. */
export interface Readable {
  readonly url: string
  /** A bearer token for it, where the URL itself gives no right. */
  readonly bearer?: string
}

export interface ReadableUrls {
  of(key: string, call: Call): Promise<Readable>
  close(): Promise<void>
}

/** How long what is given away is worth anything; one part is read in much less. */
const SECONDS = 3_600

/**
 * URLs by which a cloud reads the objects of a place: signed by this machine, each for one object (Azure: one
 * container) and an hour. The keys themselves are never handed over.
 * @throws McloudError UNSUPPORTED for a place that has no such URLs
 */
export async function readableUrls(place: Place, access: CloudAccess): Promise<ReadableUrls> {
  switch (place.kind) {
    case 's3': {
      const { makeS3Requests } = await import('../s3/requests.ts')
      const requests = makeS3Requests(await access.s3(), place.bucket, 1, SILENT)
      return {
        of: async (key, call) => ({ url: await requests.presign(`${place.prefix}${key}`, SECONDS, call) }),
        close: () => requests.close(),
      }
    }
    case 'gcs': {
      const { signedRead } = await import('../gcs/signed-url.ts')
      const gcs = await access.gcs()
      return {
        of: async (key) => ({
          url: await signedRead(gcs, { bucket: place.bucket, key: `${place.prefix}${key}` }, SECONDS),
        }),
        close: async () => {},
      }
    }
    case 'azure-blob': {
      const { account, base, key: secret, token } = await access.azureBlob(place.account)
      const { container, prefix } = place
      const urlOf = (key: string) => `${base}/${container}/${encodeKeyPath(`${prefix}${key}`)}`
      const bearer = keptToken(token)
      if (secret === undefined)
        return { of: async (key) => ({ url: urlOf(key), bearer: await bearer() }), close: async () => {} }
      const { readSignature } = await import('../azure-blob/shared-access.ts')
      return {
        of: async (key) => ({
          url: `${urlOf(key)}?${readSignature({ account, container, key: secret }, Date.now() + SECONDS * 1_000)}`,
        }),
        close: async () => {},
      }
    }
    default:
      throw new McloudError({
        code: 'UNSUPPORTED',
        message: `${addressOf(place)} is not in a cloud: Azure cannot read it.`,
        hint: 'Leave --engine out: the engine of mcloud copies through this machine.',
      })
  }
}

const SILENT = { throttled: () => {}, retried: () => {} }
