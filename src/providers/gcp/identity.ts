import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Call, Identities } from '../provider.ts'
import type { GcpContext } from './context.ts'

// The token's owner may be hidden, or the endpoint not there behind an override: the project is known anyway.
const UNKNOWN_PRINCIPAL = 'unknown'

/** The project by its own API, the principal by the credentials or by the token itself. */
export function makeGcpIdentities({ project, rest, credentials }: GcpContext): Identities {
  async function principal(call: Call): Promise<string> {
    const named = await credentials.principal()
    if (named !== undefined) return named
    try {
      // https://cloud.google.com/docs/authentication/token-types#access-tokens
      const info = await rest<{ email?: string; sub?: string; azp?: string }>({
        name: 'oauth2.tokeninfo',
        service: 'oauth2',
        path: '/tokeninfo',
        method: 'POST',
        // In the body: an address would be logged on its way.
        form: { access_token: await credentials.token() },
        call,
      })
      return info.email ?? info.sub ?? info.azp ?? UNKNOWN_PRINCIPAL
    } catch (error) {
      if (isMcloudError(error) && ['NOT_FOUND', 'ENDPOINT_REFUSED'].includes(error.code)) {
        return UNKNOWN_PRINCIPAL
      }
      throw error
    }
  }

  return {
    async whoAmI(call) {
      // https://cloud.google.com/resource-manager/reference/rest/v3/projects/get
      const [found, who] = await Promise.all([
        rest<{ projectId?: string }>({
          name: 'cloudresourcemanager.projects.get',
          service: 'resourceManager',
          path: `/v3/projects/${project}`,
          call,
        }),
        principal(call),
      ])
      return { account: found.projectId ?? project, principal: who }
    },
  }
}
