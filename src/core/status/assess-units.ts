import type { Platform } from '../../config/platform.ts'
import type { UnitRecord } from '../deploy/unit-records.ts'
import type { Run } from '../runs/plan.ts'
import type { Finding, UnitStatus } from './status.ts'

/** Every unit of the platform, in each environment that something is known of it. */
export function assessUnits(platform: Platform, records: readonly UnitRecord[]): UnitStatus[] {
  return Object.values(platform.deploy?.units ?? {}).flatMap(({ name, cloud }): UnitStatus[] => {
    const base = { unit: name, ...(cloud === undefined ? {} : { cloud }) }
    const known = records.filter(({ unit }) => unit === name)
    if (known.length === 0) return [{ ...base, health: 'healthy' }]
    return known.map(({ environment, applied, drift }) => ({
      ...base,
      health: isFailed(applied) || (drift?.drifted ?? 0) > 0 ? 'degraded' : 'healthy',
      ...(environment === undefined ? {} : { environment }),
      ...(applied === undefined ? {} : { applied }),
      ...(drift === undefined ? {} : { drift }),
    }))
  })
}

/** What of the units wants attention. */
export function unitFindings(units: readonly UnitStatus[], deployment: Run | undefined): Finding[] {
  const found = units.flatMap((unit): Finding[] => [
    ...(isFailed(unit.applied)
      ? [
          {
            severity: 'degraded' as const,
            text: `${nameOf(unit)}: its last apply was ${unit.applied?.result}.`,
            next: 'mcloud deploy',
          },
        ]
      : []),
    ...((unit.drift?.drifted ?? 0) > 0
      ? [
          {
            severity: 'degraded' as const,
            text: `${nameOf(unit)}: ${unit.drift?.drifted} resources had drifted at ${unit.drift?.at}.`,
            next: 'mcloud deploy drift',
          },
        ]
      : []),
  ])
  if (deployment === undefined) return found
  const text = deployment.owned
    ? `Deployment ${deployment.id}: ${deployment.owner} is at work.`
    : `Deployment ${deployment.id} is not over (${deployment.state}).`
  const next = deployment.owned ? undefined : deployment.resumeWith
  return [...found, { severity: 'degraded', text, ...(next === undefined ? {} : { next }) }]
}

function isFailed(applied: UnitStatus['applied']): boolean {
  return applied !== undefined && (applied.result === 'failed' || applied.result === 'interrupted')
}

function nameOf({ unit, environment }: UnitStatus): string {
  return `Unit ${unit}${environment === undefined ? '' : ` in ${environment}`}`
}
