import type { Groundwork } from '../provider.ts'
import { iamRole } from './iam-role.ts'
import { s3StateStore } from './s3-state-store.ts'
import type { AwsSession } from './session.ts'

/** Buckets for states in S3, and a role in IAM. */
export function makeAwsGroundwork(session: () => Promise<AwsSession>): Groundwork {
  return {
    groups: () => [],
    stateStore: (ref) => s3StateStore(session, ref),
    // Services of AWS are not switched on.
    services: () => [],
    deployIdentity: (ref) => iamRole(session, ref),
  }
}
