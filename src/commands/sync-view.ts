import type { EngineAdvice } from '../core/sync/engines/recommend-engine.ts'
import type { TransferEstimate } from '../core/sync/estimate-transfer.ts'
import type { SyncResult } from '../core/sync/pair-result.ts'
import type { KeyFinding, SyncReport } from '../core/sync/sync-report.ts'
import { bytesText, countsText, keyText, spanText } from '../core/sync/sync-text.ts'
import type { Cell, Page } from './command.ts'

/** What each pair came to, in words. */
export async function syncPage(page: Page, { pairs }: SyncResult): Promise<void> {
  if (pairs.length === 0) page.line('Nothing to do.')
  for (const { name, from, to, report, transfer, advice, error } of pairs) {
    page.heading(name)
    if (report === undefined) {
      page.facts([['failed', { text: error?.message ?? '', tone: 'bad' }]])
      if (error !== undefined) page.line(error.hint)
      continue
    }
    const priced =
      transfer === undefined
        ? []
        : (await import('../core/sync/transfer-text.ts')).transferFacts(transfer, report.dryRun)
    page.facts([
      ['from', from],
      [report.direction === 'two-way' ? 'and' : 'to', to],
      ...factsOf(report),
      ...priced,
    ])
    if (advice !== undefined) await adviceOf(page, advice, transfer)
    unsettled(page, report)
    findings(page, report.failed, report.failures, 'failed')
    findings(page, report.refused, report.refusals, 'refused')
  }
}

/** What each engine would take, in time and in money, and which one is recommended. */
async function adviceOf(
  page: Page,
  advice: EngineAdvice,
  transfer: TransferEstimate | undefined,
): Promise<void> {
  const [{ adviceRows, recommendationText }, { engineCostText }] = await Promise.all([
    import('../core/sync/engines/advice-text.ts'),
    import('../core/sync/transfer-text.ts'),
  ])
  page.facts([['recommended engine', recommendationText(advice)]])
  page.table(
    ['engine', 'time', 'cost', 'by'],
    adviceRows(advice).map(([engine, time, basis], index) => {
      const choice = advice.choices[index]
      const cost = choice?.possible && transfer !== undefined ? engineCostText(transfer, choice) : '-'
      return [engine, time, cost, basis]
    }),
  )
}

function factsOf(report: SyncReport): (readonly [string, Cell])[] {
  const { counts, dryRun, elapsedMs } = report
  const facts: (readonly [string, Cell])[] = [
    ...(report.engine === undefined ? [] : [['engine', report.engine] as const]),
    ['objects', `${counts.a} and ${counts.b}`],
    [
      dryRun ? 'to copy' : 'copied',
      `${report.copied}, ${bytesText(report.copiedBytes)}${why(report.copiedBecause)}`,
    ],
    ['alike', `${total(counts.same)}${why(counts.same)}`],
  ]
  const more = (label: string, value: number, text = String(value), tone?: 'warn' | 'bad') => {
    if (value > 0) facts.push([label, tone === undefined ? text : { text, tone }])
  }
  more(dryRun ? 'to delete' : 'deleted', dryRun ? report.deletesPlanned : report.deleted)
  if (report.deletesBlocked !== undefined)
    facts.push(['blocked', { text: report.deletesBlocked, tone: 'bad' }])
  more('only at the destination', counts.extra)
  more('left out', counts.skipped)
  more(
    'conflicts',
    report.conflicts,
    `${report.conflicts}, losers kept ${report.kept.length}`,
    report.conflicts > report.kept.length ? 'bad' : 'warn',
  )
  for (const key of report.kept.slice(0, 10)) facts.push(['kept', keyText(key)])
  more(
    'moved on',
    report.movedOn,
    `${report.movedOn} changed during the run; the next one sees to them`,
    'warn',
  )
  more(
    'neither file nor folder',
    report.skippedEntries.length,
    report.skippedEntries.slice(0, 5).map(keyText).join(', '),
    'warn',
  )
  more('parts taken up', report.resumedParts)
  more(
    'retries',
    report.retries,
    countsText({ retries: report.retries, throttled: report.throttles, 'begun anew': report.resent }),
  )
  facts.push(['time', timeText(report, elapsedMs)])
  return facts
}

function timeText(report: SyncReport, elapsedMs: number): string {
  const rate = elapsedMs > 0 && report.copiedBytes > 0 && !report.dryRun
  return rate
    ? `${spanText(elapsedMs)}, ${bytesText((report.copiedBytes / elapsedMs) * 1_000)}/s`
    : spanText(elapsedMs)
}

function why(counts: Readonly<Partial<Record<string, number>>>): string {
  const text = countsText(counts)
  return text === '' ? '' : ` (${text})`
}

function total(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function unsettled(page: Page, { unsettled: count, unsettledKeys, dryRun }: SyncReport): void {
  if (count === 0) return
  const named = unsettledKeys.slice(0, 10).map(keyText).join(', ')
  page.line(
    `${count} changed on both sides and ${dryRun ? 'would be ' : ''}left alone: ${named}${count > 10 ? ', ...' : ''}`,
  )
  page.line('--conflicts newer, older, larger, smaller, first or second settles them, and keeps both.')
}

function findings(page: Page, named: readonly KeyFinding[], count: number, word: string): void {
  if (count === 0) return
  page.line(`${count} ${word}:`)
  page.table(
    ['key', 'reason'],
    named.slice(0, 20).map(({ key, reason }) => [keyText(key), { text: reason, tone: 'bad' as const }]),
  )
  if (count > 20) page.line(`and ${count - 20} more (--json names up to 100)`)
}
