import type { Run } from '../core/runs/plan.ts'
import { type Cell, defineCommand } from './command.ts'
import { runStateCell } from './run-state-cell.ts'

/** Lists what was executed on the platform, the newest first. */
export const runsList = defineCommand({
  options: {
    limit: { type: 'integer', default: 20, min: 1, max: 1000, summary: 'At most so many, the newest first' },
    unfinished: { type: 'flag', summary: 'Only the run that is not over' },
  },
  examples: [
    { command: 'mcloud runs list', means: 'The last 20 runs' },
    {
      command: 'mcloud runs list --unfinished --json',
      means: 'The run that waits for resume or abort, if any',
    },
  ],
  run: async ({ options }, context) => {
    const [{ listRuns }, { deployLane }] = await Promise.all([
      import('../core/runs/list-runs.ts'),
      import('../core/deploy/deploy-lane.ts'),
    ])
    const [platform, store, host] = await Promise.all([
      context.platform(),
      context.store(),
      context.runHost(),
    ])
    const reader = { store, clock: context.clock, host }
    const lanes = await Promise.all(
      [platform.name, deployLane(platform.name)].map((lane) =>
        listRuns({ ...reader, platform: lane }, options.limit),
      ),
    )
    const runs = lanes
      .flatMap((lane) => lane.runs)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, options.limit)
    const unreadable = lanes.flatMap((lane) => lane.unreadable)
    const total = lanes.reduce((sum, lane) => sum + lane.total, 0)
    const shown = options.unfinished ? runs.filter(isUnfinished) : runs
    return {
      kind: unreadable.length > 0 ? 'partial' : 'done',
      data: { store: store.describe, total, runs: shown, unreadable },
    }
  },
  human: ({ data }, page) => {
    if (data.runs.length === 0) page.line(`No runs in ${data.store}.`)
    else
      page.table(
        ['run', 'what', 'state', 'started', 'by', 'end it with'],
        data.runs.map((run): Cell[] => [
          run.id,
          `${run.plan.kind} ${run.subject}`,
          runStateCell(run),
          run.startedAt,
          { text: run.owner, tone: 'dim' },
          isUnfinished(run) && !run.owned ? (run.resumeWith ?? '') : '',
        ]),
      )
    for (const { id, reason } of data.unreadable) page.line(`${id}: cannot be read: ${reason}`)
    if (data.total > data.runs.length && data.runs.length > 0)
      page.line(`${data.runs.length} of ${data.total} shown.`)
  },
})

function isUnfinished(run: Run): boolean {
  return run.state !== 'done' && run.state !== 'aborted'
}
