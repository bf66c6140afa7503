import type { Client } from 'pg'

export interface Login {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Runs work over one connection and closes it. */
export async function withClient<T>(
  login: Login,
  work: (client: Client) => Promise<T>,
  timeoutMs = 5_000,
): Promise<T> {
  const pg = (await import('pg')).default
  const client = new pg.Client({
    ...login,
    application_name: 'mcloud lab',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  })
  // A server that is killed meanwhile rejects the query; without a listener it would also end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    client.end().catch(() => {})
  }
}
