import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabRequest, LabResponse } from '../../../src/lab/cloud.ts'
import { serverCertificate } from '../../../src/lab/daemon/certificates.ts'
import { principalOf } from '../../../src/providers/azure/identity.ts'
import { makeAzureProvider } from '../../../src/providers/azure/provider.ts'
import type { Call } from '../../../src/providers/provider.ts'
import { cloudSettings, contractPlatform } from '../../support/platforms.ts'
import type { WireFront } from '../../support/wire-front.ts'
import { openWireFront } from '../../support/wire-front.ts'

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'
const TENANT = '11111111-1111-1111-1111-111111111111'
const CLIENT = '22222222-2222-2222-2222-222222222222'
const SECRET = 'secret-of-the-test'

const within = (ms: number): Call => ({
  signal: new AbortController().signal,
  deadlineMs: Date.now() + ms,
})

function json(status: number, body: unknown): LabResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`
}

const TOKEN = jwt({ appid: CLIENT, oid: 'object-1', tid: TENANT })

describe('credentials of Azure', () => {
  let front: WireFront
  let folder: string
  let caFile: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcloud-azure-'))
    const made = await serverCertificate(folder, ['127.0.0.1'])
    caFile = join(folder, 'ca.pem')
    front = await openWireFront({ handle: answer, tls: { key: made.key, cert: made.certificate } })
  })
  beforeEach(() => front.clear())
  afterEach(() => vi.unstubAllEnvs())
  afterAll(async () => {
    await front?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Test double of Microsoft Entra and of one call of Resource Manager. */
  async function answer({ url, headers }: LabRequest): Promise<LabResponse> {
    const [path = ''] = url.split('?')
    if (path.endsWith('/.well-known/openid-configuration')) {
      const authority = `${front.url}/${TENANT}`
      return json(200, {
        issuer: `${authority}/v2.0`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      })
    }
    if (path.endsWith('/oauth2/v2.0/token')) {
      return json(200, { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: TOKEN })
    }
    if (headers.authorization !== `Bearer ${TOKEN}`) return json(401, { error: { code: 'InvalidToken' } })
    return json(200, { subscriptionId: SUBSCRIPTION })
  }

  function identity(endpoints: Record<string, string>, environment: Record<string, string> = {}) {
    const platform = contractPlatform({
      azure: { ...cloudSettings('eastus', endpoints), subscription: SUBSCRIPTION, caFile },
    })
    const { can } = makeAzureProvider({ platform, environment })
    return can.identity?.whoAmI(within(20_000))
  }

  function asServicePrincipal(): void {
    // DefaultAzureCredential itself reads the process's environment.
    vi.stubEnv('AZURE_TENANT_ID', TENANT)
    vi.stubEnv('AZURE_CLIENT_ID', CLIENT)
    vi.stubEnv('AZURE_CLIENT_SECRET', SECRET)
  }

  it('exchanges a client secret for a token over TLS, at the overridden authority', async () => {
    asServicePrincipal()
    const who = await identity({ default: front.url })
    expect(who).toEqual({ account: SUBSCRIPTION, principal: CLIENT })
    const [exchange, ...others] = front.requests.filter(({ url }) => url.includes('/oauth2/v2.0/token'))
    expect(others).toEqual([])
    const form = new URLSearchParams(exchange?.body.toString())
    expect(Object.fromEntries(form)).toMatchObject({
      client_id: CLIENT,
      client_secret: SECRET,
      grant_type: 'client_credentials',
    })
    expect(form.get('scope')).toContain('https://management.azure.com/.default')
  })

  it('says that the credentials are refused, without wording the secret', async () => {
    asServicePrincipal()
    front.inject({
      kind: 'answer',
      answer: json(401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret',
      }),
      matches: ({ url }) => url.includes('/oauth2/v2.0/token'),
    })
    const refused = await identity({ default: front.url })?.catch((error: Error) => error)
    expect(refused).toMatchObject({ code: 'AUTH_DENIED', provider: 'azure' })
    expect(String((refused as Error).message)).toContain('AADSTS7000215')
    expect(JSON.stringify(refused) + String((refused as Error).message)).not.toContain(SECRET)
  })

  it('asks no authority beside the overridden endpoints', async () => {
    asServicePrincipal()
    await expect(identity({ resourceManager: front.url })).rejects.toMatchObject({
      code: 'ENDPOINT_REFUSED',
      message: expect.stringContaining('login.microsoftonline.com'),
    })
    expect(front.requests).toEqual([])
  })

  it('refuses an endpoint whose certificate the named authority has not signed', async () => {
    const stranger = await mkdtemp(join(tmpdir(), 'mcloud-azure-'))
    await serverCertificate(stranger, ['127.0.0.1'])
    const tokenFile = join(folder, 'token')
    await writeFile(tokenFile, TOKEN)
    const platform = contractPlatform({
      azure: {
        ...cloudSettings('eastus', { default: front.url }),
        subscription: SUBSCRIPTION,
        caFile: join(stranger, 'ca.pem'),
      },
    })
    const { can } = makeAzureProvider({
      platform,
      environment: { MCLOUD_AZURE_ACCESS_TOKEN_FILE: tokenFile },
    })
    await expect(can.identity?.whoAmI(within(1_000))).rejects.toMatchObject({ code: 'CLOUD_UNREACHABLE' })
    expect(front.requests).toEqual([])
    await rm(stranger, { recursive: true, force: true })
  })
})

describe('the principal of a token', () => {
  it.each([
    [{ upn: 'ada@example.com', oid: '1' }, 'ada@example.com'],
    [{ appid: 'app-1', oid: '1' }, 'app-1'],
    [{ oid: '1' }, '1'],
    [{}, undefined],
  ])('is the most readable claim of %j', (claims, expected) => {
    expect(principalOf(jwt(claims))).toBe(expected)
  })

  it('is not known of a token of another kind', () => {
    expect(principalOf('token-of-the-test')).toBeUndefined()
    expect(principalOf('a.b.c')).toBeUndefined()
  })
})
