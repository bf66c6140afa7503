import type { Cloud } from '../../config/clouds.ts'
import type { NewDebt } from '../runs/step.ts'

const SETTLE = 'mcloud failover settle'

/** A slot that nobody reads any more: its server keeps WAL for it until it is dropped. */
export function orphanSlotDebt(cloud: Cloud, slot: string): NewDebt {
  return {
    id: `orphan-slot:${cloud}:${slot}`,
    kind: 'orphan-slot',
    text: `The slot ${slot} in ${cloud} is not used any more and keeps WAL until it is dropped.`,
    clearWith: SETTLE,
  }
}

/** A replica that does not follow the new primary yet; a slot there keeps everything for it. */
export function strayReplicaDebt(cloud: Cloud, primary: Cloud): NewDebt {
  return {
    id: `stray-replica:${cloud}`,
    kind: 'stray-replica',
    text: `The replica in ${cloud} does not follow ${primary} yet; a slot there keeps what it misses.`,
    clearWith: SETTLE,
  }
}

const REJOIN = 'mcloud failover rejoin --cloud'

/** The old primary after a forced promotion: it holds what never arrived, and its fence row is stale. */
export function zombieDebt(cloud: Cloud, instance: string): NewDebt {
  return {
    id: `zombie:${cloud}`,
    kind: 'zombie',
    text: `${instance} was the primary and may hold writes that never arrived; it has to stay shut off until it is rebuilt as a replica.`,
    clearWith: `${REJOIN} ${cloud}`,
  }
}

/** Nothing proves that the old primary is shut off: two servers may take writes. */
export function unfencedSourceDebt(cloud: Cloud, instance: string, why: string, accepted: string): NewDebt {
  return {
    id: `unfenced-source:${cloud}`,
    kind: 'unfenced-source',
    text: `NOTHING PROVES that ${instance} is shut off (${bare(why)}); accepted with: ${accepted}. Two servers may take writes until it is.`,
    clearWith: `${REJOIN} ${cloud}`,
  }
}

/** A slot on the old primary that has no reader: it keeps WAL, and with it the proof of what was lost. */
export function zombieSlotDebt(cloud: Cloud, slot: string): NewDebt {
  return {
    id: `zombie-slot:${cloud}:${slot}`,
    kind: 'zombie-slot',
    text: `The slot ${slot} in ${cloud} has no reader any more and keeps WAL until it is dropped.`,
    clearWith: `${REJOIN} ${cloud}`,
  }
}

/** A replica that cannot go on from where it stands. */
export function rebuildDebt(cloud: Cloud, why: string): NewDebt {
  return {
    id: `rebuild-replica:${cloud}`,
    kind: 'rebuild-replica',
    text: `The replica in ${cloud} has to be rebuilt: ${bare(why)}.`,
    clearWith: `${REJOIN} ${cloud}`,
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
export function stoppedSourceDebt(cloud: Cloud, instance: string, why: string): NewDebt {
  return {
    id: `stopped-source:${cloud}`,
    kind: 'stopped-source',
    text: `${instance} was stopped by a run that was taken back, and could not be started again: ${bare(why)}.`,
    clearWith: SETTLE,
  }
}

/** A source that could not be reached when its run was taken back: it still shuts the application out. */
export function fencedSourceDebt(cloud: Cloud, instance: string): NewDebt {
  return {
    id: `fenced-source:${cloud}`,
    kind: 'fenced-source',
    text: `${instance} could not be reached when a run was taken back that may have fenced it: the application can write there again only when this is settled.`,
    clearWith: SETTLE,
  }
}

/** A message as part of a sentence. */
function bare(message: string): string {
  return message.replace(/\.$/, '')
}
