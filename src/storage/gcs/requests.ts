import type { StoreTraffic } from '../../core/sync/store-traffic.ts'
import type { Call } from '../../providers/provider.ts'
import { keptToken } from '../http/bearer.ts'
import { makePatientWire, type PatientRequest } from '../http/patient-wire.ts'
import { makeWire, type WireAnswer } from '../http/wire.ts'
import type { GcsAccess } from './access.ts'

export interface GcsRequest extends Pick<PatientRequest, 'name' | 'accept' | 'check'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Behind the base, encoded, with its query; or the whole URL of an upload session. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly into?: Buffer
}

export interface GcsRequests {
  send(request: GcsRequest, call: Call): Promise<WireAnswer & { readonly attempts: number }>
  close(): Promise<void>
}

/** Requests with a bearer token to the JSON API. */
export function makeGcsRequests(
  access: GcsAccess,
  bucket: string,
  connections: number,
  traffic: StoreTraffic,
): GcsRequests {
  const wire = makeWire({ ca: access.ca, connections })
  const { origin, pathname } = new URL(access.base)
  const base = pathname === '/' ? '' : pathname
  const token = keptToken(access.token)
  const owner = { provider: 'gcp', address: `gs://${bucket}`, refusal: readRefusal, guard: access.guard }
  const patient = makePatientWire(wire, owner, traffic)
  return {
    send: ({ name, accept, check, method, path, headers, body, into }, call) =>
      patient(
        {
          name,
          ...(accept === undefined ? {} : { accept }),
          ...(check === undefined ? {} : { check }),
          make: async () => {
            const whole = path.startsWith('/') ? undefined : new URL(path)
            return {
              method,
              origin: whole?.origin ?? origin,
              path: whole === undefined ? `${base}${path}` : `${whole.pathname}${whole.search}`,
              headers: { authorization: `Bearer ${await token()}`, ...headers },
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
  let error: { message?: string; errors?: readonly { reason?: string }[] } | undefined
  try {
    error = (JSON.parse(answer.body.toString('utf8')) as { error?: typeof error }).error
  } catch {
    // Not every answer is JSON; the status says the rest.
  }
  const requestId = answer.headers['x-guploader-uploadid']
  return {
    code: error?.errors?.[0]?.reason ?? '',
    message: error?.message ?? '',
    ...(requestId === undefined ? {} : { requestId }),
  }
}
