import { stripVTControlCharacters } from 'node:util'
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
  /** What to do before going on. */
  readonly repair?: string
}

/** What known messages mean, the first that fits. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /errored\.tfstate|Failed to (?:save|persist|upload|write) state|Error saving state/i,
    code: 'STATE_AT_RISK',
  },
  {
    pattern: /no space left on device|disk quota exceeded|ENOSPC/i,
    code: 'STORE_FAILED',
    repair: 'Make room on the disk',
  },
  {
    pattern: /Unsupported state file format|does not have the expected content/i,
    code: 'TERRAFORM_FAILED',
    repair: 'Put an earlier version of its state back, which the store of the states keeps',
  },
  // Taking the lock can fail for other reasons, too: then nobody else is at work.
  {
    pattern:
      /Error releasing the state lock|Error acquiring the state lock[\s\S]*(?:Lock Info:|already locked|resource temporarily unavailable|PreconditionFailed|ConditionalCheckFailed)/i,
    code: 'STATE_LOCKED',
    retry: 'safe',
  },
  { pattern: /Saved plan is stale|plan file can no longer be applied/i, code: 'PLAN_STALE' },
  {
    pattern:
      /ExpiredToken|token (?:has |is )?expired|expired credentials|credentials have expired|InvalidClientTokenId|RequestExpired|No valid credential sources|could not find default credentials|invalid_grant|AADSTS\d+|AuthorizationFailed|AccessDenied|UnauthorizedOperation|\b401\b.*(?:Unauthorized|credential)/i,
    code: 'AUTH_DENIED',
    repair: 'Sign in to that cloud again',
  },
]

/** What `init` says besides, after the mistakes themselves. */
const SAYS_NOTHING = /^(?:Terraform|OpenTofu) encountered problems during initiali[sz]ation/

export interface FailureInput {
  readonly unit: string
  readonly doing: 'init' | 'plan' | 'apply' | 'show' | 'output'
  readonly product: string
  readonly lines: readonly StreamLine[]
  readonly interrupted: boolean
  /** The signal that ended the program. */
  readonly killedBy?: string
  /** How an operator runs the program on the same state; what follows is its subcommand. */
  readonly byHand: string
  /** Takes secrets out: what a provider or a provisioner prints is recorded with the run. */
  readonly redact: (text: string) => string
}

/** What a run of the program that failed means. */
export function failureOf(input: FailureInput): McloudError {
  const { unit, doing, product, lines, interrupted, killedBy, redact } = input
  const errors = lines.flatMap(({ diagnostic }) => (diagnostic?.severity === 'error' ? [diagnostic] : []))
  const telling = errors.filter(({ summary }) => !SAYS_NOTHING.test(summary))
  const found = telling.length > 0 ? telling : errors
  const plain = withoutWarnings(
    lines.flatMap((line) => (line.type === 'text' ? [stripVTControlCharacters(line['@message'] ?? '')] : [])),
  )
  const text = [...found.map(({ summary, detail }) => `${summary} ${detail ?? ''}`), ...plain].join('\n')
  const cause = CAUSES.find(({ pattern }) => pattern.test(text))
  if (killedBy !== undefined && !(interrupted && killedBy === 'SIGINT')) return killed(input, killedBy)
  if (interrupted && cause?.code !== 'STATE_AT_RISK')
    return new McloudError({
      code: 'INTERRUPTED',
      message: `${unit}: ${product} ${doing} was interrupted and ended in good order.`,
      hint: nextStep(doing),
    })
  const told = found.length > 0 ? found.map((one) => problemOf(one, unit)) : plainProblems(plain, unit)
  const problems = told.map((problem) => ({ ...problem, message: redact(problem.message) }))
  const first = problems[0]?.message ?? 'no reason was given'
  const hint = hintOf(cause, text, input)
  return new McloudError({
    code: cause?.code ?? 'TERRAFORM_FAILED',
    message: `${unit}: ${product} ${doing} failed: ${firstLine(first)}`,
    ...(hint === undefined ? {} : { hint }),
    ...(cause?.retry === undefined ? {} : { retry: cause.retry }),
    problems,
    details: { unit },
  })
}

/** Nothing was written down at the end, so that what was begun has to be looked for. */
function killed({ unit, doing, product, lines, byHand }: FailureInput, signal: string): McloudError {
  if (doing !== 'apply')
    return new McloudError({
      code: 'TERRAFORM_FAILED',
      message: `${unit}: ${product} ${doing} was ended by ${signal}.`,
      hint: nextStep(doing, 'Find out who ended it (a lack of memory does)'),
      details: { unit },
    })
  const ended = new Set(lines.flatMap((line) => (isEnd(line) ? [line.hook?.resource?.addr] : [])))
  const open = lines.flatMap(({ type, hook }) => {
    const address = hook?.resource?.addr
    return type === 'apply_start' && address !== undefined && !ended.has(address) ? [address] : []
  })
  return new McloudError({
    code: 'STATE_AT_RISK',
    message: `${unit}: ${product} apply was ended by ${signal}: its state may lack what it did last, and may still be locked.`,
    hint: `${
      open.length === 0
        ? 'Nothing is known to be half done.'
        : `Look in the cloud for what is listed, and take what the state does not know into it with \`${byHand} import ADDRESS ID\`.`
    } Release a lock that is left with \`${byHand} force-unlock ID\`, then go on with: mcloud deploy resume.`,
    problems: open.map((address) => ({ at: `${unit} ${address}`, message: 'begun; its end is not known' })),
    details: { unit },
  })
}

function isEnd({ type }: StreamLine): boolean {
  return type === 'apply_complete' || type === 'apply_errored'
}

/** Only an apply has begun something that can be gone on with. */
function nextStep(doing: FailureInput['doing'], repair?: string): string {
  const go =
    doing === 'apply'
      ? 'go on with: mcloud deploy resume. What was applied is in the state.'
      : 'run the same command again: nothing of this unit was begun.'
  return repair === undefined ? `${go.charAt(0).toUpperCase()}${go.slice(1)}` : `${repair}, then ${go}`
}

/** The next step, where it is another than that of the code. */
function hintOf(cause: Cause | undefined, text: string, { doing, byHand }: FailureInput): string | undefined {
  switch (cause?.code) {
    case 'STATE_AT_RISK':
      return `Make room or repair the backend, then run \`${byHand} state push errored.tfstate\`: until then the last changes of the unit are known to that file only.`
    case 'STATE_LOCKED': {
      const id = /\bID:\s+(\S+)/.exec(text)?.[1] ?? 'ID'
      return `Wait for them. Only when they are certainly gone: \`${byHand} force-unlock ${id}\`.`
    }
    case undefined:
      return doing === 'apply' ? undefined : nextStep(doing, 'Repair what each listed line says')
    default:
      return cause?.repair === undefined ? undefined : nextStep(doing, cause.repair)
  }
}

/** Texts for people stand in boxes, and warnings say nothing about why the program failed. */
function withoutWarnings(lines: readonly string[]): string[] {
  let inWarning = false
  return lines.filter((line) => {
    const text = line.replaceAll(/[╷│╵]/g, '').trim()
    if (line.includes('╷')) inWarning = false
    if (text.startsWith('Warning: ') || text === 'There are some problems with the CLI configuration:')
      inWarning = true
    if (!inWarning) return true
    if (line.includes('╵')) inWarning = false
    return false
  })
}

function problemOf({ summary, detail, address, range }: Diagnostic, unit: string): Problem {
  const place = range === undefined ? unit : `${unit}/${range.filename}:${range.start?.line ?? 1}`
  const more = detail === undefined || detail === '' ? '' : `: ${detail.trim().replaceAll(/\s*\n\s*/g, ' ')}`
  const text = `${summary.trim().replaceAll(/\s*\n\s*/g, ' ')}${more}`
  return { at: address === undefined ? place : `${place} ${address}`, message: text }
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
