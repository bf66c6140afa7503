import type { ErrorCode } from '../errors/codes.ts'
import { McloudError, type Problem } from '../errors/mcloud-error.ts'

/**
 * A line of the `-json` streams, as far as it is read here.
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export interface StreamLine {
  readonly type?: string
  readonly '@message'?: string
  readonly diagnostic?: Diagnostic
  readonly hook?: { readonly resource?: { readonly addr?: string }; readonly action?: string }
  readonly outputs?: Readonly<Record<string, { readonly sensitive: boolean; readonly value?: unknown }>>
}

interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly summary: string
  readonly detail?: string
  readonly address?: string
  readonly range?: { readonly filename: string; readonly start?: { readonly line: number } }
}

/** One line of a stream; what is not JSON is the text of a message. */
export function readLine(line: string): StreamLine | undefined {
  if (line.trim() === '') return undefined
  try {
    return JSON.parse(line) as StreamLine
  } catch {
    return { type: 'text', '@message': line }
  }
}

interface Cause {
  readonly pattern: RegExp
  readonly code: ErrorCode
  readonly retry?: 'safe'
  readonly hint?: string
}

/** What known messages mean, the first that fits. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /errored\.tfstate|Failed to (?:save|persist|upload|write) state|Error saving state/i,
    code: 'STATE_AT_RISK',
    hint: 'Make room or repair the backend, then run `terraform state push errored.tfstate` in the folder of the unit: until then its last changes are known to that file only.',
  },
  {
    pattern: /no space left on device|disk quota exceeded|ENOSPC/i,
    code: 'STORE_FAILED',
    hint: 'Make room on the disk, then run `mcloud deploy resume`.',
  },
  { pattern: /Error acquiring the state lock|state lock/i, code: 'STATE_LOCKED', retry: 'safe' },
  { pattern: /Saved plan is stale|plan file can no longer be applied/i, code: 'PLAN_STALE' },
  {
    pattern:
      /ExpiredToken|token (?:has |is )?expired|expired credentials|credentials have expired|InvalidClientTokenId|RequestExpired|No valid credential sources|could not find default credentials|invalid_grant|AADSTS\d+|AuthorizationFailed|AccessDenied|UnauthorizedOperation|\b401\b.*(?:Unauthorized|credential)/i,
    code: 'AUTH_DENIED',
    hint: 'Sign in to that cloud again, then run `mcloud deploy resume`: what was applied is in the state.',
  },
]

export interface FailureInput {
  readonly unit: string
  readonly doing: 'init' | 'plan' | 'apply' | 'show' | 'output'
  readonly product: string
  readonly lines: readonly StreamLine[]
  readonly interrupted: boolean
  readonly folder: string
  /** Takes secrets out: what a provider or a provisioner prints is recorded with the run. */
  readonly redact: (text: string) => string
}

/** What a run of the program that failed means. */
export function failureOf(input: FailureInput): McloudError {
  const { unit, doing, product, lines, interrupted, redact } = input
  const found = lines.flatMap(({ diagnostic }) => (diagnostic?.severity === 'error' ? [diagnostic] : []))
  const plain = lines.flatMap((line) => (line.type === 'text' ? [line['@message'] ?? ''] : []))
  const text = [...found.map(({ summary, detail }) => `${summary} ${detail ?? ''}`), ...plain].join('\n')
  const cause = CAUSES.find(({ pattern }) => pattern.test(text))
  if (interrupted && cause?.code !== 'STATE_AT_RISK')
    return new McloudError({
      code: 'INTERRUPTED',
      message: `${unit}: ${product} ${doing} was interrupted and ended in good order.`,
      hint: 'Go on with `mcloud deploy resume`.',
    })
  const told = found.length > 0 ? found.map((one) => problemOf(one, unit)) : plainProblems(plain, unit)
  const problems = told.map((problem) => ({ ...problem, message: redact(problem.message) }))
  const first = problems[0]?.message ?? 'no reason was given'
  return new McloudError({
    code: cause?.code ?? 'TERRAFORM_FAILED',
    message: `${unit}: ${product} ${doing} failed: ${firstLine(first)}`,
    ...(cause?.hint === undefined ? {} : { hint: cause.hint }),
    ...(cause?.retry === undefined ? {} : { retry: cause.retry }),
    problems,
    details: { unit },
  })
}

function problemOf({ summary, detail, address, range }: Diagnostic, unit: string): Problem {
  const place = range === undefined ? unit : `${unit}/${range.filename}:${range.start?.line ?? 1}`
  const more = detail === undefined || detail === '' ? '' : `: ${detail.trim().replaceAll(/\s*\n\s*/g, ' ')}`
  return { at: address === undefined ? place : `${place} ${address}`, message: `${summary}${more}` }
}

function plainProblems(lines: readonly string[], unit: string): Problem[] {
  const text = lines
    .map((line) => line.replaceAll(/[╷│╵]/g, '').trim())
    .filter((line) => line !== '')
    .slice(0, 12)
    .join(' ')
  return text === '' ? [] : [{ at: unit, message: text }]
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? ''
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
