import { orUndefined } from '../calls/or-undefined.ts'
import type { DeployIdentityRef, Provision } from '../provider.ts'
import type { GcpContext } from './context.ts'
import { type Guarded, iamBinding } from './iam-binding.ts'

/** Reads, writes and deletes objects. https://cloud.google.com/storage/docs/access-control/iam-roles */
const STORE_ROLE = 'roles/storage.objectUser'
/** Makes tokens for the account. https://cloud.google.com/iam/docs/service-account-permissions#token-creator-role */
const TRUST_ROLE = 'roles/iam.serviceAccountTokenCreator'

/** A service account that deployments act as, with what it may do and who may act as it. */
export function deployServiceAccount(
  context: GcpContext,
  { name, stores, grants, trusted }: DeployIdentityRef,
): readonly Provision[] {
  const { project, rest } = context
  const email = `${name}@${project}.iam.gserviceaccount.com`
  const accounts = `/v1/projects/${project}/serviceAccounts`
  const account: Provision = {
    what: `service account ${email}`,
    look: async (call) => {
      const found = await orUndefined(
        rest<object>({ name: 'iam.serviceAccounts.get', service: 'iam', path: `${accounts}/${email}`, call }),
      )
      return found === undefined ? { kind: 'absent' } : { kind: 'there' }
    },
    make: async (call) => {
      await rest({
        name: 'iam.serviceAccounts.create',
        service: 'iam',
        path: accounts,
        method: 'POST',
        body: { accountId: name, serviceAccount: { displayName: 'Deployments by mcloud' } },
        call,
      })
    },
  }
  const member = `serviceAccount:${email}`
  const bucketOf = (bucket: string): Guarded => ({
    what: `bucket ${bucket}`,
    kind: 'bucket',
    path: `/storage/v1/b/${encodeURIComponent(bucket)}`,
  })
  const itself: Guarded = { what: email, kind: 'service account', path: `${accounts}/${email}` }
  const whole: Guarded = { what: `project ${project}`, kind: 'project', path: `/v1/projects/${project}` }
  return [
    account,
    ...stores.map(({ bucket }) => iamBinding(context, bucketOf(bucket), STORE_ROLE, member)),
    ...grants.map((role) => iamBinding(context, whole, role, member)),
    ...trusted.map((who) => iamBinding(context, itself, TRUST_ROLE, who)),
  ]
}
