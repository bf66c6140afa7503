import { createHmac, hash } from 'node:crypto'
import { encodeText } from '../http/encode-key.ts'
import { type AwsKeys, signingKey } from './signer.ts'

export interface Presignable {
  readonly origin: string
  /** Encoded path. */
  readonly path: string
  readonly region: string
  readonly keys: AwsKeys
  readonly nowMs: number
  readonly seconds: number
}

/**
 * A URL by which anybody may read one object for a while.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function presignedRead({ origin, path, region, keys, nowMs, seconds }: Presignable): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const scope = `${day}/${region}/s3/aws4_request`
  // In the order of their names, as the signature wants them.
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ...(keys.sessionToken === undefined ? [] : [['X-Amz-Security-Token', keys.sessionToken]]),
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name = '', value = '']) => `${name}=${encodeText(value)}`)
    .join('&')
  const canonical = `GET\n${path}\n${query}\nhost:${new URL(origin).host}\n\nhost\nUNSIGNED-PAYLOAD`
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`
  const signature = createHmac('sha256', signingKey(keys.secretAccessKey, day, region))
    .update(text)
    .digest('hex')
  return `${origin}${path}?${query}&X-Amz-Signature=${signature}`
}
