import { expect, it } from 'vitest'
import { type FailureInput, failureOf, readLine } from '../../src/terraform/diagnostics.ts'

const failed = (lines: readonly unknown[], more: Partial<FailureInput> = {}) =>
  failureOf({
    unit: 'net',
    doing: 'apply',
    product: 'terraform',
    interrupted: false,
    byHand: 'TF_DATA_DIR=/data terraform -chdir=/net',
    redact: (text) => text,
    lines: lines.flatMap((line) => readLine(typeof line === 'string' ? line : JSON.stringify(line)) ?? []),
    ...more,
  })

const error = (summary: string, detail = '') => ({
  type: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail },
})
const hook = (type: string, addr: string) => ({ type, hook: { resource: { addr } } })

it('names resume only where an apply has begun something', () => {
  const full = [error('Failed to write plan', 'write /tmp/x.plan: no space left on device')]
  const expired = [error('operation error STS', 'ExpiredToken: the token has expired')]
  for (const lines of [full, expired, [error('Invalid index')]])
    for (const doing of ['init', 'plan', 'show', 'output'] as const) {
      const { hint } = failed(lines, { doing })
      expect(hint).toMatch(/^[A-Z].*, then run the same command again: nothing of this unit was begun\.$/)
    }
  for (const lines of [full, expired]) expect(failed(lines).hint).toContain('mcloud deploy resume')
  expect(failed([error('Invalid index')]).hint).toContain('mcloud deploy resume')
  expect(failed([], { doing: 'plan', interrupted: true })).toMatchObject({
    code: 'INTERRUPTED',
    hint: 'Run the same command again: nothing of this unit was begun.',
  })
})

it('calls the outcome of an apply that was killed unknown, and of a plan that was killed not', () => {
  const lines = [
    hook('apply_start', 'a.done'),
    hook('apply_complete', 'a.done'),
    hook('apply_start', 'a.broken'),
    hook('apply_errored', 'a.broken'),
    hook('apply_start', 'a.open'),
  ]
  const { code, problems, exitCode } = failed(lines, { killedBy: 'SIGKILL' })
  expect([code, exitCode, problems.map(({ at }) => at)]).toEqual(['STATE_AT_RISK', 7, ['net a.open']])
  expect(failed([], { killedBy: 'SIGKILL' }).hint).toMatch(
    /^Nothing is known to be half done\. Release a lock/,
  )
  expect(failed([], { doing: 'plan', killedBy: 'SIGKILL' }).code).toBe('TERRAFORM_FAILED')
  // Before Terraform listens to it, an interrupt ends it at once: nothing was begun.
  expect(failed([], { doing: 'plan', killedBy: 'SIGINT', interrupted: true }).code).toBe('INTERRUPTED')
})

it('gives the command that frees a lock, with its id', () => {
  const { code, hint } = failed([
    error('Error acquiring the state lock', 'Lock Info:\n  ID:        2f7a-11\n  Path:      s3/net.tfstate'),
  ])
  expect(code).toBe('STATE_LOCKED')
  expect(hint).toContain('`TF_DATA_DIR=/data terraform -chdir=/net force-unlock 2f7a-11`')
})

it('calls a state locked only where somebody has locked it', () => {
  const lock = (detail: string) =>
    failed([error('Error acquiring the state lock', `Error message: ${detail}`)])
  expect(lock('operation error S3: PutObject, StatusCode: 403, AccessDenied').code).toBe('AUTH_DENIED')
  const broken = lock('Unsupported state file format: The state file could not be parsed as JSON')
  expect([broken.code, broken.hint]).toEqual([
    'TERRAFORM_FAILED',
    expect.stringContaining('Put an earlier version of its state back'),
  ])
  expect(lock('resource temporarily unavailable').code).toBe('STATE_LOCKED')
})

it('reads what is said in colours', () => {
  const { code, problems } = failed(
    ['\u001b[31m│\u001b[0m \u001b[1mError: \u001b[0mExpired\u001b[0mToken\u001b[0m'],
    {
      doing: 'output',
    },
  )
  expect([code, problems]).toEqual(['AUTH_DENIED', [{ at: 'net', message: 'Error: ExpiredToken' }]])
})

it('takes no warning for the reason', () => {
  const { problems } = failed([
    'There are some problems with the CLI configuration:',
    '╷',
    '│ Warning: Unable to open CLI configuration file',
    '│ ',
    '│ The file "/root/.terraformrc" does not exist.',
    '╵',
    '╷',
    '│ Error: Unsupported Terraform Core version',
    '╵',
  ])
  expect(problems).toEqual([{ at: 'net', message: 'Error: Unsupported Terraform Core version' }])
})
