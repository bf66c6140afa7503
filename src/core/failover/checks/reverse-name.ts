import type { ServerFacts } from '../../databases/facts.ts'

/** https://www.postgresql.org/docs/current/logicaldecoding-explanation.html#LOGICALDECODING-REPLICATION-SLOTS */
const LONGEST = 63

/**
 * Name of the subscription, and of its slot on `publisher`, by which a cloud's server follows. Slots belong to the whole
 * server: where another database of it has one of that name, the name of this database tells them apart.
 */
export function reverseName(
  cloud: string,
  publisher?: Pick<ServerFacts, 'databaseName' | 'slotsElsewhere'>,
): string {
  const name = `mcloud_${cloud}`
  if (publisher === undefined || !publisher.slotsElsewhere.includes(name)) return name
  return `${name}_${publisher.databaseName.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`.slice(0, LONGEST)
}
