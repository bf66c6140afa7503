import { createHmac, hash } from 'node:crypto'

/** Keys of an AWS account, as the provider's chain finds them. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface Signable {
  readonly method: string
  readonly host: string
  /** Encoded path. */
  readonly path: string
  /** Encoded query, its parameters in the order of their names. */
  readonly query: string
  /** Lower-case names. */
  readonly headers: Record<string, string>
}

/** The body is vouched for by its MD5 or checksum, which is signed; hashing it a second time would cost more. */
const UNSIGNED = 'UNSIGNED-PAYLOAD'

/**
 * Makes a signer of AWS Signature Version 4; the key of the day is worked out once.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function makeSigner(region: string, now: () => number = Date.now) {
  let keptFor = ''
  let kept: Buffer = Buffer.alloc(0)
  let second = 0
  let time = ''
  return (request: Signable, keys: AwsKeys): Record<string, string> => {
    const nowMs = now()
    if (Math.floor(nowMs / 1_000) !== second) {
      second = Math.floor(nowMs / 1_000)
      time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
    }
    const day = time.slice(0, 8)
    const keyFor = `${day} ${keys.secretAccessKey}`
    if (keyFor !== keptFor) {
      kept = signingKey(keys.secretAccessKey, day, region)
      keptFor = keyFor
    }
    const headers: Record<string, string> = {
      ...request.headers,
      'x-amz-content-sha256': UNSIGNED,
      'x-amz-date': time,
    }
    if (keys.sessionToken !== undefined) headers['x-amz-security-token'] = keys.sessionToken
    const names = ['host', ...Object.keys(headers)].sort()
    let canonical = `${request.method}\n${request.path}\n${request.query}\n`
    for (const name of names) {
      const value = name === 'host' ? request.host : (headers[name] ?? '')
      canonical += `${name}:${/\s/.test(value) ? value.trim().replace(/ {2,}/g, ' ') : value}\n`
    }
    const signed = names.join(';')
    canonical += `\n${signed}\n${UNSIGNED}`
    const scope = `${day}/${region}/s3/aws4_request`
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical, 'hex')}`
    const signature = createHmac('sha256', kept).update(text).digest('hex')
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
    return headers
  }
}

/** The key of one day, region and S3. */
export function signingKey(secret: string, day: string, region: string): Buffer {
  const step = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  return step(step(step(step(`AWS4${secret}`, day), region), 's3'), 'aws4_request')
}
