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
