/** The lab's one directory and its one operator. */
export const tenantId = '00000000-0000-0000-0000-0000000000aa'
const operator = {
  oid: '00000000-0000-0000-0000-0000000000bb',
  upn: 'operator@shop.test',
  name: 'Lab operator',
}

/** An access token of the lab's directory: shaped as a JSON Web Token, not signed by anyone. */
export function makeToken(given: {
  issuer: string
  nowMs: number
  lifetimeSeconds: number
  clientId: string
  audience: string
}): string {
  const issuedAt = Math.floor(given.nowMs / 1000)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    aud: given.audience,
    iss: `${given.issuer}/${tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + given.lifetimeSeconds,
    appid: given.clientId,
    idtyp: 'app',
    tid: tenantId,
    ver: '1.0',
    ...operator,
  }
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.bGFi`
}

/** The claims of a token; undefined where it is no JSON Web Token. */
export function tokenClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
