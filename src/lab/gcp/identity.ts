import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathOf } from '../wire/request-url.ts'
import type { GcpState } from './state.ts'
import { GoogleFault, googleAnswer, notModelled } from './wire.ts'

const account = 'operator@shop-lab.iam.gserviceaccount.com'

/** Cloud Resource Manager: projects.get in its versions 1 and 3. */
export function getProject(state: GcpState, host: LabHost, version: string): LabResponse {
  return googleAnswer(
    host,
    version === 'v3'
      ? {
          name: `projects/${state.projectNumber}`,
          projectId: state.project,
          displayName: state.project,
          state: 'ACTIVE',
        }
      : {
          projectNumber: state.projectNumber,
          projectId: state.project,
          lifecycleState: 'ACTIVE',
          name: state.project,
        },
  )
}

/** Google's token and user information: who the bearer of a token is. @throws GoogleFault 404 */
export function handleOauth2(host: LabHost, request: LabRequest, query: URLSearchParams): LabResponse {
  const path = pathOf(request)
  if (path.endsWith('/tokeninfo')) {
    const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : '')
    const token =
      query.get('access_token') ??
      form.get('access_token') ??
      /^Bearer (\S+)/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined || token === '')
      return googleAnswer(
        host,
        {
          error: 'invalid_request',
          error_description: 'Either access_token, id_token, or token_handle required',
        },
        400,
      )
    return googleAnswer(host, {
      azp: 'lab',
      aud: 'lab',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      expires_in: '3599',
      access_type: 'offline',
      email: account,
      email_verified: 'true',
    })
  }
  if (path.endsWith('/userinfo')) {
    if (!/^Bearer \S+/.test(request.headers.authorization ?? '')) {
      throw new GoogleFault(
        401,
        'required',
        'Request is missing required authentication credential.',
        'UNAUTHENTICATED',
      )
    }
    return googleAnswer(host, { sub: '100000000000000000001', email: account, email_verified: true })
  }
  throw notModelled(request)
}
