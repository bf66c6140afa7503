import type { DuckDBValue } from '@duckdb/node-api'
import type { BillingFiles, FocusDimension, FocusFile, FocusSpend } from '../core/cost/billing-files.ts'
import { countedTwice } from '../core/cost/counted-twice.ts'
import { isDay } from '../core/cost/period.ts'
import { cloudOfProvider } from '../core/cost/provider-names.ts'
import { localBills } from '../core/cost/remote-bills.ts'
import type { ChargeKind, Spend, View } from '../core/cost/spend.ts'
import type { SyncStores } from '../core/sync/sync-ports.ts'
import type { Problem } from '../errors/mcloud-error.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { type Dialect, dialectOf } from './bill-dialects.ts'
import type { FileFormat } from './file-format.ts'
import { firstLineNotUtf8, readFileFormat } from './file-format.ts'
import type { Column } from './focus-columns.ts'
import { AMOUNT_COLUMN, missingColumns, versionOf } from './focus-columns.ts'
import { columnsQuery, PLACES, sumsQuery, table } from './focus-query.ts'
import type { QueryEngine } from './query-engine.ts'
import { isOutOfMemory, openQueryEngine } from './query-engine.ts'
import { withoutCopies } from './same-content.ts'
import { makeScratchFolder } from './scratch-folder.ts'

type Row = Readonly<Record<string, DuckDBValue>>

/** Reads bills through DuckDB, one after the other, so that memory does not grow with their number. */
export function makeBillingFiles(stores: () => Promise<Pick<SyncStores, 'open'>>): BillingFiles {
  return {
    async readFocus(request, call) {
      const scratch = makeScratchFolder()
      let engine: QueryEngine | undefined
      try {
        const local = await localBills(request.files, stores, scratch, call)
        const formats = await withoutCopies(
          await Promise.all(local.bills.map(({ path, name }) => readFileFormat(path, name))),
        )
        engine = await openQueryEngine()
        const { rows: run } = engine
        const query = (sql: string, file: FileFormat) => run(sql, call).catch(damaged(file, call.signal))
        const described: Described[] = []
        for (const format of formats.files) {
          const columns = readColumns(await query(columnsQuery(format), format))
          described.push({ format, columns, dialect: dialectOf(columns) })
        }
        const problems = described.flatMap(({ format, columns, dialect }) =>
          dialect === undefined
            ? missingColumns(format.name, columns, request.view)
            : untoldView(format.name, dialect, request.view),
        )
        if (problems.length > 0) throw invalid('A billing file does not tell what is asked.', problems)
        const read: FocusSpend[] = []
        for (const one of described) {
          const { format, columns, dialect } = one
          const sql =
            dialect === undefined
              ? sumsQuery(format, columns, request)
              : sumsQuery(format, dialect.columns, request, `(${dialect.select(table(format, columns))})`)
          read.push(readSums(one, await query(sql, format), request))
        }
        return {
          spend: read.flatMap(({ spend }) => spend),
          files: read.flatMap(({ files }) => files),
          warnings: [
            ...local.warnings,
            ...formats.warnings,
            ...read.flatMap(({ warnings }) => warnings),
            ...countedTwice(read.map(({ spend, files: [file] }) => ({ name: file?.path ?? '', spend }))),
          ],
        }
      } finally {
        if (engine !== undefined) closeQuietly(engine)
        await scratch.remove()
      }
    },
  }
}

interface Described {
  readonly format: FileFormat
  readonly columns: readonly Column[]
  /** Absent: FOCUS. */
  readonly dialect: Dialect | undefined
}

/** Only FOCUS tells costs before discounts. */
function untoldView(path: string, { name, columns }: Dialect, view: View): Problem[] {
  if (columns.some((column) => column.name === AMOUNT_COLUMN[view])) return []
  const message = `a bill of the kind ${name} does not tell ${view} costs`
  return [{ at: path, message, expected: '--view amortised or invoiced' }]
}

function readColumns(rows: readonly Row[]): Column[] {
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))
}

function readSums(
  { format: { name: path, format, openEnded }, columns, dialect }: Described,
  rows: readonly Row[],
  request: Parameters<BillingFiles['readFocus']>[0],
): FocusSpend {
  const amount = AMOUNT_COLUMN[request.view]
  const problems: Problem[] = []
  const unread = rows.filter((row) => row.unread !== 0n)
  if (unread.length > 0) {
    const count = unread.reduce((total, row) => total + Number(row.unread), 0)
    const example = unread.map((row) => row.unread_example).find((text) => text !== null && text !== '')
    const shown = example === undefined ? 'nothing' : JSON.stringify(example)
    problems.push({
      at: path,
      message: `${count} rows have ${shown} as ${amount}`,
      expected: `a decimal number with at most ${38 - PLACES} digits before its point`,
    })
  }
  const undated = rows.find((row) => !isDay(String(row.day)))
  if (undated !== undefined) {
    const expected = 'a date and time such as 2026-10-01T00:00:00Z'
    problems.push({ at: path, message: `ChargePeriodStart is ${JSON.stringify(undated.day)}`, expected })
  }
  const unnamed = rows.find((row) => row.currency === null || row.category_of_charge === null)
  if (unnamed !== undefined) {
    problems.push({ at: path, message: 'rows have no BillingCurrency or no ChargeCategory' })
  }
  const odd = rows.find((row) => row.currency !== null && !/^[A-Z]{3}$/.test(String(row.currency)))
  if (odd !== undefined) {
    const message = `BillingCurrency is ${JSON.stringify(odd.currency)}`
    problems.push({ at: path, message, expected: 'a currency code such as EUR' })
  }
  if (problems.length > 0) throw invalid('A billing file has values that are not those of FOCUS.', problems)
  const shortened = rows.reduce((total, row) => total + Number(row.shortened), 0)
  const lines = rows.reduce((total, row) => total + Number(row.lines), 0)
  const unknown = rows.flatMap(({ category_of_charge: name }) =>
    isCharge(String(name)) ? [] : [String(name)],
  )
  const file: FocusFile = { path, format, rows: lines, version: dialect?.name ?? versionOf(columns) }
  return {
    spend: rows.flatMap((row) => spendOf(row, request.by)),
    files: [file],
    warnings: [
      ...(dialect?.warning === undefined ? [] : [`${path}: ${dialect.warning}`]),
      ...(openEnded ? [`${path}: the last line has no end; the file may have been cut off there`] : []),
      ...[...new Set(unknown)].map(
        (name) => `${path}: ChargeCategory ${JSON.stringify(name)} is none of FOCUS, and is counted as usage`,
      ),
      ...(lines === 0 ? [`${path}: has no rows${request.period === undefined ? '' : ' of these days'}`] : []),
      ...(shortened > 0
        ? [`${path}: ${shortened} amounts have more than ${PLACES} places and were rounded`]
        : []),
    ],
  }
}

/** What a group of rows was, with what it took back apart from what it charged. */
function spendOf(row: Row, by: readonly FocusDimension[]): Spend[] {
  const values = by.map(
    (dimension, index) => [dimension, (row[`by${index}`] as string | null) ?? null] as const,
  )
  const common = {
    cloud: cloudOfProvider(row.provider === null ? '' : String(row.provider)),
    day: String(row.day),
    currency: String(row.currency),
    ...Object.fromEntries(values.filter(([dimension]) => !dimension.startsWith('tag:'))),
    tags: Object.fromEntries(
      values.flatMap(([dimension, value]) =>
        dimension.startsWith('tag:') ? [[dimension.slice(4), value]] : [],
      ),
    ),
  }
  const kind = (negative: boolean): ChargeKind => {
    if (negative && row.correction === true) return 'refund'
    const category = String(row.category_of_charge)
    return isCharge(category) ? category : 'usage'
  }
  const { negative, positive } = row as { negative: string; positive: string }
  const taken = { ...common, amount: negative, charge: kind(true) }
  const charged = { ...common, amount: positive, charge: kind(false) }
  return Number(negative) === 0 ? [charged] : Number(positive) === 0 ? [taken] : [charged, taken]
}

function isCharge(category: string): category is ChargeKind {
  return ['usage', 'purchase', 'tax', 'credit', 'adjustment'].includes(category)
}

function damaged(file: FileFormat, signal: AbortSignal) {
  const { name: path } = file
  return async (error: unknown): Promise<never> => {
    if (signal.aborted) throw error
    if (isOutOfMemory(error))
      throw new McloudError({
        code: 'UNSUPPORTED',
        message: `${path} needs more memory than mcloud gives to one file.`,
        hint: 'Export it in smaller pieces, such as a file a day, or as CSV.',
        cause: error,
      })
    const line = await firstLineNotUtf8(file)
    if (line !== undefined) {
      const expected = 'UTF-8, e.g. by: iconv -f WINDOWS-1252 -t UTF-8'
      throw invalid(
        `${path} is not UTF-8.`,
        [{ at: path, message: `line ${line} is not UTF-8`, expected }],
        error,
      )
    }
    // The engine goes on with advice about its own options; its first lines say what and where.
    const lines = String((error as Error).message).split('\n')
    const end = lines.findIndex((line) => line.trim() === '' || line.startsWith('Possible'))
    const said = lines.slice(0, end < 0 ? 3 : Math.min(end, 3)).map((line) => line.trim().slice(0, 200))
    const message = said.join(' ').replace(/^(Invalid Input Error|IO Error|Conversion Error): /, '')
    throw invalid(`${path} is damaged or is not what its first bytes say.`, [{ at: path, message }], error)
  }
}

function invalid(message: string, problems: readonly Problem[], cause?: unknown): McloudError {
  return new McloudError({
    code: 'BILLING_FILE_INVALID',
    message,
    problems,
    ...(cause === undefined ? {} : { cause }),
  })
}

function closeQuietly(engine: QueryEngine): void {
  try {
    engine.close()
  } catch {
    // What the engine held ends with the process.
  }
}
