import { type Cell, defineCommand } from './command.ts'
import { objectiveCell } from './objective-cell.ts'

/** Lists the failovers with what they took and lost. */
export const failoverHistory = defineCommand({
  description:
    'Reads plans and journals in the coordination store and measures each failover by them, against the objectives of the platform file. Changes nothing and asks no cloud but the store.',
  options: {
    limit: {
      type: 'integer',
      default: 100,
      min: 1,
      max: 1000,
      summary: 'Look at so many of the newest runs',
    },
    markdown: { type: 'flag', summary: 'Print Markdown, for a ticket or a report' },
  },
  examples: [
    { command: 'mcloud failover history', means: 'the failovers among the newest 100 runs' },
    { command: 'mcloud failover history --limit 1000 --json', means: 'the same of 1000 runs, for programs' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/audit/read-audits.ts')).failoverHistory(options, context),
  human: async ({ data }, page) => {
    const { moveText, openDebts } = await import('../core/audit/audit-text.ts')
    if (data.markdown !== undefined) page.line(data.markdown)
    else if (data.audits.length === 0) page.line(`No failovers in ${data.store}.`)
    else
      page.table(
        ['run', 'what', 'state', 'started', 'RTO', 'RPO', 'open debts'],
        await Promise.all(
          data.audits.map(
            async (audit): Promise<Cell[]> => [
              audit.runId,
              moveText(audit),
              audit.state,
              audit.startedAt,
              await objectiveCell(audit.measured, 'rto'),
              await objectiveCell(audit.measured, 'rpo'),
              String(openDebts(audit)),
            ],
          ),
        ),
      )
    for (const { id, reason } of data.unreadable) page.line(`${id}: cannot be read: ${reason}`)
  },
})
