import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { policyVerb } from './iam-policy.ts'
import type { GcpState, ServiceAccount } from './state.ts'
import { GoogleFault, googleAnswer, invalidValue, jsonBody, notModelled } from './wire.ts'

/** Service accounts of the project. https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts @throws GoogleFault */
export function handleIam(
  state: GcpState,
  host: LabHost,
  request: LabRequest,
  [, named]: readonly string[],
): LabResponse {
  if (!state.services.includes('iam.googleapis.com')) throw disabled(state, 'iam.googleapis.com')
  if (named === undefined) {
    if (request.method === 'POST') return create(state, host, request)
    if (request.method !== 'GET') throw notModelled(request)
    return googleAnswer(host, { accounts: state.serviceAccounts.map((account) => resource(state, account)) })
  }
  const [email = '', verb] = named.split(':')
  const account = state.serviceAccounts.find((one) => one.email === email || one.uniqueId === email)
  if (account === undefined)
    throw new GoogleFault(404, 'notFound', `Unknown service account: ${email}`, 'NOT_FOUND')
  if (verb !== undefined) return policyVerb(state, host, request, { name: account.email, verb })
  if (request.method !== 'GET') throw notModelled(request)
  return googleAnswer(host, resource(state, account))
}

/** What the APIs of a service answer that is not switched on. https://cloud.google.com/service-usage/docs/enabled-service */
function disabled({ projectNumber }: GcpState, service: string): GoogleFault {
  return new GoogleFault(
    403,
    'accessNotConfigured',
    `${service} has not been used in project ${projectNumber} before or it is disabled. Enable it, then retry.`,
    'PERMISSION_DENIED',
  )
}

function create(state: GcpState, host: LabHost, request: LabRequest): LabResponse {
  const { accountId, serviceAccount } = jsonBody(request) as {
    accountId?: unknown
    serviceAccount?: { displayName?: string }
  }
  if (typeof accountId !== 'string' || !/^[a-z](?:[-a-z0-9]{4,28}[a-z0-9])$/.test(accountId))
    throw invalidValue('account_id', accountId)
  const email = `${accountId}@${state.project}.iam.gserviceaccount.com`
  if (state.serviceAccounts.some((one) => one.email === email))
    throw new GoogleFault(
      409,
      'alreadyExists',
      `Service account ${accountId} already exists within project projects/${state.project}.`,
      'ALREADY_EXISTS',
    )
  const displayName = serviceAccount?.displayName ?? ''
  const account = { email, uniqueId: host.randomId(21, '0123456789'), displayName }
  state.serviceAccounts.push(account)
  host.changed()
  return googleAnswer(host, resource(state, account))
}

function resource({ project }: GcpState, { email, uniqueId, displayName }: ServiceAccount) {
  return {
    name: `projects/${project}/serviceAccounts/${email}`,
    projectId: project,
    uniqueId,
    email,
    displayName,
    etag: 'MDEwMjE5MjA=',
    oauth2ClientId: uniqueId,
  }
}
