import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { keptToken } from '../http/bearer.ts'
import { encodeKeyPath, encodeText } from '../http/encode-key.ts'
import { makePatientWire, type PatientRequest } from '../http/patient-wire.ts'
import { makeWire, type WireAnswer } from '../http/wire.ts'
import { readElement, unescapeXml } from '../http/xml.ts'
import type { AzureBlobAccess } from './access.ts'
import { sharedKeyAuthorization } from './shared-key.ts'

export interface BlobRequest extends Pick<PatientRequest, 'name' | 'accept' | 'check'> {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** Absent: the container itself. */
  readonly blob?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly into?: Buffer
}

export interface BlobRequests {
  send(request: BlobRequest, call: Call): Promise<WireAnswer & { readonly attempts: number }>
  close(): Promise<void>
}

const VERSION = '2023-11-03'

/** Requests to one container, with a shared key's signature or a bearer token. */
export function makeBlobRequests(
  access: AzureBlobAccess,
  container: string,
  connections: number,
  traffic: StoreTraffic,
): BlobRequests {
  const wire = makeWire({ ca: access.ca, connections })
  const { origin, pathname } = new URL(access.base)
  const root = `${pathname === '/' ? '' : pathname}/${container}`
  const key = access.key === undefined ? undefined : Buffer.from(access.key, 'base64')
  const token = keptToken(access.token)
  const owner = {
    provider: 'azure',
    address: `az://${access.account}/${container}`,
    refusal: readRefusal,
    guard: access.guard,
  }
  const patient = makePatientWire(wire, owner, traffic)
  return {
    send: ({ name, accept, check, method, blob, query = {}, body, into, ...rest }, call) =>
      patient(
        {
          name,
          ...(accept === undefined ? {} : { accept }),
          ...(check === undefined ? {} : { check }),
          make: async () => {
            const path = blob === undefined ? root : `${root}/${encodeKeyPath(blob)}`
            const headers: Record<string, string> = {
              ...rest.headers,
              'x-ms-version': VERSION,
              'x-ms-date': new Date().toUTCString(),
            }
            if (method === 'PUT') headers['content-length'] = String(body?.length ?? 0)
            headers.authorization =
              key === undefined
                ? `Bearer ${await token()}`
                : sharedKeyAuthorization(
                    {
                      method,
                      account: access.account,
                      path,
                      query,
                      headers,
                      contentLength: body?.length ?? 0,
                    },
                    key,
                  )
            const text = Object.entries(query)
              .map(([parameter, value]) => `${parameter}=${encodeText(value)}`)
              .join('&')
            return {
              method,
              origin,
              path: text === '' ? path : `${path}?${text}`,
              headers,
              ...(body === undefined ? {} : { body }),
              ...(into === undefined ? {} : { into }),
            }
          },
        },
        call,
      ),
    close: () => wire.close(),
  }
}

function readRefusal(answer: WireAnswer) {
  const text = answer.body.toString('utf8')
  const requestId = answer.headers['x-ms-request-id']
  return {
    code: answer.headers['x-ms-error-code'] ?? readElement(text, 'Code') ?? '',
    message: unescapeXml(readElement(text, 'Message') ?? '').split('\n')[0] ?? '',
    ...(requestId === undefined ? {} : { requestId }),
  }
}
