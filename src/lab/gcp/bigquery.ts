import type { DuckDBConnection } from '@duckdb/node-api'
import { chargesOf, type LabCharge } from '../billing/charges.ts'
import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { DEMO } from '../demo/facts.ts'
import type { GcpState } from './state.ts'
import { GoogleFault, googleAnswer, jsonBody, notModelled } from './wire.ts'

interface QueryRequest {
  readonly query?: string
  readonly useLegacySql?: boolean
  readonly parameterMode?: string
  readonly queryParameters?: readonly { name?: string; parameterValue?: { value?: string } }[]
  readonly maxResults?: number
}

interface Job {
  readonly names: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

const jobs = new Map<string, Job>()
const MOST_JOBS = 20

/**
 * BigQuery: jobs.query and jobs.getQueryResults over the billing export, GoogleSQL run by DuckDB after what differs
 * between the two has been put into its words. @throws GoogleFault
 */
export async function handleBigQuery(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
  query: URLSearchParams,
): Promise<LabResponse> {
  if (path[0] !== 'queries') throw notModelled(request)
  if (request.method === 'GET' && path[1] !== undefined) {
    const job = jobs.get(path[1])
    if (job === undefined) {
      throw new GoogleFault(404, 'notFound', `Not found: Job ${state.project}:US.${path[1]}`, 'NOT_FOUND')
    }
    const token = query.get('pageToken')
    const from = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString())
    return answerOf(state, host, path[1], job, from, Number(query.get('maxResults') ?? 100_000))
  }
  if (request.method !== 'POST' || path.length > 1) throw notModelled(request)
  const body = jsonBody(request) as QueryRequest
  if (body.useLegacySql !== false)
    throw invalidQuery('This lab does not model legacy SQL: set useLegacySql to false.')
  const job = await run(state, host, body)
  const id = `job_${host.randomId(28)}`
  jobs.set(id, job)
  for (const old of [...jobs.keys()].slice(0, -MOST_JOBS)) jobs.delete(old)
  return answerOf(state, host, id, job, 0, body.maxResults ?? 100_000)
}

function answerOf(
  state: GcpState,
  host: LabHost,
  id: string,
  job: Job,
  from: number,
  most: number,
): LabResponse {
  const end = from + most
  return googleAnswer(host, {
    kind: 'bigquery#queryResponse',
    schema: { fields: job.names.map((name) => ({ name, type: 'STRING', mode: 'NULLABLE' })) },
    jobReference: { projectId: state.project, jobId: id, location: 'US' },
    totalRows: String(job.rows.length),
    ...(end < job.rows.length ? { pageToken: Buffer.from(String(end)).toString('base64url') } : {}),
    rows: job.rows.slice(from, end).map((row) => ({ f: row.map((v) => ({ v })) })),
    totalBytesProcessed: '1048576',
    jobComplete: true,
    cacheHit: false,
  })
}

async function run(state: GcpState, host: LabHost, body: QueryRequest): Promise<Job> {
  const written = body.query ?? ''
  for (const [, table] of written.matchAll(/`([^`]+)`/g)) {
    if (table !== DEMO.billingTable) {
      throw new GoogleFault(
        404,
        'notFound',
        `Not found: Table ${table} was not found in location US`,
        'NOT_FOUND',
      )
    }
  }
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
  })
  try {
    const connection = await instance.connect()
    await fill(connection, chargesOf('gcp', state.region, host.now()), state)
    const parameters = Object.fromEntries(
      (body.queryParameters ?? []).map(({ name, parameterValue }) => [
        name ?? '',
        parameterValue?.value ?? null,
      ]),
    )
    const reader = await connection.runAndReadAll(inDuckDbWords(written), parameters)
    const rows = reader.getRowsJson().map((row) => row.map((cell) => (cell === null ? null : String(cell))))
    connection.closeSync()
    return { names: reader.columnNames(), rows }
  } catch (error) {
    if (error instanceof GoogleFault) throw error
    throw invalidQuery(String((error as Error).message).split('\n')[0] ?? '')
  } finally {
    instance.closeSync()
  }
}

/** What the two dialects say differently, of what a question about a bill needs. */
function inDuckDbWords(sql: string): string {
  return sql
    .replace(/`[^`]+`/g, 'export')
    .replace(/\bBIGNUMERIC\b/gi, 'DECIMAL(38, 18)')
    .replace(/\bNUMERIC\b/gi, 'DECIMAL(38, 9)')
    .replace(/@(\w+)/g, '$$$1')
    .replace(/CROSS JOIN UNNEST\((\w+)\) AS (\w+)/gi, 'CROSS JOIN UNNEST($1) AS $2_of($2)')
    .replace(
      /\(SELECT value FROM UNNEST\(labels\) WHERE key = (\S+?)\)/gi,
      '(list_filter(labels, label -> label.key = $1)[1]).value',
    )
}

const ROW = {
  service: { id: 'VARCHAR', description: 'VARCHAR' },
  usage_start_time: 'TIMESTAMP',
  project: { id: 'VARCHAR' },
  labels: [{ key: 'VARCHAR', value: 'VARCHAR' }],
  location: { region: 'VARCHAR' },
  cost: 'DOUBLE',
  currency: 'VARCHAR',
  credits: [{ name: 'VARCHAR', amount: 'DOUBLE', type: 'VARCHAR' }],
  cost_type: 'VARCHAR',
}

/** Rows in the schema of the standard usage export. */
async function fill(
  connection: DuckDBConnection,
  charges: readonly LabCharge[],
  state: GcpState,
): Promise<void> {
  const rows = charges
    // The standard export knows no amortisation, and a commitment is billed by the day.
    .filter(({ amortised }) => amortised !== 0n)
    .map((charge) => {
      const cost = Number(charge.amortised) / 1e10
      const credit = charge.kind === 'credit'
      return {
        service: { id: '0000-0000-0000', description: charge.service },
        usage_start_time: `${charge.day} 00:00:00`,
        project: { id: state.project },
        labels: [
          ...(charge.environment === null ? [] : [{ key: 'environment', value: charge.environment }]),
          ...(charge.unit === null ? [] : [{ key: 'unit', value: charge.unit }]),
        ],
        location: { region: charge.region },
        cost: credit ? 0 : cost,
        currency: 'USD',
        credits: credit ? [{ name: 'Lab credit', amount: cost, type: 'PROMOTION' }] : [],
        cost_type: charge.kind === 'tax' ? 'tax' : charge.kind === 'refund' ? 'adjustment' : 'regular',
      }
    })
  await connection.run(
    'CREATE TABLE export AS SELECT unnest(row) FROM (SELECT unnest(from_json($rows::JSON, $shape)) AS row)',
    { rows: JSON.stringify(rows), shape: JSON.stringify([ROW]) },
  )
}

function invalidQuery(message: string): GoogleFault {
  return new GoogleFault(400, 'invalidQuery', message, 'INVALID_ARGUMENT')
}
