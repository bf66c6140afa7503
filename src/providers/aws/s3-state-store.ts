import { createHash } from 'node:crypto'
import { McloudError } from '../../errors/mcloud-error.ts'
import { send } from '../calls/send.ts'
import type { Call, Presence, Provision, StateStoreRef } from '../provider.ts'
import { s3CodeOf, sortS3Error } from './s3-failure.ts'
import type { S3Rest } from './s3-rest.ts'
import type { AwsSession } from './session.ts'

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

/** A setting of a bucket, which S3 keeps as a document of its own. */
interface Setting {
  readonly what: string
  /** Subresource. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
  readonly query: string
  /** IAM actions that read and write it. */
  readonly actions: readonly [read: string, write: string]
  readonly document: string
  /** What it is where it is not as wanted; undefined where it is. */
  readonly fault: (text: string) => string | undefined
}

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']

const SETTINGS: readonly Setting[] = [
  {
    what: 'versions',
    query: 'versioning',
    actions: ['s3:GetBucketVersioning', 's3:PutBucketVersioning'],
    document: `<VersioningConfiguration ${XMLNS}><Status>Enabled</Status></VersioningConfiguration>`,
    fault: (text) => (elementOf(text, 'Status') === 'Enabled' ? undefined : 'versions are not kept'),
  },
  {
    what: 'encryption',
    query: 'encryption',
    actions: ['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
    document: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
    // A key of the operator's own is as good.
    fault: (text) => (elementOf(text, 'SSEAlgorithm') === undefined ? 'nothing is encrypted' : undefined),
  },
  {
    what: 'block of public access',
    query: 'publicAccessBlock',
    actions: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
    document: `<PublicAccessBlockConfiguration ${XMLNS}>${BLOCKS.map((name) => `<${name}>true</${name}>`).join('')}</PublicAccessBlockConfiguration>`,
    fault: (text) => {
      const open = BLOCKS.filter((name) => elementOf(text, name)?.toLowerCase() !== 'true')
      return open.length === 0 ? undefined : `${open.join(', ')} off`
    },
  },
]

// Answers of S3 where a setting was never made.
const NOT_SET = [
  'ServerSideEncryptionConfigurationNotFoundError',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchBucket',
]

/** A bucket for states: versions, encryption, no public access. */
export function s3StateStore(session: () => Promise<AwsSession>, ref: StateStoreRef): readonly Provision[] {
  let made: Promise<S3Rest> | undefined
  const ask = async (
    request: { readonly method: 'GET' | 'PUT'; readonly query?: string; readonly body?: string },
    action: string,
    call: Call,
  ) => {
    made ??= session().then(async (one) => (await import('./s3-rest.ts')).makeS3Rest(one))
    const s3 = await made
    const { method, query, body } = request
    const headers =
      body === undefined
        ? {}
        : {
            'content-type': 'application/xml',
            'content-md5': createHash('md5').update(body).digest('base64'),
          }
    return send({
      cloud: 'aws',
      name: action.replace('s3:', ''),
      kind: method === 'GET' ? 'read' : 'change',
      repeatable: true,
      call,
      sort: (error) => sortS3Error(error, action),
      send: (signal) =>
        s3({
          method,
          bucket: ref.bucket,
          ...(ref.region === undefined ? {} : { region: ref.region }),
          ...(query === undefined ? {} : { query: { [query]: '' } }),
          headers,
          ...(body === undefined ? {} : { body }),
          signal,
        }),
    })
  }
  const regionOf = async () => ref.region ?? (await session()).region

  const bucket: Provision = {
    what: `S3 bucket ${ref.bucket}`,
    look: async (call) => {
      try {
        const { text } = await ask({ method: 'GET', query: 'location' }, 's3:GetBucketLocation', call)
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: us-east-1 is empty, EU eu-west-1.
        const said = elementOf(text, 'LocationConstraint') ?? 'us-east-1'
        const found = said === 'EU' ? 'eu-west-1' : said
        if (found === (await regionOf())) return { kind: 'there' }
        throw refused(
          `the bucket ${ref.bucket} is in ${found}, not in ${await regionOf()}`,
          'Correct the region of the state in the platform file.',
        )
      } catch (error) {
        if (isCode(error, ['NoSuchBucket'])) return { kind: 'absent' }
        throw error
      }
    },
    make: async (call) => {
      const region = await regionOf()
      const body =
        region === 'us-east-1'
          ? undefined
          : `<CreateBucketConfiguration ${XMLNS}><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
      try {
        await ask({ method: 'PUT', ...(body === undefined ? {} : { body }) }, 's3:CreateBucket', call)
      } catch (error) {
        if (isCode(error, ['BucketAlreadyOwnedByYou'])) return
        if (isCode(error, ['BucketAlreadyExists']))
          throw refused(
            `the bucket name ${ref.bucket} is taken by another account`,
            'Choose another name: those of S3 are unique over all accounts.',
          )
        throw error
      }
    },
  }

  const setting = ({ what, query, actions, document, fault }: Setting): Provision => ({
    what: `${what} of S3 bucket ${ref.bucket}`,
    look: async (call): Promise<Presence> => {
      try {
        const { text } = await ask({ method: 'GET', query }, actions[0], call)
        const found = fault(text)
        return found === undefined ? { kind: 'there' } : { kind: 'differs', found }
      } catch (error) {
        if (isCode(error, NOT_SET)) return { kind: 'absent' }
        throw error
      }
    },
    make: async (call) => {
      await ask({ method: 'PUT', query, body: document }, actions[1], call)
    },
  })

  return [bucket, ...SETTINGS.map(setting)]
}

function isCode(error: unknown, codes: readonly string[]): boolean {
  const cause = error instanceof McloudError ? error.cause : error
  return codes.includes(s3CodeOf(cause) ?? '')
}

function elementOf(text: string, name: string): string | undefined {
  return new RegExp(`<${name}(?: [^>]*)?>([^<]+)</${name}>`).exec(text)?.[1]
}

function refused(message: string, hint: string): McloudError {
  return new McloudError({ code: 'CLOUD_REFUSED', provider: 'aws', message: `aws: ${message}`, hint })
}
