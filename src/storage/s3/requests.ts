import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { encodeKeyPath, encodeText } from '../http/encode-key.ts'
import { makePatientWire, type PatientRequest } from '../http/patient-wire.ts'
import { makeWire, type WireAnswer } from '../http/wire.ts'
import { readElement, unescapeXml } from '../http/xml.ts'
import type { S3Access } from './access.ts'
import { presignedRead } from './presign.ts'
import { type AwsKeys, makeSigner } from './signer.ts'

export interface S3Request extends Pick<PatientRequest, 'accept' | 'check'> {
  /** The vendor's name of the call, e.g. `GetObject`. */
  readonly name: string
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Absent: the bucket itself. */
  readonly key?: string
  /** Parameters in the order of their names, as the signature wants them. */
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Record<string, string>
  readonly body?: Buffer
  readonly into?: Buffer
}

export interface S3Requests {
  send(request: S3Request, call: Call): Promise<WireAnswer & { readonly attempts: number }>
  /** A URL by which anybody may read the object for so long. */
  presign(key: string, seconds: number, call: Call): Promise<string>
  close(): Promise<void>
}

/** Keys of the environment and of roles are asked for so often that renewed ones are met in time. */
const KEYS_KEPT_MS = 60_000

/** Signed requests to one bucket. */
export function makeS3Requests(
  access: S3Access,
  bucket: string,
  connections: number,
  traffic: StoreTraffic,
): S3Requests {
  const wire = makeWire({ ca: access.ca, connections })
  let place: Promise<Place> | undefined
  let keys: AwsKeys | undefined
  let keysUntilMs = 0
  const owner = { provider: 'aws', address: `s3://${bucket}`, refusal: readRefusal, guard: access.guard }
  const patient = makePatientWire(wire, owner, traffic)

  async function renewKeys(): Promise<AwsKeys> {
    keys = await access.keys()
    keysUntilMs = Date.now() + KEYS_KEPT_MS
    return keys
  }

  const located = (call: Call) => {
    place ??= locate(access, bucket, (asked) =>
      patient({ name: 'HeadBucket', make: () => asked, accept: ANY_REFUSAL }, call),
    ).catch((error: unknown) => {
      place = undefined
      throw error
    })
    return place
  }

  async function send(request: S3Request, call: Call) {
    const { origin, host, base, sign } = await located(call)
    const path = `${base}${request.key === undefined ? '' : `/${encodeKeyPath(request.key)}`}` || '/'
    const query = queryText(request.query)
    return patient(
      {
        name: request.name,
        ...(request.accept === undefined ? {} : { accept: request.accept }),
        ...(request.check === undefined ? {} : { check: request.check }),
        make: () => {
          const { method, headers = {}, body, into } = request
          const make = (known: AwsKeys) => ({
            method,
            origin,
            path: query === '' ? path : `${path}?${query}`,
            headers: sign({ method, host, path, query, headers }, known),
            ...(body === undefined ? {} : { body }),
            ...(into === undefined ? {} : { into }),
          })
          return keys === undefined || Date.now() > keysUntilMs ? renewKeys().then(make) : make(keys)
        },
      },
      call,
    )
  }
  return {
    send,
    async presign(key, seconds, call) {
      const { origin, base, region } = await located(call)
      const path = `${base}/${encodeKeyPath(key)}`
      return presignedRead({ origin, path, region, keys: await access.keys(), nowMs: Date.now(), seconds })
    },
    close: () => wire.close(),
  }
}

/** A bucket tells its region together with these. */
const ANY_REFUSAL = [301, 307, 400, 403, 404]

interface Place {
  readonly origin: string
  readonly host: string
  /** What stands before a key in the path. */
  readonly base: string
  readonly region: string
  readonly sign: ReturnType<typeof makeSigner>
}

async function locate(
  access: S3Access,
  bucket: string,
  ask: (request: {
    method: string
    origin: string
    path: string
    headers: Record<string, string>
  }) => Promise<WireAnswer>,
): Promise<Place> {
  if (access.endpoint !== undefined) {
    const { origin, host, pathname } = new URL(access.endpoint)
    const base = `${pathname === '/' ? '' : pathname}/${encodeText(bucket)}`
    return { origin, host, base, region: access.region, sign: makeSigner(access.region) }
  }
  // A bucket tells its region to anybody, with whatever status.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
  const suffix = access.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const regional = (region: string) => `https://s3.${region}.${suffix}`
  const answer = await ask({
    method: 'HEAD',
    origin: regional(access.region),
    path: `/${encodeText(bucket)}`,
    headers: {},
  })
  const region = answer.headers['x-amz-bucket-region'] ?? access.region
  const origin = regional(region)
  // The certificate of virtual hosts covers one label, so that buckets with dots are addressed by path.
  return bucket.includes('.')
    ? { origin, host: new URL(origin).host, base: `/${bucket}`, region, sign: makeSigner(region) }
    : virtual(`https://${bucket}.s3.${region}.${suffix}`, region)
}

function virtual(origin: string, region: string): Place {
  return { origin, host: new URL(origin).host, base: '', region, sign: makeSigner(region) }
}

function queryText(query: Readonly<Record<string, string>> | undefined): string {
  if (query === undefined) return ''
  let text = ''
  for (const name in query)
    text += `${text === '' ? '' : '&'}${encodeText(name)}=${encodeText(query[name] ?? '')}`
  return text
}

function readRefusal(answer: WireAnswer) {
  const text = answer.body.toString('utf8')
  const requestId = answer.headers['x-amz-request-id']
  return {
    code: readElement(text, 'Code') ?? '',
    message: unescapeXml(readElement(text, 'Message') ?? ''),
    ...(requestId === undefined ? {} : { requestId }),
  }
}
