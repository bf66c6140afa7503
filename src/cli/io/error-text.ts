import type { McloudError, Problem } from '../../errors/mcloud-error.ts'
import type { Paint } from './colour.ts'

/** An error for people: what happened, where, and what to do next. */
export function errorText(error: McloudError, paint: Paint): string {
  if (error.code === 'DECLINED') return `${error.message}\n`
  const lines = [`${paint('error', 'bad')} ${error.message} ${paint(`[${error.code}]`, 'dim')}`]
  for (const problem of error.problems) lines.push(`  ${problemText(problem, paint)}`)
  const origin = [
    error.provider && `cloud ${error.provider}`,
    error.call && `call ${error.call}`,
    error.requestId && `request ${error.requestId}`,
  ].filter(Boolean)
  if (origin.length > 0) lines.push(paint(`  ${origin.join(', ')}`, 'dim'))
  lines.push(`${paint('next', 'strong')}  ${error.hint}`)
  return `${lines.join('\n')}\n`
}

/** The stack of an error and of what caused it, for --verbose. */
export function stackText(error: unknown): string {
  const stacks: string[] = []
  let current = error
  while (current !== undefined && stacks.length < 8) {
    stacks.push(current instanceof Error ? (current.stack ?? current.message) : String(current))
    current = current instanceof Error ? current.cause : undefined
  }
  return `${stacks.join('\ncaused by: ')}\n`
}

function problemText({ at, message, expected }: Problem, paint: Paint): string {
  return [`${paint(at, 'strong')}: ${message}`, expected].filter(Boolean).join('; ')
}
