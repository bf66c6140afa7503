import type { DataSyncLocation } from '../../core/sync/engines/datasync.ts'
import type { TransferAccess } from '../../core/sync/engines/mover.ts'
import type { PairSpec } from '../../core/sync/pair-spec.ts'
import { addressOf, type Place } from '../../core/sync/place.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'

type S3 = Extract<Place, { kind: 's3' }>
type Wrong = (at: string, message: string, expected: string) => void

/** https://docs.aws.amazon.com/datasync/latest/userguide/API_CreateLocationS3.html */
const SUBDIRECTORY = /^[a-zA-Z0-9_\-+./()\p{Zs}]*$/u
const GOOGLE = 'storage.googleapis.com'

/**
 * Both places of a pair in the words of DataSync, which takes on a role and reads a secret of its own account; the
 * operator's keys are never handed over. An enhanced task needs no agent between these places.
 * https://docs.aws.amazon.com/datasync/latest/userguide/do-i-need-datasync-agent.html
 * @throws McloudError USAGE with everything that the service cannot do
 */
export function locationsOf(
  spec: PairSpec & { readonly b: S3 },
  partition: string,
): { readonly source: DataSyncLocation; readonly destination: DataSyncLocation } {
  const { a, b, rules, bandwidthBytes, access = {} } = spec
  const problems: Problem[] = []
  const wrong: Wrong = (at, message, expected) => problems.push({ at, message, expected })
  const { filters, copy, compare } = rules
  if (rules.direction !== 'one-way') wrong('--two-way', 'the service copies in one direction', 'one-way')
  const limits = [filters.minBytes, filters.maxBytes, filters.changedSinceMs]
  if (filters.include.length + filters.exclude.length > 0 || limits.some((limit) => limit !== undefined))
    wrong('--include, --exclude, --min-size, --max-size, --changed-within', 'mcloud has it copy all', 'none')
  if (bandwidthBytes !== undefined)
    wrong('--bandwidth', 'enhanced tasks of the service cannot be slowed down', 'no limit')
  if (!copy.attributes) wrong('--content-only', 'the service keeps metadata', 'metadata kept')
  if (compare === 'size') wrong('--compare size', 'the service compares more', '--compare proof')
  if (access.role === undefined)
    wrong('--transfer-role', 'how the service writes S3 is not said', 'ARN of a role that it may take on')
  const role = access.role ?? ''
  for (const [at, place] of [
    ['FROM', a],
    ['TO', b],
  ] as const)
    if ('prefix' in place && !SUBDIRECTORY.test(place.prefix))
      wrong(
        at,
        `the service takes no such prefix: ${place.prefix}`,
        'ASCII letters, digits and _ - + . / ( )',
      )
  const destination = { ...s3Location(b, partition, role), ...storageClassOf(copy.storageClass) }
  const source = sourceOf(a, partition, access, wrong)
  if (problems.length > 0 || source === undefined)
    throw new McloudError({
      code: 'USAGE',
      message: 'DataSync cannot move this pair as it is.',
      problems,
    })
  return { source, destination }
}

function storageClassOf(storageClass: string | undefined): { storageClass?: string } {
  return storageClass === undefined ? {} : { storageClass: storageClass.toUpperCase() }
}

function s3Location({ bucket, prefix }: S3, partition: string, role: string) {
  const bucketArn = `arn:${partition}:s3:::${bucket}`
  return { kind: 's3', bucketArn, subdirectory: `/${prefix}`, role } as const
}

function sourceOf(
  place: Place,
  partition: string,
  { role = '', secret, key }: TransferAccess,
  wrong: Wrong,
): DataSyncLocation | undefined {
  if (place.kind === 's3') return s3Location(place, partition, role)
  if (place.kind !== 'gcs' && place.kind !== 'azure-blob') {
    wrong('FROM', `${addressOf(place)} is not in a cloud`, 's3://, gs:// or az://')
    return undefined
  }
  if (secret === undefined)
    wrong('--transfer-secret', 'how the service reads the source is not said', 'ARN of a secret')
  const common = { subdirectory: `/${place.prefix}`, secretArn: secret ?? '', role }
  if (place.kind === 'azure-blob') {
    const containerUrl = `https://${place.account}.blob.core.windows.net/${place.container}`
    return { kind: 'azure-blob', containerUrl, ...common }
  }
  if (key === undefined)
    wrong(
      '--transfer-key',
      'the HMAC key of the source is not named',
      'its access id; its secret in the secret',
    )
  return { kind: 'object-storage', host: GOOGLE, bucket: place.bucket, accessKey: key ?? '', ...common }
}
