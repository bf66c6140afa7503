import { SignatureV4 } from '@smithy/signature-v4'
import { HttpRefusal, makeHttpJson } from '../calls/http-json.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import { iamCodeOf } from './iam-code.ts'
import type { AwsSession } from './session.ts'
import { Sha256 } from './sha256.ts'
import { sortAwsError } from './sort-error.ts'

/** One operation of IAM; answers with the text of its document. @throws McloudError as `send` does */
export type IamQuery = (
  action: string,
  parameters: Readonly<Record<string, string>>,
  call: Call,
) => Promise<string>

// One endpoint and one region of signatures for all of AWS. https://docs.aws.amazon.com/general/latest/gr/iam-service.html
const HOST = 'https://iam.amazonaws.com'
const REGION = 'us-east-1'
const VERSION = '2010-05-08'

/** IAM's query API, signed; its client is not worth its size for the few calls of a set-up. */
export async function makeIamQuery(session: AwsSession): Promise<IamQuery> {
  const credentials = await session.credentials()
  const http = makeHttpJson(() => session.trustedAuthority())
  const signer = new SignatureV4({ service: 'iam', region: REGION, credentials, sha256: Sha256 })
  return (action, parameters, call) =>
    send({
      cloud: 'aws',
      name: action,
      kind: /^(Get|List)/.test(action) ? 'read' : 'change',
      repeatable: true,
      call,
      sort: (error) => sortIamError(error, `iam:${action}`),
      send: async (signal) => {
        const url = new URL(session.endpoints.of('iam') ?? HOST)
        session.endpoints.guard(url)
        const body = new URLSearchParams({ Action: action, Version: VERSION, ...parameters }).toString()
        const signed = await signer.sign({
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          path: '/',
          headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body,
        })
        const { host: _, ...headers } = signed.headers
        const { text } = await http({ method: 'POST', url: `${url.origin}/`, headers, body, signal })
        return text
      },
    })
}

function sortIamError(error: unknown, action: string) {
  if (!(error instanceof HttpRefusal)) return sortAwsError(error, action)
  const { status, headers, text } = error.answer
  return sortAwsError(
    {
      name: iamCodeOf(error) ?? `HTTP ${status}`,
      message: /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? 'no reason was given',
      $metadata: { httpStatusCode: status, requestId: headers['x-amzn-requestid'] },
      $response: { statusCode: status, headers },
    },
    action,
  )
}
