import { hash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import { encodeKeyPath, encodeText } from '../http/encode-key.ts'
import type { GcsAccess } from './access.ts'

/**
 * A URL by which anybody may read one object for a while, signed by the service account of the credentials.
 * https://cloud.google.com/storage/docs/authentication/signatures
 * @throws McloudError AUTH_MISSING where the credentials are no service account's
 */
export async function signedRead(
  { base, sign }: GcsAccess,
  object: { readonly bucket: string; readonly key: string },
  seconds: number,
): Promise<string> {
  const signer = await sign?.()
  if (signer === undefined)
    throw new McloudError({
      code: 'AUTH_MISSING',
      provider: 'gcp',
      message:
        'gcp: a URL that another cloud may read by is signed by a service account, and none is signed in.',
      hint: 'Name the key of a service account in GOOGLE_APPLICATION_CREDENTIALS, or leave --engine out.',
    })
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/auto/storage/goog4_request`
  const { origin, host } = new URL(base)
  const path = `/${encodeText(object.bucket)}/${encodeKeyPath(object.key)}`
  const query = [
    ['X-Goog-Algorithm', 'GOOG4-RSA-SHA256'],
    ['X-Goog-Credential', `${signer.account}/${scope}`],
    ['X-Goog-Date', time],
    ['X-Goog-Expires', String(seconds)],
    ['X-Goog-SignedHeaders', 'host'],
  ]
    .map(([name = '', value = '']) => `${name}=${encodeText(value)}`)
    .join('&')
  const canonical = `GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`
  const text = `GOOG4-RSA-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`
  return `${origin}${path}?${query}&X-Goog-Signature=${(await signer.sign(text)).toString('hex')}`
}
