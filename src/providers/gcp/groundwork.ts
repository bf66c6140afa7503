import type { Groundwork } from '../provider.ts'
import { bucketStateStore } from './bucket-state-store.ts'
import type { GcpContext } from './context.ts'
import { deployServiceAccount } from './deploy-service-account.ts'
import { projectService } from './project-service.ts'

/** Buckets for states in Cloud Storage, services of the project, and a service account. */
export function makeGcpGroundwork(context: GcpContext): Groundwork {
  return {
    groups: () => [],
    stateStore: (ref) => bucketStateStore(context, ref),
    services: (names) => names.map((name) => projectService(context, name)),
    deployIdentity: (ref) => deployServiceAccount(context, ref),
  }
}
