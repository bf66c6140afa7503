import { describe, expect, it } from 'vitest'
import { auditOf } from '../../../src/core/audit/audit.ts'
import { auditMarkdown, historyMarkdown } from '../../../src/core/audit/markdown.ts'
import type { JournalBody, JournalEntry } from '../../../src/core/runs/journal-entry.ts'
import type { Run, RunStep } from '../../../src/core/runs/plan.ts'
import { sealPlan } from '../../../src/core/runs/seal-plan.ts'

const AT = '2026-01-01T12:00:00.000Z'
const TOPOLOGY = { epoch: 3, members: [] }
const MOVE = {
  database: 'orders',
  from: 'aws',
  to: 'gcp',
  topology: TOPOLOGY,
  tables: [],
  forward: { slot: 's' },
}

function step(id: string, second: number, more: Partial<RunStep> = {}): RunStep {
  const startedAt = `2026-01-01T12:00:${String(second).padStart(2, '0')}.000Z`
  const endedAt = startedAt.replace('.000Z', '.500Z')
  return { id, text: `Do ${id}`, state: 'done', startedAt, elapsedMs: 500, endedAt, ...more }
}

function runOf(subject: object, steps: readonly RunStep[], more: Partial<Run> = {}): Run {
  const plan = sealPlan({
    kind: 'promote',
    platform: 'shop',
    createdAt: AT,
    expiresAt: AT,
    subject,
    steps: [],
    warnings: ['lag: a | b'],
  })
  return {
    id: 'r1',
    plan,
    state: 'done',
    startedAt: AT,
    owner: 'op@desk (process 1)',
    owned: false,
    committed: true,
    aborting: false,
    subject: 'orders',
    epoch: 4,
    remarks: [],
    steps,
    debts: [],
    ...more,
  }
}

function entriesOf(...bodies: readonly JournalBody[]): JournalEntry[] {
  return bodies.map((body, index) => ({
    ...body,
    sequence: index + 1,
    at: AT,
    token: 1,
    owner: `op${index}`,
  }))
}

const OBJECTIVES = { rtoMs: 5_000, rpoMs: { database: 1_000 } }
const PLANNED = { ...MOVE, reverse: {} }
const STEPS = [step('fence-source', 10), step('probe-write', 12), step('repoint-traffic', 13)]

describe('audit', () => {
  it('measures a planned run from the fence, and believes the proof of the drain', () => {
    const entries = entriesOf({ kind: 'fact', step: 'drain', key: 'drain', value: { lsn: '0/1' } })
    const audit = auditOf({
      run: runOf(PLANNED, STEPS),
      entries,
      after: undefined,
      loss: undefined,
      objectives: OBJECTIVES,
      openDebts: [],
    })
    expect(audit.measured.rto).toMatchObject({ ms: 3_500, met: true })
    expect(audit.measured.rpo).toMatchObject({ ms: 0, lostRows: 0, met: true })
  })

  it('says of a planned run without a drain that nothing is known', () => {
    const audit = auditOf({
      run: runOf(PLANNED, STEPS),
      entries: [],
      after: undefined,
      loss: undefined,
      objectives: OBJECTIVES,
      openDebts: [],
    })
    expect(audit.measured.rpo.met).toBeUndefined()
    expect(audit.measured.rpo.ms).toBeUndefined()
  })

  it('measures a forced run from its beginning, and bounds the loss by the heartbeat', () => {
    const forced = { ...MOVE, estimate: { heartbeat: { at: AT, ageMs: 2_000 } } }
    const audit = auditOf({
      run: runOf(forced, STEPS),
      entries: [],
      after: TOPOLOGY,
      loss: undefined,
      objectives: OBJECTIVES,
      openDebts: [],
    })
    expect(audit.measured.rto).toMatchObject({ ms: 13_500, met: false })
    expect(audit.measured.rpo).toMatchObject({ ms: 2_000, met: false })
  })

  it('measures nothing of a run that was taken back', () => {
    const steps = [
      step('fence-source', 10, { state: 'undone' }),
      step('probe-write', 12, { state: 'failed' }),
    ]
    const run = runOf(PLANNED, steps, { state: 'aborted', committed: false })
    const audit = auditOf({
      run,
      entries: [],
      after: undefined,
      loss: undefined,
      objectives: OBJECTIVES,
      openDebts: [],
    })
    expect(audit.measured.rto.ms).toBeUndefined()
    expect(audit.measured.rpo.means).toBe('The primary was not moved.')
    expect(historyMarkdown([audit])).toContain('| nothing was moved | nothing was moved |')
  })

  it('tells debts that are to be paid from those that have been', () => {
    const debt = (id: string) => ({
      id,
      kind: 'orphan-slot',
      runId: 'r1',
      since: AT,
      text: `Slot ${id}.`,
      clearWith: 'mcloud failover settle',
    })
    const audit = auditOf({
      run: runOf(PLANNED, STEPS, { debts: [debt('one'), debt('other')] }),
      entries: [],
      after: undefined,
      loss: undefined,
      objectives: OBJECTIVES,
      openDebts: [debt('other')],
    })
    expect(audit.debts.map(({ id, open }) => [id, open])).toEqual([
      ['one', false],
      ['other', true],
    ])
    const text = auditMarkdown(audit)
    expect(text).toContain('- Paid since: Slot one.')
    expect(text).toContain('- Slot other. Clear it with: `mcloud failover settle`')
    expect(historyMarkdown([audit])).toMatch(/\| 1 \|$/)
  })

  it('lists who let it begin, go on and go back, approvals inside the run, and request ids', () => {
    const entries = entriesOf(
      { kind: 'run-started', planHash: 'h', subject: 'orders', epoch: 4, resumeWith: '', abortWith: '' },
      { kind: 'fact', step: '2-approve', key: 'approval-2', value: { text: 'approved "go"' } },
      { kind: 'run-resumed' },
      { kind: 'abort-started' },
      {
        kind: 'fact',
        step: 'repoint-traffic',
        key: 'repointed',
        value: { requests: [{ cloud: 'aws', what: 'db.shop.test', requestId: 'req-1' }] },
      },
    )
    const run = runOf({ promotion: PLANNED }, STEPS)
    const audit = auditOf({
      run,
      entries,
      after: TOPOLOGY,
      loss: undefined,
      objectives: { rpoMs: {} },
      openDebts: [],
    })
    expect(audit.move).toEqual({ from: 'aws', to: 'gcp' })
    expect(audit.approvals.map(({ by, what }) => `${by} ${what}`)).toEqual([
      `op0 began plan ${run.plan.hash.slice(0, 12)}`,
      'op1 approved "go"',
      'op2 took the run up again',
      'op3 went back',
    ])
    const text = auditMarkdown(audit)
    expect(text).toContain('| aws | db.shop.test | `req-1` |')
    expect(text).toContain('- lag: a | b')
    expect(text).toContain('no objective')
  })
})
