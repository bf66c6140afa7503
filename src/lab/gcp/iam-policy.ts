import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { GcpState, IamPolicy } from './state.ts'
import { GoogleFault, googleAnswer, invalidValue, jsonBody, notModelled } from './wire.ts'

/** `ACAB` is what Google calls a policy that nobody has written yet. */
export const NO_POLICY: IamPolicy = { version: 1, etag: 'ACAB', bindings: [] }

/** A policy as a client sent it, in place of the held one. @throws GoogleFault 400, 409 */
export function nextPolicy(given: unknown, held: IamPolicy, now: number): IamPolicy {
  const { etag, bindings, version } = (given ?? {}) as Partial<IamPolicy>
  if (etag !== undefined && etag !== held.etag)
    throw new GoogleFault(
      409,
      'aborted',
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
      'ABORTED',
    )
  for (const { role, members } of bindings ?? []) {
    if (!/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[A-Za-z0-9_.]+$/.test(role ?? ''))
      throw invalidValue('policy.bindings.role', role)
    for (const member of members ?? [])
      if (
        !/^(user|group|serviceAccount|domain|principal|principalSet):\S+$|^all(Authenticated)?Users$/.test(
          member,
        )
      )
        throw invalidValue('policy.bindings.members', member)
  }
  return {
    version: version ?? 1,
    etag: Buffer.from(`${now}.${(bindings ?? []).length}.${held.etag}`)
      .toString('base64')
      .slice(0, 24),
    bindings: bindings ?? [],
  }
}

/** getIamPolicy and setIamPolicy of what has its policy under a name. @throws GoogleFault */
export function policyVerb(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  { name, verb }: { readonly name: string; readonly verb: string },
): LabResponse {
  if (request.method !== 'POST') throw notModelled(request)
  const held = state.policies[name] ?? NO_POLICY
  if (verb === 'getIamPolicy') return googleAnswer(host, held)
  if (verb !== 'setIamPolicy') throw notModelled(request)
  const next = nextPolicy(jsonBody(request).policy, held, host.now())
  state.policies[name] = next
  host.changed()
  return googleAnswer(host, next)
}

/** https://cloud.google.com/resource-manager/reference/rest/v1/projects/getIamPolicy */
export function projectPolicy(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  verb: string,
): LabResponse {
  return policyVerb(state, host, request, { name: 'project', verb })
}
