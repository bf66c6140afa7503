import type { Topology } from '../failover/topology.ts'
import type { Audit } from './audit.ts'
import { lossLines, measuredText, moveText, openDebts, timeText } from './audit-text.ts'

/** The history as a table for a ticket or a page. */
export function historyMarkdown(audits: readonly Audit[]): string {
  return [
    '# Failovers',
    '',
    ...table(
      ['run', 'what', 'state', 'started', 'RTO', 'RPO', 'open debts'],
      audits.map((audit) => [
        audit.runId,
        moveText(audit),
        audit.state,
        audit.startedAt,
        measuredText(audit.measured, 'rto'),
        measuredText(audit.measured, 'rpo'),
        String(openDebts(audit)),
      ]),
    ),
  ].join('\n')
}

/** One failover as a report for a ticket or an auditor. */
export function auditMarkdown(audit: Audit): string {
  const { measured, before, after } = audit
  return [
    `# Failover ${audit.runId}`,
    '',
    ...table(
      ['', ''],
      [
        ['what', moveText(audit)],
        ['state', audit.state],
        ['plan', `\`${audit.planHash}\`, made ${audit.plannedAt}`],
        ['started', audit.startedAt],
        ['ended', audit.endedAt ?? 'not ended'],
        ['epoch', `${audit.epoch}, ${audit.committed ? 'committed' : 'not committed'}`],
        ['RTO', `${measuredText(measured, 'rto')}. ${measured.rto.means}`],
        ['RPO', `${measuredText(measured, 'rpo')}. ${measured.rpo.means}`],
      ],
    ),
    ...section(
      'Approvals',
      table(
        ['at', 'by', 'what'],
        audit.approvals.map(({ at, by, what }) => [at, by, what]),
      ),
    ),
    ...(before === undefined ? [] : topology('Before', before)),
    ...section(
      'Steps',
      table(
        ['started', 'step', 'result', 'elapsed', 'message'],
        audit.steps.map(({ startedAt, text, state, elapsedMs, message }) => [
          startedAt ?? '',
          text,
          state,
          elapsedMs === undefined ? '' : timeText(elapsedMs),
          message ?? '',
        ]),
      ),
    ),
    ...section(
      'API requests',
      audit.requests.length === 0
        ? ['No request id is known.']
        : table(
            ['cloud', 'what', 'request id'],
            audit.requests.map(({ cloud, what, requestId }) => [cloud, what, `\`${requestId}\``]),
          ),
    ),
    ...(after === undefined
      ? section('After', ['Not observed when the run ended.'])
      : topology('After', after)),
    ...list('Proof', measured.rpo.proof),
    ...list('Loss', lossLines(audit)),
    ...list('Warnings', [...audit.warnings, ...audit.remarks]),
    ...list(
      'Debts',
      audit.debts.map((debt) =>
        debt.open ? `${debt.text} Clear it with: \`${debt.clearWith}\`` : `Paid since: ${debt.text}`,
      ),
    ),
  ].join('\n')
}

function topology(title: string, { epoch, members }: Topology): string[] {
  return section(
    `${title} (epoch ${epoch})`,
    table(
      ['cloud', 'instance', 'role', 'follows', 'note'],
      members.map(({ cloud, instance, role, follows, note }) => [cloud, instance, role, follows ?? '', note]),
    ),
  )
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : section(
        title,
        lines.map((line) => `- ${line}`),
      )
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `## ${title}`, '', ...lines]
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
}
