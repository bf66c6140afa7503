import type { Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { chooseDatabase, type FailoverPorts, inputFor } from '../failover/failover-ports.ts'
import { check } from '../failover/promote.ts'
import type { RepointIntent } from '../failover/repointer.ts'
import { intentOf } from '../failover/traffic-repointer.ts'
import { planRedirect } from '../traffic/plan-redirect.ts'
import { planRepoint, type RepointChange } from '../traffic/plan-repoint.ts'
import { planShift } from '../traffic/plan-shift.ts'
import type { DnsStep, ScenarioStep, ShiftStep } from './scenario-step.ts'

/** What the DNS steps of a scenario will change, by the number of the step. */
export interface DnsPlan {
  readonly updates: Readonly<Record<number, RepointIntent>>
  /** Increments of each shift; the first is the present state. */
  readonly shifts: Readonly<Record<number, readonly RepointIntent[]>>
  readonly warnings: readonly string[]
}

/** Decides every DNS step of a scenario. @throws McloudError PREFLIGHT_FAILED, CONFIG_INVALID */
export async function planDns(ports: FailoverPorts, steps: readonly ScenarioStep[]): Promise<DnsPlan> {
  const platform = await ports.platform()
  const updates: Record<number, RepointIntent> = {}
  const shifts: Record<number, readonly RepointIntent[]> = {}
  const warnings: string[] = []
  const changed = new Set<string>()
  for (const [index, step] of steps.entries()) {
    if (step.use === 'update-dns') {
      const followers = await planFollowers(ports, step, index, steps)
      const others = step.databases.isNamed
        ? { changes: [], stays: [] }
        : planRedirect(platform, { to: step.to, from: step.from, records: step.records })
      const changes = [...followers.changes, ...others.changes]
      for (const { record } of changes) changed.add(record.name)
      updates[index] = intentOf({ changes })
      const notes = [...followers.notes, ...others.stays]
      if (changes.length === 0) notes.push('it changes no name.')
      warnings.push(...notes.map((note) => `Step ${index + 1}, update-dns: ${note}`))
    }
    if (step.use === 'shift-traffic') {
      const name = platform.traffic?.records[step.record]?.name ?? step.record
      // it starts from what is held when the plan is made
      if (changed.has(name))
        throw new McloudError({
          code: 'PREFLIGHT_FAILED',
          message: `Step ${index + 1} shifts ${name}, which an earlier step of the scenario changes.`,
          hint: 'Change a record in one step only; update-dns takes a list of `records`.',
        })
      changed.add(name)
      const stages = await shiftOf(ports, platform, step)
      shifts[index] = stages
      if (stages.length < 2)
        warnings.push(`Step ${index + 1}, shift-traffic: ${step.to} has that share already.`)
    }
  }
  return { updates, shifts, warnings }
}

/**
 * Names that follow a database are led only to where it takes writes: by the promotion of this scenario itself, or
 * because it is there already. Others stay, and that is said; one that was asked for by name is refused.
 */
async function planFollowers(
  ports: FailoverPorts,
  step: DnsStep,
  index: number,
  steps: readonly ScenarioStep[],
): Promise<{ changes: RepointChange[]; notes: string[] }> {
  const changes: RepointChange[] = []
  const notes: string[] = []
  const { to } = step
  if (to === undefined) return { changes, notes }
  const platform = await ports.platform()
  for (const database of step.databases.names) {
    const place = steps.findIndex(
      (one) => one.use === 'promote-database' && one.database === database && one.to === to,
    )
    if (place > index) {
      notes.push(`the names that follow ${database} are led to ${to} by its promotion, in step ${place + 1}.`)
      continue
    }
    const isThere =
      place !== -1 ||
      (platform.databases[database]?.members[to] !== undefined &&
        (await check(await inputFor(ports, chooseDatabase(platform, { database })), to)).alreadyThere)
    if (isThere) changes.push(...planRepoint(platform, database, to).changes)
    else if (step.databases.isNamed)
      throw new McloudError({
        code: 'PREFLIGHT_FAILED',
        message: `Step ${index + 1} would lead the names that follow ${database} to ${to}, where it takes no writes.`,
        hint: 'Promote it in the same scenario, with promote-database.',
      })
    else notes.push(`the names that follow ${database} stay: it takes no writes in ${to}.`)
  }
  return { changes, notes }
}

async function shiftOf(
  ports: FailoverPorts,
  platform: Platform,
  { record, ...shift }: ShiftStep,
): Promise<RepointIntent[]> {
  const wanted = platform.traffic?.records[record]
  if (wanted === undefined)
    throw new McloudError({ code: 'INTERNAL', message: `There is no record ${record}.` })
  const stages = await planShift(
    platform,
    wanted,
    shift,
    { providers: await ports.providers() },
    ports.call(),
  )
  return stages.map(({ shares, changes }) => ({
    ...intentOf({ changes }),
    texts: [
      `${wanted.name}: ${Object.entries(shares)
        .map(([cloud, share]) => `${cloud} ${share} %`)
        .join(', ')}`,
    ],
  }))
}
