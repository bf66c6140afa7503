import type { Cloud } from '../../config/clouds.ts'
import type { NewDebt } from '../runs/step.ts'

/** What a debt is about. Two databases may owe the same in one cloud, so the name of each holds all of it. */
interface DebtPlace {
  readonly database: string
  readonly cloud: Cloud
  readonly slot?: string
}

function debtId(kind: string, { database, cloud, slot }: DebtPlace): string {
  return [`${kind}@${database}`, cloud, ...(slot === undefined ? [] : [slot])].join(':')
}

/** Reads what a debt is about from its name. */
export function debtPlace(id: string): DebtPlace {
  const [what = '', cloud, slot] = id.split(':')
  const database = what.slice(what.indexOf('@') + 1)
  return { database, cloud: cloud as Cloud, ...(slot === undefined ? {} : { slot }) }
}

/** The command that rebuilds a server of a database. */
export function rejoinWith({ database, cloud }: DebtPlace): string {
  return `mcloud failover rejoin --cloud ${cloud} --database ${database}`
}

const SETTLE = 'mcloud failover settle'

/** A slot that nobody reads any more: its server keeps WAL for it until it is dropped. */
export function orphanSlotDebt(database: string, cloud: Cloud, slot: string): NewDebt {
  return {
    id: debtId('orphan-slot', { database, cloud, slot }),
    kind: 'orphan-slot',
    text: `The slot ${slot} in ${cloud} is not used any more and keeps WAL until it is dropped.`,
    clearWith: SETTLE,
  }
}

/** A replica that does not follow the new primary yet; a slot there keeps everything for it. */
export function strayReplicaDebt(database: string, cloud: Cloud, primary: Cloud): NewDebt {
  return {
    id: debtId('stray-replica', { database, cloud }),
    kind: 'stray-replica',
    text: `The replica in ${cloud} does not follow ${primary} yet; a slot there keeps what it misses.`,
    clearWith: SETTLE,
  }
}

/** The old primary after a forced promotion: it holds what never arrived, and its fence row is stale. */
export function zombieDebt(database: string, cloud: Cloud, instance: string): NewDebt {
  return {
    id: debtId('zombie', { database, cloud }),
    kind: 'zombie',
    text: `${instance} was the primary and may hold writes that never arrived; it has to stay shut off until it is rebuilt as a replica.`,
    clearWith: rejoinWith({ database, cloud }),
  }
}

/** Nothing proves that the old primary is shut off: two servers may take writes. */
export function unfencedSourceDebt(
  database: string,
  cloud: Cloud,
  instance: string,
  why: string,
  accepted: string,
): NewDebt {
  return {
    id: debtId('unfenced-source', { database, cloud }),
    kind: 'unfenced-source',
    text: `NOTHING PROVES that ${instance} is shut off (${bare(why)}); accepted with: ${accepted}. Two servers may take writes until it is.`,
    clearWith: rejoinWith({ database, cloud }),
  }
}

/** A slot on the old primary that has no reader: it keeps WAL, and with it the proof of what was lost. */
export function zombieSlotDebt(database: string, cloud: Cloud, slot: string): NewDebt {
  return {
    id: debtId('zombie-slot', { database, cloud, slot }),
    kind: 'zombie-slot',
    text: `The slot ${slot} in ${cloud} has no reader any more and keeps WAL until it is dropped.`,
    clearWith: rejoinWith({ database, cloud }),
  }
}

/** A replica that cannot go on from where it stands. */
export function rebuildDebt(database: string, cloud: Cloud, why: string): NewDebt {
  return {
    id: debtId('rebuild-replica', { database, cloud }),
    kind: 'rebuild-replica',
    text: `The replica in ${cloud} has to be rebuilt: ${bare(why)}.`,
    clearWith: rejoinWith({ database, cloud }),
  }
}

/** DNS that is not everywhere yet. */
export function trafficDebt(database: string, to: Cloud, reasons: readonly string[]): NewDebt {
  return {
    id: `traffic:${database}`,
    kind: 'traffic',
    text: `DNS does not lead to ${to} everywhere yet: ${bare(reasons.join('; '))}.`,
    clearWith: SETTLE,
  }
}

/** A server that an aborted run has stopped and that could not be started again. */
export function stoppedSourceDebt(database: string, cloud: Cloud, instance: string, why: string): NewDebt {
  return {
    id: debtId('stopped-source', { database, cloud }),
    kind: 'stopped-source',
    text: `${instance} was stopped by a run that was taken back, and could not be started again: ${bare(why)}.`,
    clearWith: SETTLE,
  }
}

/** A source that could not be reached when its run was taken back: it still shuts the application out. */
export function fencedSourceDebt(database: string, cloud: Cloud, instance: string): NewDebt {
  return {
    id: debtId('fenced-source', { database, cloud }),
    kind: 'fenced-source',
    text: `${instance} could not be reached when a run was taken back that may have fenced it: the application can write there again only when this is settled.`,
    clearWith: SETTLE,
  }
}

/** A message as part of a sentence. */
function bare(message: string): string {
  return message.replace(/\.$/, '')
}
