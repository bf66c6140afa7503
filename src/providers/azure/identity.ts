import type { Identities } from '../provider.ts'
import type { AzureContext } from './context.ts'
import { ARM_SCOPE } from './credentials.ts'

const UNKNOWN_PRINCIPAL = 'unknown'

// Who a token speaks for, the most readable first.
// https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
const CLAIMS = ['upn', 'preferred_username', 'unique_name', 'email', 'appid', 'azp', 'oid', 'sub'] as const

/** The subscription by its own API, the principal by the claims of the token. */
export function makeAzureIdentities({ subscription, rest, credential }: AzureContext): Identities {
  return {
    async whoAmI(call) {
      // https://learn.microsoft.com/rest/api/resources/subscriptions/get
      const found = await rest<{ subscriptionId?: string }>({
        name: 'Subscriptions_Get',
        service: 'resourceManager',
        path: `/subscriptions/${subscription}`,
        call,
      })
      const token = await credential.getToken(ARM_SCOPE)
      return {
        account: found.subscriptionId ?? subscription,
        principal: (token && principalOf(token.token)) ?? UNKNOWN_PRINCIPAL,
      }
    },
  }
}

/** The principal that a JSON Web Token names; undefined for a token of another kind. Nothing is verified here. */
export function principalOf(token: string): string | undefined {
  const [, payload] = token.split('.')
  if (payload === undefined) return undefined
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
    const found = CLAIMS.map((name) => claims[name]).find(
      (value) => typeof value === 'string' && value !== '',
    )
    return found as string | undefined
  } catch {
    return undefined
  }
}
