import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'

/** A query engine in memory that is ended with `close`. */
export interface QueryEngine {
  /** Rows as objects; decimals and dates must be cast to text by the query. @throws Error of the engine */
  rows(sql: string, call: Call): Promise<readonly Readonly<Record<string, DuckDBValue>>[]>
  close(): void
}

/** What the engine may hold; sizes as DuckDB writes them. */
export interface MemoryLimits {
  /** For every query: a bill of any size in CSV fits beside the runtime in 300 MB. */
  readonly usual: string
  /** For a query that does not fit into that: lines of JSON or groups of Parquet that are large. */
  readonly most: string
}

const MEMORY: MemoryLimits = { usual: '120MB', most: '500MB' }
const THREADS = '2'

/**
 * Opens DuckDB, which is loaded here and nowhere else: it is native code that lies beside the bundle.
 * @throws McloudError TOOL_MISSING
 */
export async function openQueryEngine(memory: MemoryLimits = MEMORY): Promise<QueryEngine> {
  const { DuckDBInstance } = await load()
  const instance = await DuckDBInstance.create(':memory:', {
    threads: THREADS,
    memory_limit: memory.usual,
    preserve_insertion_order: 'false',
    // What does not fit is put where temporary files belong, not into the working folder.
    temp_directory: join(tmpdir(), `mcloud-${randomUUID()}`),
    // Nothing is fetched at run time: what reads CSV, JSON and Parquet is built in.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET timezone = 'UTC'")
  return {
    rows: async (sql, call) => {
      try {
        return await interruptible(connection, sql, call)
      } catch (error) {
        if (!isOutOfMemory(error)) throw error
        // Each thread has buffers of its own: one of them, with more room, reads what two could not.
        await connection.run(`SET threads = 1; SET memory_limit = '${memory.most}'`)
        return interruptible(connection, sql, call)
      }
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Whether the engine had too little memory, which says nothing of what it read. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error')
}

async function interruptible(connection: DuckDBConnection, sql: string, call: Call) {
  call.signal.throwIfAborted()
  const stop = () => connection.interrupt()
  call.signal.addEventListener('abort', stop, { once: true })
  try {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowObjects()
  } catch (error) {
    call.signal.throwIfAborted()
    throw error
  } finally {
    call.signal.removeEventListener('abort', stop)
  }
}

async function load() {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    throw new McloudError({
      code: 'TOOL_MISSING',
      message: 'Billing files are read by DuckDB, and its package for this machine is not installed.',
      hint: 'Install it beside mcloud: npm install @duckdb/node-api',
      cause,
    })
  }
}
