import type { RejoinReport } from '../core/failover/rejoin/rejoin.ts'
import type { Rejoined } from '../core/failover/rejoin/rejoin-command.ts'
import type { Cell, Page } from './command.ts'
import { stepTable, topologyTable } from './failover-view.ts'

/** Whatever `failover rejoin` ends with. */
export function rejoinedPage(page: Page, data: Rejoined): void {
  switch (data.kind) {
    case 'rejoined':
      reportPage(page, data.report)
      break
    case 'rejoin-plan': {
      const { subject, steps, warnings, hash } = data.plan
      page.heading(`Plan to rebuild ${subject.instance} as a replica of ${subject.primary}`)
      page.facts([['plan', hash]])
      page.line()
      topologyTable(page, 'Now', subject.topology)
      page.line()
      page.table(
        ['', 'step'],
        steps.map(({ text }, index) => [String(index + 1), text]),
      )
      for (const warning of warnings) page.line(`warning: ${warning}`)
      break
    }
    case 'rejoin-nothing':
      page.line(`${data.cloud} follows the primary of ${data.database} already: there is nothing to do.`)
      break
  }
}

function reportPage(page: Page, report: RejoinReport): void {
  const { before, after, steps, loss, lossOf, debts } = report
  topologyTable(page, 'Before', before)
  page.line()
  stepTable(page, steps)
  page.line()
  topologyTable(page, 'After', after)
  page.line()
  page.facts([
    ['run', `${report.runId}, ${report.state}`],
    ...(loss === undefined
      ? []
      : ([
          [
            'lost',
            {
              text: `${loss.rows} rows: ${loss.method}${lossOf === undefined ? '' : `; noted in the record of run ${lossOf}`}`,
              tone: loss.rows === 0 ? 'good' : 'bad',
            },
          ],
        ] satisfies [string, Cell][])),
    [
      'debts',
      debts.length === 0 ? { text: 'none', tone: 'good' } : { text: String(debts.length), tone: 'warn' },
    ],
  ])
  const found = loss?.tables.filter(({ missing, different }) => missing + different > 0) ?? []
  if (found.length > 0)
    page.table(
      ['table', 'only there', 'different'],
      found.map(({ table, missing, different }) => [table, String(missing), String(different)]),
    )
  for (const file of loss?.files ?? []) page.line(`rows: ${file}`)
  for (const { text, clearWith } of debts) page.line(`debt: ${text} Clear it with: ${clearWith}`)
}
