import { isMcloudError, McloudError } from '../errors/mcloud-error.ts'

/** An error of connecting, worded; the address is named by the instance, never by its connection string. */
export function connectionError(error: unknown, place: string): McloudError {
  if (isMcloudError(error)) {
    if (error.code !== 'DEADLINE') return error
    return unreachable(place, 'no answer before the deadline', error)
  }
  const { code, message } = parts(error)
  if (code === '28P01' || code === '28000' || code === '42501')
    return new McloudError({ code: 'AUTH_DENIED', message: `${place}: ${message}`, cause: error })
  return unreachable(place, message, error)
}

/** An error of a statement, worded; broken connections are told from refusals. */
export function queryError(error: unknown, place: string): McloudError {
  if (isMcloudError(error)) return error
  const { code, message } = parts(error)
  if (code === undefined || /^(08|57P0)/.test(code) || !/^[0-9FHPX][0-9A-Z]{4}$/.test(code))
    return unreachable(place, message, error)
  if (code === '42501')
    return new McloudError({
      code: 'AUTH_DENIED',
      message: `${place}: ${message}`,
      hint: 'docs/failover.md lists the permissions that the administrator needs in each cloud.',
      cause: error,
      details: { sqlState: code },
    })
  return new McloudError({
    code: 'DATABASE_REFUSED',
    message: `${place}: ${message}`,
    details: { sqlState: code },
    cause: error,
  })
}

/** The SQLSTATE of an error of `queryError`. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function sqlState(error: unknown): string | undefined {
  return isMcloudError(error) ? (error.details.sqlState as string | undefined) : undefined
}

function unreachable(place: string, reason: string, cause: unknown): McloudError {
  return new McloudError({
    code: 'DATABASE_UNREACHABLE',
    message: `${place}: ${reason}.`,
    retry: 'check-first',
    cause,
  })
}

function parts(error: unknown): { code: string | undefined; message: string } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  const text = typeof message === 'string' && message !== '' ? message : String(code ?? error)
  return { code: typeof code === 'string' ? code : undefined, message: text.replace(/\.$/, '') }
}
