import { defineCommand } from './command.ts'
import { objectiveCell } from './objective-cell.ts'

/** Shows all that is known of one failover. */
export const failoverShow = defineCommand({
  description:
    'Without RUN: the newest failover. What the journal does not tell is called unknown. RTO and RPO are compared with `objectives.rto` and `objectives.rpo.database` of the platform file.',
  arguments: { run: { summary: 'Id of the run, or the beginning of it' } },
  options: { markdown: { type: 'flag', summary: 'Print Markdown, for a ticket or a report' } },
  examples: [
    { command: 'mcloud failover show', means: 'the newest failover' },
    {
      command: 'mcloud failover show 20260101t120000000-a1b2c3 --markdown',
      means: 'that one, as a report',
    },
  ],
  run: async (input, context) =>
    (await import('../core/audit/read-audits.ts')).showFailover(
      { run: input.arguments.run, markdown: input.options.markdown },
      context,
    ),
  human: async ({ data: { audit, markdown } }, page) => {
    if (markdown !== undefined) return page.line(markdown)
    const [{ lossLines, moveText }, { stepTable, topologyTable }] = await Promise.all([
      import('../core/audit/audit-text.ts'),
      import('./failover-view.ts'),
    ])
    const { measured, before, after } = audit
    page.facts([
      ['run', audit.runId],
      ['what', moveText(audit)],
      ['state', audit.state],
      ['plan', `${audit.planHash}, made ${audit.plannedAt}`],
      ['started', audit.startedAt],
      ['ended', audit.endedAt ?? 'not ended'],
      ['epoch', `${audit.epoch}, ${audit.committed ? 'committed' : 'not committed'}`],
      ['RTO', await objectiveCell(measured, 'rto')],
      ['RPO', await objectiveCell(measured, 'rpo')],
    ])
    page.line(`RTO: ${measured.rto.means}`)
    page.line(`RPO: ${measured.rpo.means}`)
    page.line()
    page.heading('Approvals')
    page.table(
      ['at', 'by', 'what'],
      audit.approvals.map(({ at, by, what }) => [at, by, what]),
    )
    page.line()
    if (before !== undefined) {
      topologyTable(page, 'Before', before)
      page.line()
    }
    stepTable(page, audit.steps)
    page.line()
    if (after === undefined) page.line('After: not observed when the run ended.')
    else topologyTable(page, 'After', after)
    for (const { cloud, what, requestId } of audit.requests)
      page.line(`request: ${what} at ${cloud}: ${requestId}`)
    for (const line of lossLines(audit)) page.line(`loss: ${line}`)
    for (const proof of measured.rpo.proof) page.line(`proof: ${proof}`)
    for (const warning of [...audit.warnings, ...audit.remarks]) page.line(`warning: ${warning}`)
    for (const { text, clearWith, open } of audit.debts)
      page.line(open ? `debt: ${text} Clear it with: ${clearWith}` : `debt, paid since: ${text}`)
  },
})
