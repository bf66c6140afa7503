import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { StepScope } from '../../runs/step.ts'
import type { KnownLoss } from '../loss-record.ts'
import type { RowFiles } from './rejoining.ts'

export interface DivergentInput {
  readonly returned: PromotableServer
  readonly primary: PromotableServer
  readonly tables: readonly string[]
  readonly files: RowFiles
  readonly folder: string
  readonly scope: Pick<StepScope, 'call' | 'clock' | 'runId'>
}

/**
 * Writes every row that the returned server has and the primary has not, or has otherwise, into one file a table, as
 * JSON lines. A row that differs may have been changed on the primary since, so only missing ones count as lost.
 */
export async function exportDivergent(input: DivergentInput): Promise<KnownLoss> {
  const { returned, primary, tables, scope } = input
  const frozen = await returned.contents.freeze(scope.call)
  const found: (KnownLoss['tables'][number] & { path: string | undefined })[] = []
  try {
    for (const table of tables) found.push(await exportTable(input, table, frozen.rows(table, scope.call)))
  } finally {
    await frozen.release()
  }
  return {
    countedBy: scope.runId,
    countedAt: new Date(scope.clock.now()).toISOString(),
    method: `rows of ${returned.instance} that ${primary.instance} does not have, in ${tables.length} tables`,
    rows: found.reduce((sum, { missing }) => sum + missing, 0),
    tables: found.map(({ path: _, ...counts }) => counts),
    files: found.flatMap(({ path }) => (path === undefined ? [] : [path])),
  }
}

async function exportTable(
  { primary, files, folder, scope }: DivergentInput,
  table: string,
  batches: AsyncIterable<
    readonly { readonly key: string; readonly checksum: string; readonly json: string }[]
  >,
) {
  const counts = { missing: 0, different: 0 }
  let file: Awaited<ReturnType<RowFiles['open']>> | undefined
  try {
    for await (const rows of batches) {
      const verdicts = await primary.contents.judgeRows(table, rows, scope.call)
      for (const [index, row] of rows.entries()) {
        const verdict = verdicts[index]
        if (verdict !== 'missing' && verdict !== 'different') continue
        counts[verdict]++
        file ??= await files.open(folder, `${table}.jsonl`)
        await file.write(`{"table":${JSON.stringify(table)},"found":"${verdict}","row":${row.json}}\n`)
      }
    }
  } finally {
    await file?.close()
  }
  return { table, ...counts, path: file?.path }
}
