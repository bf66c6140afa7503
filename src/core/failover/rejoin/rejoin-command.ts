import type { Cloud } from '../../../config/clouds.ts'
import type { Result } from '../../result.ts'
import type { Plan } from '../../runs/plan.ts'
import { chooseDatabase, type FailoverPorts, inputFor } from '../failover-ports.ts'
import { planRejoinOf, type RejoinReport, rejoin } from './rejoin.ts'
import type { RejoinSubject } from './rejoining.ts'

/** Copying takes as long as there is to copy. */
export const REJOIN_TIMEOUT_MS = 24 * 60 * 60_000

export interface RejoinRequest {
  readonly cloud: Cloud
  readonly database: string | undefined
  /** Folder for the rows that only the returned server has. */
  readonly out: string
}

/** What `failover rejoin` shows. */
export type Rejoined =
  | { readonly kind: 'rejoined'; readonly report: RejoinReport }
  | { readonly kind: 'rejoin-plan'; readonly plan: Plan<RejoinSubject> }
  | { readonly kind: 'rejoin-nothing'; readonly database: string; readonly cloud: Cloud }

/** Rebuilds a server as a replica of the present primary; asks before anything is changed. */
export async function rejoinCommand(request: RejoinRequest, ports: FailoverPorts): Promise<Result<Rejoined>> {
  const platform = await ports.platform()
  const database = chooseDatabase(platform, { database: request.database, cloud: request.cloud })
  const input = { ...(await inputFor(ports, database)), files: await ports.rowFiles() }
  const plan = await planRejoinOf(input, request.cloud, request.out)
  if (plan === undefined)
    return {
      kind: 'unchanged',
      data: { kind: 'rejoin-nothing', database: database.name, cloud: request.cloud },
    }
  if (ports.global.dryRun) return { kind: 'changes', data: { kind: 'rejoin-plan', plan } }
  await ports.confirm({ risk: 'severe', platform: platform.name, text: rejoinText(plan) })
  return rejoined(await rejoin({ ...input, call: ports.call(REJOIN_TIMEOUT_MS) }, plan))
}

/** A report as a result. */
export function rejoined(report: RejoinReport): Result<Rejoined> {
  return { kind: report.debts.length > 0 ? 'partial' : 'done', data: { kind: 'rejoined', report } }
}

function rejoinText({ platform, subject, warnings, hash }: Plan<RejoinSubject>): string {
  const { database, cloud, instance, primary, tables, folder } = subject
  return [
    `Platform ${platform}: rebuild ${instance} in ${cloud} as a replica of ${primary} (database ${database}, plan ${hash.slice(0, 12)}).`,
    `It is fenced first; rows that only it has are written to ${folder}; then its ${tables.length} tables are EMPTIED and copied from ${primary}.`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}
