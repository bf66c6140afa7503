import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { send } from '../calls/send.ts'
import type { Call, Identity } from '../provider.ts'
import { sdkCall } from './call-sdk.ts'
import type { AwsSession } from './session.ts'

/** Asks STS whom the credentials speak for; STS answers without any permission. */
export async function makeStsIdentities(session: AwsSession) {
  const client = new STSClient(await session.clientConfig('sts'))
  return {
    async whoAmI(call: Call): Promise<Identity> {
      const answer = await send({
        ...sdkCall('sts:GetCallerIdentity', call, (options) =>
          client.send(new GetCallerIdentityCommand({}), options),
        ),
        kind: 'read',
      })
      return { account: answer.Account ?? '', principal: answer.Arn ?? '' }
    },
  }
}
