import { isDeepStrictEqual } from 'node:util'
import type { Call, DeployIdentityRef, Presence, Provision } from '../provider.ts'
import { iamCodeOf } from './iam-code.ts'
import type { IamQuery } from './iam-query.ts'
import type { AwsSession } from './session.ts'

/** A role that deployments assume: its trust, its own policy, and the policies that its units need. */
export function iamRole(
  session: () => Promise<AwsSession>,
  { name, platform, stores, grants, trusted }: DeployIdentityRef,
): readonly Provision[] {
  let made: Promise<IamQuery> | undefined
  const iam: IamQuery = async (action, parameters, call) => {
    made ??= session().then(async (one) => (await import('./iam-query.ts')).makeIamQuery(one))
    return (await made)(action, parameters, call)
  }
  let account: Promise<string> | undefined
  const trust = async (call: Call) => {
    account ??= session().then(async (one) => {
      const { makeStsIdentities } = await import('./identity.ts')
      return (await (await makeStsIdentities(one)).whoAmI(call)).account
    })
    return trustOf(trusted.length > 0 ? trusted : [`arn:aws:iam::${await account}:root`])
  }
  const policyName = `mcloud-${platform}`
  const policy = storePolicy(stores.map(({ bucket }) => bucket))

  const role: Provision = {
    what: `IAM role ${name}`,
    look: (call) => {
      const wanted = trust(call)
      return documentOf(
        iam('GetRole', { RoleName: name }, call),
        'AssumeRolePolicyDocument',
        wanted,
        'it trusts others',
      )
    },
    make: async (call) => {
      const document = JSON.stringify(await trust(call))
      try {
        await iam(
          'CreateRole',
          { RoleName: name, AssumeRolePolicyDocument: document, Description: 'Deployments by mcloud.' },
          call,
        )
      } catch (error) {
        if (iamCodeOf(error) !== 'EntityAlreadyExists') throw error
        await iam('UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: document }, call)
      }
    },
  }
  const own: Provision = {
    what: `policy ${policyName} of IAM role ${name}`,
    look: (call) => {
      const asked = iam('GetRolePolicy', { RoleName: name, PolicyName: policyName }, call)
      return documentOf(asked, 'PolicyDocument', Promise.resolve(policy), 'it allows something else')
    },
    make: async (call) => {
      const document = JSON.stringify(policy)
      await iam('PutRolePolicy', { RoleName: name, PolicyName: policyName, PolicyDocument: document }, call)
    },
  }
  const grant = (arn: string): Provision => ({
    what: `${arn} attached to IAM role ${name}`,
    look: async (call) => {
      try {
        const text = await iam('ListAttachedRolePolicies', { RoleName: name }, call)
        return text.includes(`<PolicyArn>${arn}</PolicyArn>`) ? { kind: 'there' } : { kind: 'absent' }
      } catch (error) {
        if (iamCodeOf(error) === 'NoSuchEntity') return { kind: 'absent' }
        throw error
      }
    },
    make: async (call) => {
      await iam('AttachRolePolicy', { RoleName: name, PolicyArn: arn }, call)
    },
  })
  return [role, ...(stores.length > 0 ? [own] : []), ...grants.map(grant)]
}

async function documentOf(
  asked: Promise<string>,
  element: string,
  wanted: Promise<unknown>,
  found: string,
): Promise<Presence> {
  const [text, document] = await Promise.allSettled([asked, wanted])
  if (text.status === 'rejected') {
    if (iamCodeOf(text.reason) === 'NoSuchEntity') return { kind: 'absent' }
    throw text.reason
  }
  if (document.status === 'rejected') throw document.reason
  // Documents are percent-encoded. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
  const held = new RegExp(`<${element}>([^<]*)</${element}>`).exec(text.value)?.[1] ?? ''
  return isDeepStrictEqual(parse(held), document.value) ? { kind: 'there' } : { kind: 'differs', found }
}

function parse(held: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(held))
  } catch {
    return undefined
  }
}

function trustOf(principals: readonly string[]) {
  const AWS = principals.length === 1 ? principals[0] : principals
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
  }
}

/** https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions */
function storePolicy(buckets: readonly string[]) {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: buckets.map((name) => `arn:aws:s3:::${name}`) },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: buckets.map((name) => `arn:aws:s3:::${name}/*`),
      },
    ],
  }
}
