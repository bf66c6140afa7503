import type { Call } from '../provider.ts'
import type { HeldCheck, Route53 } from './route-53.ts'

/** Records read at the same time share one listing of health checks: the account's request rate is small. */
export function shareListing(route53: Route53): (call: Call) => Promise<readonly HeldCheck[]> {
  let underWay: Promise<readonly HeldCheck[]> | undefined
  return async (call) => {
    const shared = underWay
    // A listing that ends by another call's deadline says nothing about this call.
    if (shared !== undefined) return shared.catch(() => route53.healthChecks(call))
    underWay = route53.healthChecks(call).finally(() => {
      underWay = undefined
    })
    return underWay
  }
}
