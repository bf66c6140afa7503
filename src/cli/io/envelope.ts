import type { Result } from '../../core/result.ts'
import type { McloudError } from '../../errors/mcloud-error.ts'

const SCHEMA_VERSION = 1

/**
 * The JSON envelope of a command that returned: `ok` says that there is data, `result` what came of it. A command
 * that can change something also gets `changed`, from its own data where that says so.
 */
export function dataEnvelope(result: Result<unknown>, change?: { readonly dryRun: boolean }): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    ok: true,
    result: result.kind,
    ...(change && { changed: hasChanged(result, change.dryRun) }),
    data: result.data,
  }
}

function hasChanged({ kind, data }: Result<unknown>, dryRun: boolean): boolean {
  const told = (data as { readonly changed?: unknown } | null)?.changed
  if (typeof told === 'boolean') return told
  return !dryRun && kind !== 'unchanged' && kind !== 'changes'
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
