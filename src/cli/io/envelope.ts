import type { Result } from '../../core/result.ts'
import type { McloudError } from '../../errors/mcloud-error.ts'

const SCHEMA_VERSION = 1

/** The JSON envelope of a command that returned: `ok` says that there is data, `result` what came of it. */
export function dataEnvelope(result: Result<unknown>, changesThings: boolean): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: true,
    result: result.kind,
    ...(changesThings && { changed: result.kind !== 'unchanged' && result.kind !== 'changes' }),
    data: result.data,
  }
}

/** The JSON envelope of a command that failed. */
export function errorEnvelope(error: McloudError): object {
  const { code, message, hint, provider, call, requestId, problems, exitCode, details } = error
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: false,
    error: { code, message, hint, provider, call, requestId, problems, details, exitCode },
  }
}

/** Indented for a reader at a terminal, one line for a program. */
export function toJson(value: unknown, indented: boolean): string {
  const plain = (_key: string, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)
  return `${JSON.stringify(value, plain, indented ? 2 : undefined)}\n`
}
