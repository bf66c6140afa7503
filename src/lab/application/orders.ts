import type { Pool } from 'pg'
import type { WritableDatabase } from './writable-database.ts'

export interface Order {
  readonly client: string
  readonly seq: number
  readonly note: string
}

/** How long one request is held while the database moves; a longer outage is told to the client. */
const BUDGET_MS = 5_000

// One statement, one round trip: the order and its event are committed together before the answer is sent.
const PLACE_ORDER = `
WITH placed AS (
  INSERT INTO orders (client_id, client_seq, note) VALUES ($1, $2, $3)
  ON CONFLICT (client_id, client_seq) DO NOTHING
  RETURNING id
), noted AS (
  INSERT INTO order_events (order_id, kind) SELECT id, 'placed' FROM placed
)
SELECT id FROM placed`

const FIND_ORDER = 'SELECT id FROM orders WHERE client_id = $1 AND client_seq = $2'

/**
 * Writes an order and returns its id once it is committed. The same (client, seq) is written once however often it
 * is tried, so trying again after an unknown outcome is safe.
 * @throws Error when no database has taken it within the budget, or when it can never be taken
 */
export async function placeOrder(database: WritableDatabase, order: Order): Promise<string> {
  return await database.use(Date.now() + BUDGET_MS, (pool) => placeOnce(pool, order))
}

/** Number of orders in the database behind the name. */
export async function countOrders(database: WritableDatabase): Promise<number> {
  return await database.use(Date.now() + BUDGET_MS, async (pool) => {
    const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM orders')
    return Number(rows[0]?.count)
  })
}

async function placeOnce(pool: Pool, { client, seq, note }: Order): Promise<string> {
  const placed = await pool.query<{ id: string }>({
    name: 'place',
    text: PLACE_ORDER,
    values: [client, seq, note],
  })
  const row = placed.rows[0] ?? (await pool.query<{ id: string }>(FIND_ORDER, [client, seq])).rows[0]
  if (!row) throw new Error('the order was neither written nor found')
  return row.id
}
