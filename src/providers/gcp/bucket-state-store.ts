import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, Presence, Provision, StateStoreRef } from '../provider.ts'
import type { GcpContext } from './context.ts'

/** https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
interface BucketResource {
  readonly versioning?: { readonly enabled?: boolean }
  readonly iamConfiguration?: {
    readonly uniformBucketLevelAccess?: { readonly enabled?: boolean }
    readonly publicAccessPrevention?: string
  }
}

interface Setting {
  readonly what: string
  readonly wanted: BucketResource
  readonly fault: (held: BucketResource) => string | undefined
}

const SETTINGS: readonly Setting[] = [
  {
    what: 'versions',
    wanted: { versioning: { enabled: true } },
    fault: ({ versioning }) => (versioning?.enabled === true ? undefined : 'versions are not kept'),
  },
  {
    what: 'uniform access',
    wanted: { iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } },
    fault: ({ iamConfiguration }) =>
      iamConfiguration?.uniformBucketLevelAccess?.enabled === true
        ? undefined
        : 'objects have access lists of their own',
  },
  {
    what: 'public access prevention',
    wanted: { iamConfiguration: { publicAccessPrevention: 'enforced' } },
    fault: ({ iamConfiguration }) => {
      const found = iamConfiguration?.publicAccessPrevention ?? 'inherited'
      return found === 'enforced' ? undefined : `it is ${found}`
    },
  },
]

/** A bucket for states: versions, uniform access, public access prevention. Google encrypts all of them. */
export function bucketStateStore(
  { project, region, rest }: GcpContext,
  { bucket }: StateStoreRef,
): readonly Provision[] {
  const path = `/storage/v1/b/${encodeURIComponent(bucket)}`
  const read = (call: Call) =>
    orUndefined(rest<BucketResource>({ name: 'storage.buckets.get', service: 'storage', path, call }))

  const whole: Provision = {
    what: `Cloud Storage bucket ${bucket}`,
    look: async (call) => ((await read(call)) === undefined ? { kind: 'absent' } : { kind: 'there' }),
    make: async (call) => {
      // With its settings, so that it is at no moment without them.
      const iamConfiguration = {
        uniformBucketLevelAccess: { enabled: true },
        publicAccessPrevention: 'enforced',
      }
      await rest({
        name: 'storage.buckets.insert',
        service: 'storage',
        path: '/storage/v1/b',
        query: { project },
        method: 'POST',
        body: { name: bucket, location: region, versioning: { enabled: true }, iamConfiguration },
        call,
      })
    },
  }
  const setting = ({ what, wanted, fault }: Setting): Provision => ({
    what: `${what} of Cloud Storage bucket ${bucket}`,
    look: async (call): Promise<Presence> => {
      const held = await read(call)
      if (held === undefined) return { kind: 'absent' }
      const found = fault(held)
      return found === undefined ? { kind: 'there' } : { kind: 'differs', found }
    },
    make: async (call) => {
      await rest({
        name: 'storage.buckets.patch',
        service: 'storage',
        path,
        method: 'PATCH',
        body: wanted,
        call,
      })
    },
  })
  return [whole, ...SETTINGS.map(setting)]
}
