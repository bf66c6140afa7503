import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { queryAction, queryParameters } from './query-protocol.ts'
import type { AwsState } from './state.ts'
import { awsAnswer } from './wire.ts'

/** STS: GetCallerIdentity. @throws AwsFault */
export function handleSts(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  queryAction(queryParameters(request), '2011-06-15', ['GetCallerIdentity'])
  return awsAnswer(host, 'sts', 'GetCallerIdentityResponse', {
    Arn: `arn:aws:iam::${state.account}:user/operator`,
    UserId: 'AIDALABOPERATOR000000',
    Account: state.account,
  })
}
