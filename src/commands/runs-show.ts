import type { RunStep } from '../core/runs/plan.ts'
import { type Cell, defineCommand, type Tone } from './command.ts'
import { runStateCell } from './run-state-cell.ts'

/** Shows one run: its plan, what came of each step, its debts, and how to end it. */
export const runsShow = defineCommand({
  description: 'Without RUN: the newest one.',
  arguments: { run: { summary: 'Id of the run, or the beginning of it' } },
  examples: [
    { command: 'mcloud runs show', means: 'The newest run' },
    { command: 'mcloud runs show 20260123t101530123-4f2a9c --json', means: 'That run, for a program' },
  ],
  run: async (input, context) => {
    const [{ findRun }, { deployLane }] = await Promise.all([
      import('../core/runs/list-runs.ts'),
      import('../core/deploy/deploy-lane.ts'),
    ])
    const [platform, store, host] = await Promise.all([
      context.platform(),
      context.store(),
      context.runHost(),
    ])
    const lanes = [platform.name, deployLane(platform.name)]
    const reader = { store, clock: context.clock, host }
    return { kind: 'done', data: await findRun(reader, lanes, input.arguments.run) }
  },
  human: ({ data: run }, page) => {
    page.facts([
      ['run', run.id],
      ['what', `${run.plan.kind} ${run.subject}, epoch ${run.epoch}`],
      ['state', runStateCell(run)],
      ['started', run.startedAt],
      ...(run.endedAt === undefined ? [] : [['ended', run.endedAt] as const]),
      ['by', run.owned ? `${run.owner}, at work` : run.owner],
      ['committed', run.committed ? 'yes' : 'no'],
      ['plan', run.plan.hash],
    ])
    page.line()
    page.table(
      ['step', 'state', 'took', 'message'],
      run.steps.map((step): Cell[] => [
        step.text,
        { text: step.state, tone: TONES[step.state] },
        step.elapsedMs === undefined ? '' : `${step.elapsedMs} ms`,
        step.message ?? '',
      ]),
    )
    for (const remark of [...run.plan.warnings, ...run.remarks]) page.line(remark)
    for (const debt of run.debts) page.line(`Debt: ${debt.text}  Clear it with: ${debt.clearWith}`)
    if (run.resumeWith !== undefined && !run.owned) {
      page.line()
      page.line(`Go on with:   ${run.resumeWith}`)
      if (run.abortWith !== undefined) page.line(`Go back with: ${run.abortWith}`)
    }
  },
})

const TONES: Readonly<Record<RunStep['state'], Tone>> = {
  waiting: 'dim',
  started: 'strong',
  done: 'good',
  unchanged: 'good',
  failed: 'bad',
  unknown: 'warn',
  undone: 'dim',
  skipped: 'dim',
}
