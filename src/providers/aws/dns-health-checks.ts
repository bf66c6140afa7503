import type { HealthCheckConfig } from '@aws-sdk/client-route-53'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call } from '../provider.ts'
import type { ReadySet } from './dns-batch.ts'
import type { DesiredSet } from './dns-compile.ts'
import { callerReference, healthKey } from './dns-compile.ts'
import type { HeldCheck, Route53 } from './route-53.ts'

/** Deleted checks of the same kind that are stepped over before it is taken for an error. */
const GENERATIONS = 20

/**
 * Gives every desired set the id of a health check that checks what it should: one of the record's own, one that
 * mcloud has made before, or a new one. Checks are never deleted: other records may share them.
 */
export async function withHealthChecks(
  route53: Route53,
  desired: readonly DesiredSet[],
  present: { readonly checks: readonly HeldCheck[]; readonly idsOfRecord: ReadonlySet<string> },
  call: Call,
): Promise<readonly ReadySet[]> {
  const reusable = present.checks.filter(
    (check) => present.idsOfRecord.has(check.id) || check.reference.startsWith('mcloud-'),
  )
  const made = new Map(reusable.map((check) => [healthKey(check.config), Promise.resolve(check)]))
  return Promise.all(
    desired.map(async ({ set, health }) => {
      if (health === undefined) return { set }
      const key = healthKey(health)
      const check = made.get(key) ?? create(route53, health, call)
      made.set(key, check)
      return { set: { ...set, HealthCheckId: (await check).id }, health }
    }),
  )
}

/**
 * Route 53 keeps the caller references of deleted checks, hence the generations.
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html
 */
async function create(route53: Route53, config: HealthCheckConfig, call: Call): Promise<HeldCheck> {
  for (let generation = 1; generation <= GENERATIONS; generation += 1) {
    const made = await route53.createHealthCheck(callerReference(config, generation), config, call)
    if (made !== undefined) return made
  }
  throw new McloudError({
    code: 'CLOUD_REFUSED',
    provider: 'aws',
    call: 'CreateHealthCheck',
    message: `aws: CreateHealthCheck: ${GENERATIONS} health checks for ${config.IPAddress ?? config.FullyQualifiedDomainName} were made and deleted before`,
  })
}
