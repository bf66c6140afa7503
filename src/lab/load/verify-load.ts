import type { LabCloudName } from '../cloud.ts'
import { DEMO, LAB_CLOUDS } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import type { Login } from '../postgres/connect.ts'
import { withClient } from '../postgres/connect.ts'
import { acceptsApplicationWrites } from '../postgres/write-acceptance.ts'
import type { LoadEntry } from './load-log.ts'

export interface LoadVerification {
  /** The cloud whose database takes the application's writes now. */
  readonly primary: LabCloudName
  readonly acknowledged: number
  readonly found: number
  /** Acknowledged orders that the primary does not have, `client/seq`. */
  readonly lost: readonly string[]
  /** Acknowledged orders that stand there under another id than the one acknowledged. */
  readonly changed: readonly string[]
  /** Ids that were given to more than one order, and (client, seq) pairs that stand there more than once. */
  readonly duplicateKeys: readonly string[]
}

type Acknowledged = Extract<LoadEntry, { kind: 'acknowledged' }>

interface StoredOrder {
  readonly client_id: string
  readonly client_seq: string
  readonly id: string
}

const READ_TIMEOUT_MS = 60_000

/**
 * Compares a load log with the database that is primary now: every acknowledged order must be there, once, under
 * the id that was acknowledged.
 * @throws LabError when no server, or more than one, takes the application's writes
 */
export async function verifyLoad(
  entries: readonly LoadEntry[],
  login: (cloud: LabCloudName) => Login,
): Promise<LoadVerification> {
  const acknowledged = entries.filter((entry) => entry.kind === 'acknowledged')
  const primary = await findPrimary(login)
  const clients = [...new Set(acknowledged.map(({ client }) => client))]
  const stored = await withClient(
    login(primary),
    async (client) =>
      (
        await client.query<StoredOrder>(
          'SELECT client_id, client_seq, id FROM orders WHERE client_id = ANY($1)',
          [clients],
        )
      ).rows,
    READ_TIMEOUT_MS,
  )
  return { primary, ...compareOrders(acknowledged, stored) }
}

/** The comparison itself. */
export function compareOrders(
  acknowledged: readonly Acknowledged[],
  stored: readonly StoredOrder[],
): Omit<LoadVerification, 'primary'> {
  const idOf = new Map(stored.map(({ client_id, client_seq, id }) => [`${client_id}/${client_seq}`, id]))
  const keyed = acknowledged.map(({ client, seq, id }) => ({ key: `${client}/${seq}`, id }))
  const lost = keyed.filter(({ key }) => !idOf.has(key))
  return {
    acknowledged: acknowledged.length,
    found: keyed.length - lost.length,
    lost: lost.map(({ key }) => key),
    changed: keyed.filter(({ key, id }) => idOf.has(key) && idOf.get(key) !== id).map(({ key }) => key),
    duplicateKeys: [
      ...repeated(keyed.map(({ id }) => `id ${id}`)),
      ...repeated(stored.map(({ client_id, client_seq }) => `${client_id}/${client_seq}`)),
    ],
  }
}

async function findPrimary(login: (cloud: LabCloudName) => Login): Promise<LabCloudName> {
  const judged = await Promise.all(
    LAB_CLOUDS.map(async (cloud) => ({
      cloud,
      accepts: await withClient(login(cloud), acceptsApplicationWrites, 2_000).catch(() => undefined),
    })),
  )
  const writable = judged.filter(({ accepts }) => accepts).map(({ cloud }) => cloud)
  const [primary] = writable
  if (primary && writable.length === 1) return primary
  const silent = judged.filter(({ accepts }) => accepts === undefined).map(({ cloud }) => cloud)
  throw new LabError(
    writable.length === 0
      ? `no server takes writes of the role ${DEMO.applicationUser}${silent.length > 0 ? `; no answer from ${silent.join(', ')}` : ''}`
      : `${writable.join(' and ')} both take writes of the role ${DEMO.applicationUser}`,
    'Look at the databases with `mcloud status`.',
  )
}

function repeated(items: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...new Set(items.filter((item) => seen.has(item) || !seen.add(item)))]
}
