import { generateKeyPairSync, verify } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LabRequest, LabResponse } from '../../../src/lab/cloud.ts'
import { makeGcpProvider } from '../../../src/providers/gcp/provider.ts'
import type { Call } from '../../../src/providers/provider.ts'
import { cloudSettings, contractPlatform } from '../../support/platforms.ts'
import type { WireFront } from '../../support/wire-front.ts'
import { openWireFront } from '../../support/wire-front.ts'

const EMAIL = 'mcloud@shop-lab.iam.gserviceaccount.com'
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

const within = (ms: number): Call => ({
  signal: new AbortController().signal,
  deadlineMs: Date.now() + ms,
})

function json(status: number, body: unknown): LabResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Test double of Google's token endpoint and of one call behind it. */
async function answer(request: LabRequest): Promise<LabResponse> {
  if (request.url === '/token')
    return json(200, { access_token: 'minted', token_type: 'Bearer', expires_in: 3600 })
  if (request.headers.authorization !== 'Bearer minted') return json(401, { error: { code: 401 } })
  return json(200, { projectId: 'shop-lab', name: 'projects/1' })
}

describe('credentials of Google Cloud', () => {
  let front: WireFront
  let folder: string
  let keyFile: string

  beforeAll(async () => {
    front = await openWireFront({ handle: answer })
    folder = await mkdtemp(join(tmpdir(), 'mcloud-gcp-'))
    keyFile = join(folder, 'key.json')
    const key = {
      type: 'service_account',
      project_id: 'shop-lab',
      private_key_id: 'key-1',
      private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: EMAIL,
      client_id: '1',
      token_uri: 'https://oauth2.googleapis.com/token',
    }
    await writeFile(keyFile, JSON.stringify(key), { mode: 0o600 })
  })
  beforeEach(() => front.clear())
  afterAll(async () => {
    await front.close()
    await rm(folder, { recursive: true, force: true })
  })

  function identity(endpoints: Record<string, string>, environment: Record<string, string>) {
    const platform = contractPlatform({
      gcp: { ...cloudSettings('us-central1', endpoints), project: 'shop-lab' },
    })
    const { can } = makeGcpProvider({ platform, environment })
    return can.identity?.whoAmI(within(10_000))
  }

  it('exchanges the signed claim of a service account for a token, at the overridden endpoint', async () => {
    const who = await identity({ default: front.url }, { GOOGLE_APPLICATION_CREDENTIALS: keyFile })
    expect(who).toEqual({ account: 'shop-lab', principal: EMAIL })
    const [exchange, ...others] = front.requests.filter(({ url }) => url === '/token')
    expect(others).toEqual([])
    const form = new URLSearchParams(exchange?.body.toString())
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const [header = '', payload = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(claims).toMatchObject({ iss: EMAIL, scope: 'https://www.googleapis.com/auth/cloud-platform' })
    const signed = Buffer.from(`${header}.${payload}`)
    expect(verify('sha256', signed, keys.publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  it('says that the credentials are refused when the token endpoint refuses them', async () => {
    front.inject({
      kind: 'answer',
      answer: json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }),
      matches: ({ url }) => url === '/token',
    })
    await expect(
      identity({ default: front.url }, { GOOGLE_APPLICATION_CREDENTIALS: keyFile }),
    ).rejects.toMatchObject({ code: 'AUTH_DENIED', message: expect.stringContaining('invalid_grant') })
  })

  it('asks no token endpoint beside the overridden ones', async () => {
    await expect(
      identity({ resourceManager: front.url }, { GOOGLE_APPLICATION_CREDENTIALS: keyFile }),
    ).rejects.toMatchObject({ code: 'ENDPOINT_REFUSED' })
    expect(front.requests).toEqual([])
  })

  it('says that a named key file is not there', async () => {
    await expect(
      identity({ default: front.url }, { GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'nothing.json') }),
    ).rejects.toMatchObject({ code: 'AUTH_MISSING', provider: 'gcp' })
  })

  it('reads the token file again when it is renewed, and never words the token', async () => {
    const tokenFile = join(folder, 'token')
    await writeFile(tokenFile, 'old-secret\n')
    const environment = { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: tokenFile }
    const refused = await identity({ default: front.url }, environment)?.catch((error: Error) => error)
    expect(refused).toMatchObject({ code: 'AUTH_DENIED' })
    expect(JSON.stringify(refused) + String((refused as Error).message)).not.toContain('old-secret')
    await writeFile(tokenFile, 'minted\n')
    await expect(identity({ default: front.url }, environment)).resolves.toMatchObject({
      account: 'shop-lab',
    })
  })
})
