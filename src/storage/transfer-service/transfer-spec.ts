import type { TransferAccess } from '../../core/sync/engines/mover.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import { addressOf, type Place } from '../../core/sync/place.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'

/** https://cloud.google.com/storage-transfer/docs/reference/rest/v1/TransferSpec */
export type TransferSpec = Readonly<Record<string, unknown>>

/**
 * A pair in the words of Storage Transfer Service. The operator's keys are never handed over: the service takes on a
 * role, or reads a secret of its own project.
 * @throws McloudError UNSUPPORTED, USAGE with everything that the service cannot do
 */
export function transferSpecOf({ a, b, rules, bandwidthBytes, access = {} }: PairSpec): TransferSpec {
  if (b.kind !== 'gcs')
    throw new McloudError({
      code: 'UNSUPPORTED',
      message: `${addressOf(b)} cannot be written by Storage Transfer Service.`,
      hint: 'Storage Transfer Service writes to Google Cloud Storage alone.',
    })
  const problems: Problem[] = []
  const wrong = (at: string, message: string, expected: string) => problems.push({ at, message, expected })
  const { filters, copy, compare } = rules
  if (rules.direction !== 'one-way') wrong('--two-way', 'the service copies in one direction', 'one-way')
  if (filters.include.length + filters.exclude.length > 0)
    wrong('--include, --exclude', 'the service knows prefixes only', 'a prefix in both addresses')
  if (
    filters.minBytes !== undefined ||
    filters.maxBytes !== undefined ||
    filters.changedSinceMs !== undefined
  )
    wrong('--min-size, --max-size, --changed-within', 'the service would copy all', 'none of them')
  if (bandwidthBytes !== undefined) wrong('--bandwidth', 'the service cannot be slowed down', 'no limit')
  if (!copy.attributes) wrong('--content-only', 'the service keeps metadata', 'metadata kept')
  if (compare === 'size') wrong('--compare size', 'the service compares checksums', '--compare proof')
  const source = sourceOf(a, access, wrong)
  if (problems.length > 0)
    throw new McloudError({
      code: 'USAGE',
      message: 'Storage Transfer Service cannot move this pair as it is.',
      problems,
    })
  return {
    ...source,
    gcsDataSink: { bucketName: b.bucket, ...(b.prefix === '' ? {} : { path: b.prefix }) },
    transferOptions: {
      overwriteWhen: 'DIFFERENT',
      ...(copy.storageClass === undefined
        ? {}
        : { metadataOptions: { storageClass: `STORAGE_CLASS_${copy.storageClass.toUpperCase()}` } }),
    },
  }
}

function sourceOf(
  place: Place,
  { role, secret }: TransferAccess,
  wrong: (at: string, message: string, expected: string) => void,
): TransferSpec {
  const path = 'prefix' in place && place.prefix !== '' ? { path: place.prefix } : {}
  switch (place.kind) {
    case 'gcs':
      return { gcsDataSource: { bucketName: place.bucket, ...path } }
    case 's3': {
      if ((role === undefined) === (secret === undefined))
        wrong(
          '--transfer-role',
          'how the service reads S3 is not said',
          '--transfer-role or --transfer-secret',
        )
      const reach = role === undefined ? { credentialsSecret: secret } : { roleArn: role }
      return { awsS3DataSource: { bucketName: place.bucket, ...path, ...reach } }
    }
    case 'azure-blob': {
      if (secret === undefined)
        wrong('--transfer-secret', 'how the service reads Azure is not said', 'a secret with a SAS token')
      const { account: storageAccount, container } = place
      return {
        azureBlobStorageDataSource: { storageAccount, container, ...path, credentialsSecret: secret },
      }
    }
    default:
      wrong('FROM', `${addressOf(place)} is not in a cloud`, 's3://, gs:// or az://')
      return {}
  }
}
