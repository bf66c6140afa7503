import { isMcloudError } from '../../errors/mcloud-error.ts'
import { HttpRefusal } from '../calls/http-json.ts'
import { orUndefined } from '../calls/or-undefined.ts'
import type { Call, Provision } from '../provider.ts'
import type { GcpContext } from './context.ts'
import type { GcpService } from './rest.ts'

/** https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
interface Policy {
  readonly version?: number
  readonly etag?: string
  readonly bindings?: readonly Binding[]
}

interface Binding {
  readonly role: string
  readonly members: readonly string[]
  readonly condition?: unknown
}

/** Something that has an access policy. */
export interface Guarded {
  readonly what: string
  readonly kind: 'project' | 'service account' | 'bucket'
  /** Path of the thing itself, e.g. `/v1/projects/shop`. */
  readonly path: string
}

// Conditional bindings come with version 3 only, and would be lost by a write of an older one.
const VERSION = 3
const ATTEMPTS = 5

const SERVICES = { project: 'resourceManager', 'service account': 'iam', bucket: 'storage' } as const

/** A member that has a role on something. */
export function iamBinding({ rest }: GcpContext, on: Guarded, role: string, member: string): Provision {
  const service: GcpService = SERVICES[on.kind]
  const read = (call: Call): Promise<Policy> =>
    on.kind === 'bucket'
      ? rest<Policy>({
          name: 'storage.buckets.getIamPolicy',
          service,
          path: `${on.path}/iam`,
          query: { optionsRequestedPolicyVersion: String(VERSION) },
          call,
        })
      : rest<Policy>({
          name:
            on.kind === 'project'
              ? 'cloudresourcemanager.projects.getIamPolicy'
              : 'iam.serviceAccounts.getIamPolicy',
          service,
          path: `${on.path}:getIamPolicy`,
          method: 'POST',
          ...(on.kind === 'project'
            ? { body: { options: { requestedPolicyVersion: VERSION } } }
            : { query: { 'options.requestedPolicyVersion': String(VERSION) } }),
          call,
        })
  const write = (policy: Policy, call: Call) =>
    on.kind === 'bucket'
      ? rest({
          name: 'storage.buckets.setIamPolicy',
          service,
          path: `${on.path}/iam`,
          method: 'PUT',
          body: policy,
          call,
        })
      : rest({
          name:
            on.kind === 'project'
              ? 'cloudresourcemanager.projects.setIamPolicy'
              : 'iam.serviceAccounts.setIamPolicy',
          service,
          path: `${on.path}:setIamPolicy`,
          method: 'POST',
          body: { policy },
          call,
        })
  return {
    what: `${role} on ${on.what} for ${member}`,
    look: async (call) => {
      const policy = await orUndefined(read(call))
      return policy !== undefined && holds(policy, role, member) ? { kind: 'there' } : { kind: 'absent' }
    },
    make: async (call) => {
      for (let attempt = 1; ; attempt++) {
        const policy = await read(call)
        if (holds(policy, role, member)) return
        try {
          await write(withMember(policy, role, member), call)
          return
        } catch (error) {
          // Somebody else has changed the policy since it was read.
          if (attempt === ATTEMPTS || !isMoved(error)) throw error
        }
      }
    },
  }
}

function holds({ bindings = [] }: Policy, role: string, member: string): boolean {
  return bindings.some(
    (binding) => binding.role === role && binding.condition === undefined && binding.members.includes(member),
  )
}

function withMember(policy: Policy, role: string, member: string): Policy {
  const bindings = policy.bindings ?? []
  const at = bindings.findIndex((binding) => binding.role === role && binding.condition === undefined)
  const changed = { role, members: [...(bindings[at]?.members ?? []), member] }
  return {
    ...policy,
    version: VERSION,
    bindings: at < 0 ? [...bindings, changed] : bindings.with(at, changed),
  }
}

function isMoved(error: unknown): boolean {
  const cause = isMcloudError(error) ? error.cause : undefined
  return cause instanceof HttpRefusal && [409, 412].includes(cause.answer.status)
}
