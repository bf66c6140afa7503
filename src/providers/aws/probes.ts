import type { HealthCheckObservation } from '@aws-sdk/client-route-53'
import type { Call, Probes, TargetHealth } from '../provider.ts'
import { canonicalName } from './dns-names.ts'
import { makeZoneFinder } from './dns-zone.ts'
import type { HeldCheck } from './route-53.ts'
import { makeRoute53 } from './route-53.ts'
import type { AwsSession } from './session.ts'
import { shareListing } from './shared-listing.ts'

/**
 * More than this part of the checkers must find an endpoint healthy for Route 53 to take it so.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const HEALTHY_ABOVE = 0.18

/** Health as Route 53's own checkers see it, for the checks that a record's sets name. */
export async function makeRoute53Probes(session: AwsSession): Promise<Probes> {
  const route53 = await makeRoute53(session)
  const zones = makeZoneFinder(route53)
  const listChecks = shareListing(route53)
  // Records share checks, and the account's request rate is small.
  const underWay = new Map<string, Promise<readonly HealthCheckObservation[]>>()
  const look = (id: string, call: Call) => {
    const looking =
      underWay.get(id) ??
      route53.checkerObservations(id, call).finally(() => {
        underWay.delete(id)
      })
    underWay.set(id, looking)
    return looking
  }
  return {
    async observe(zone, record, call) {
      const listing = listChecks(call)
      listing.catch(() => undefined)
      const sets = await route53.recordSets(await zones.idOf(zone, call), canonicalName(record.name), call)
      const checked = sets.filter((set) => set.Type === record.type && set.HealthCheckId !== undefined)
      if (checked.length === 0) return []
      const checks = new Map((await listing).map((check) => [check.id, check]))
      return Promise.all(
        checked.map(async (set): Promise<TargetHealth> => {
          const id = set.HealthCheckId ?? ''
          const value = canonicalName(set.ResourceRecords?.[0]?.Value ?? set.AliasTarget?.DNSName ?? '')
          return { value, check: id, ...(await judge(checks.get(id), (check) => look(check.id, call))) }
        }),
      )
    },
  }
}

async function judge(
  check: HeldCheck | undefined,
  look: (check: HeldCheck) => Promise<readonly HealthCheckObservation[]>,
): Promise<Omit<TargetHealth, 'value' | 'check'>> {
  if (check === undefined) return { health: 'unknown', vendorState: 'the health check is gone' }
  const { Type, Disabled, Inverted } = check.config
  // Route 53 takes a disabled check for healthy, whatever its checkers see.
  if (Disabled === true) return { health: 'healthy', vendorState: 'disabled, taken for healthy' }
  if (Type === 'CALCULATED' || Type === 'RECOVERY_CONTROL' || Type === 'CLOUDWATCH_METRIC')
    return { health: 'unknown', vendorState: `no checkers look at a check of type ${Type}` }
  const reports = (await look(check)).flatMap(({ StatusReport }) => StatusReport ?? [])
  const reported = reports.filter(({ Status = '' }) => !/no result yet/i.test(Status))
  if (reported.length === 0) return { health: 'unknown', vendorState: 'no checker has reported yet' }
  const succeeding = reported.filter(({ Status = '' }) => Status.startsWith('Success')).length
  const seen = succeeding / reported.length > HEALTHY_ABOVE
  const times = reported.flatMap(({ CheckedTime }) => CheckedTime?.getTime() ?? [])
  const failure = reported.find(({ Status = '' }) => !Status.startsWith('Success'))?.Status
  return {
    health: seen !== (Inverted === true) ? 'healthy' : 'unhealthy',
    vendorState:
      `${succeeding} of ${reported.length} checkers succeed${Inverted === true ? ', inverted' : ''}` +
      (seen || failure === undefined ? '' : `: ${failure}`),
    ...(times.length === 0 ? {} : { at: new Date(Math.max(...times)).toISOString() }),
  }
}
