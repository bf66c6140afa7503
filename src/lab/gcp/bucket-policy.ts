import type { LabHost, LabStreamRequest, LabStreamResponse } from '../cloud.ts'
import type { Bucket } from '../objects/bucket.ts'
import { readWhole } from '../objects/in-memory.ts'
import { NO_POLICY, nextPolicy } from './iam-policy.ts'
import type { IamPolicy } from './state.ts'
import type { StorageAttributes } from './storage-resource.ts'
import { parseResource } from './storage-upload.ts'
import { googleAnswer, notModelled } from './wire.ts'

/** The access policy of a bucket. https://cloud.google.com/storage/docs/json_api/v1/buckets/setIamPolicy */
export async function handleBucketPolicy(
  host: LabHost,
  bucket: Bucket<StorageAttributes>,
  request: LabStreamRequest,
): Promise<LabStreamResponse> {
  const { policy } = bucket.attributes
  const held = policy === undefined ? NO_POLICY : (JSON.parse(policy) as IamPolicy)
  const shown = (one: IamPolicy) =>
    googleAnswer(host, { kind: 'storage#policy', resourceId: `projects/_/buckets/${bucket.name}`, ...one })
  if (request.method === 'GET') return shown(held)
  if (request.method !== 'PUT') throw notModelled(request)
  const given = parseResource((await readWhole(request.body)).toString('utf8'))
  const next = nextPolicy(given, held, host.now())
  bucket.describe({ policy: JSON.stringify(next) })
  return shown(next)
}
