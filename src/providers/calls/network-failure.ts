import type { Failure, FailureKind } from './failure.ts'

// System and library codes of a connection that never came about.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EHOSTDOWN',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
])
// A certificate that is not trusted now is not trusted a second later.
const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
const CUT = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE'])
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** Recognises a broken or missing connection in whatever error a client wraps it in; else undefined. */
export function networkFailure(error: unknown): Failure | undefined {
  for (const inner of chainOf(error)) {
    const code = String((inner as { code?: unknown }).code ?? '')
    if (UNTRUSTED.has(code)) {
      return {
        kind: 'untrusted',
        message: `the certificate of the endpoint is not trusted (${code})`,
        hint: 'Name the certificate authority of the endpoint in clouds.<cloud>.caFile.',
      }
    }
    // connect() of the kernel gives up with the same code as a read that times out.
    const connecting = (inner as { syscall?: unknown }).syscall === 'connect'
    const kind: FailureKind | undefined =
      NEVER_SENT.has(code) || (connecting && (TIMED_OUT.has(code) || CUT.has(code)))
        ? 'unreachable'
        : CUT.has(code)
          ? 'cut'
          : TIMED_OUT.has(code)
            ? 'timeout'
            : undefined
    if (kind !== undefined) return { kind, message: `${wording(kind)} (${describe(inner, code)})` }
    if (/socket hang up|other side closed|premature close/i.test(inner.message)) {
      return { kind: 'cut', message: wording('cut') }
    }
  }
  return undefined
}

function wording(kind: FailureKind): string {
  if (kind === 'unreachable') return 'no connection to the endpoint'
  return kind === 'cut' ? 'the connection broke before the answer' : 'no answer in time'
}

function describe(error: Error, code: string): string {
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string }
  const place = address ?? hostname
  return place === undefined ? code : `${code} ${place}${port === undefined ? '' : `:${port}`}`
}

/** The error, what caused it, and the members of aggregates, breadth first. */
function chainOf(error: unknown): Error[] {
  const found: Error[] = []
  const waiting = [error]
  for (const next of waiting) {
    if (!(next instanceof Error) || found.includes(next)) continue
    found.push(next)
    waiting.push(next.cause)
    if (next instanceof AggregateError) waiting.push(...next.errors)
  }
  return found
}
