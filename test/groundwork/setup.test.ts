import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { unsignedToken } from '../support/azure-harness.ts'
import type { LabApi } from '../support/lab-api.ts'
import { makeOperator, type Operator, startCloud, statesOf } from './support.ts'

let cloud: LabApi
let operator: Operator

afterEach(async () => {
  operator.remove()
  await cloud.close()
})

const twice = async (...words: string[]) => {
  const plan = await operator.run(...words, '--dry-run')
  const first = await operator.run(...words, '--yes')
  const second = await operator.run(...words, '--yes')
  expect([plan.result, first.code, first.result, second.code, second.result]).toEqual([
    'changes',
    0,
    'done',
    0,
    'unchanged',
  ])
  expect(new Set(statesOf(second))).toEqual(new Set(['there']))
  return { plan, first, second }
}

describe('setup aws', () => {
  beforeEach(async () => {
    cloud = await startCloud(makeAwsCloud)
    operator = makeOperator({ aws: cloud.url })
  })
  const roles = () =>
    (
      cloud.cloud.save() as {
        roles: { trust: string; policies: Record<string, string>; attached: string[] }[]
      }
    ).roles

  it('makes the bucket and a role that may do exactly what is written down', async () => {
    const { plan } = await twice('setup', 'aws', '--grant', 'arn:aws:iam::aws:policy/AmazonVPCFullAccess')
    expect(plan.items[0]).toMatchObject({ what: 'credentials', state: 'there' })
    expect(new Set(statesOf(plan).slice(1))).toEqual(new Set(['would-create']))
    const [role] = roles()
    expect(JSON.parse(role?.policies['mcloud-shop'] ?? '').Statement).toEqual([
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::shop-state'] },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: ['arn:aws:s3:::shop-state/*'],
      },
    ])
    expect(role?.attached).toEqual(['arn:aws:iam::aws:policy/AmazonVPCFullAccess'])
    expect(JSON.parse(role?.trust ?? '').Statement[0].Principal).toEqual({
      AWS: 'arn:aws:iam::000000000000:root',
    })
  })

  it('changes the trust of a role that trusts others', async () => {
    await operator.run('setup', 'aws', '--yes')
    const trust = ['--trust', 'arn:aws:iam::000000000000:role/ci']
    const seen = await operator.run('setup', 'aws', ...trust, '--dry-run')
    expect(statesOf(seen, 'IAM role mcloud-deploy')[0]).toBe('would-change')
    const ran = await operator.run('setup', 'aws', ...trust, '--yes')
    expect(statesOf(ran, 'IAM role mcloud-deploy')[0]).toBe('changed')
    expect(roles()[0]?.trust).toContain('role/ci')
  })

  it('stops at a policy that there is not, after what stands before it', async () => {
    const ran = await operator.run(
      'setup',
      'aws',
      '--grant',
      'arn:aws:iam::000000000000:policy/none',
      '--yes',
    )
    expect([ran.code, ran.result]).toEqual([6, 'partial'])
    expect(ran.items.at(-1)).toMatchObject({ state: 'failed', code: 'NOT_FOUND' })
  })

  it('refuses every word that the cloud would not take before anything is made', async () => {
    const words = ['--grant', 'nonsense', '--trust', 'user:ana@example.com', '--identity', 'bad name!']
    const { code, error } = await operator.run('setup', 'aws', ...words, '--yes')
    expect([code, error.code]).toEqual([2, 'USAGE'])
    expect(error.problems.map(({ at }: { at: string }) => at)).toEqual(['--identity', '--grant', '--trust'])
    expect(roles()).toEqual([])
  })

  it('refuses the credentials of another account', async () => {
    operator.remove()
    operator = makeOperator({ aws: cloud.url }, { account: '111111111111' })
    const { code, error } = await operator.run('setup', 'aws', '--yes')
    expect([code, error.code]).toEqual([4, 'AUTH_DENIED'])
    expect(error.message).toContain('the platform lives in 111111111111')
    expect(roles()).toEqual([])
  })
})

describe('setup gcp', () => {
  beforeEach(async () => {
    cloud = await startCloud(makeGcpCloud)
    operator = makeOperator({ gcp: cloud.url })
  })

  it('enables services, then makes the bucket and the account with its roles', async () => {
    const { plan, first } = await twice(
      ...['setup', 'gcp', '--grant', 'roles/compute.networkAdmin', '--trust', 'user:ana@example.com'],
    )
    // The account cannot be looked at before its API is on: not known, rather than guessed.
    expect(statesOf(plan, 'service account mcloud-deploy@shop-lab')).toEqual(['unknown'])
    const hidden = plan.items.find(({ state }: { state: string }) => state === 'unknown')
    expect(hidden).toMatchObject({ note: expect.stringMatching(/^seen once what is missing/) })
    expect(hidden).not.toHaveProperty('hint')
    expect(statesOf(plan, 'service iam.googleapis.com')).toEqual(['would-create'])
    expect(statesOf(first, 'service run.googleapis.com')).toEqual(['created'])
    expect(statesOf(first, 'service storage.googleapis.com')).toEqual(['there'])
    const { policies } = cloud.cloud.save() as { policies: Record<string, { bindings: unknown }> }
    const member = 'serviceAccount:mcloud-deploy@shop-lab.iam.gserviceaccount.com'
    expect(policies.project?.bindings).toEqual([{ role: 'roles/compute.networkAdmin', members: [member] }])
    expect(policies['mcloud-deploy@shop-lab.iam.gserviceaccount.com']?.bindings).toEqual([
      { role: 'roles/iam.serviceAccountTokenCreator', members: ['user:ana@example.com'] },
    ])
  })

  it('keeps what others have bound', async () => {
    const policy = { bindings: [{ role: 'roles/viewer', members: ['user:bo@example.com'] }] }
    await fetch(`${cloud.url}/v1/projects/shop-lab:setIamPolicy`, {
      method: 'POST',
      headers: { authorization: 'Bearer token' },
      body: JSON.stringify({ policy }),
    })
    await operator.run('setup', 'gcp', '--grant', 'roles/compute.networkAdmin', '--yes')
    const { policies } = cloud.cloud.save() as { policies: Record<string, { bindings: unknown[] }> }
    expect(policies.project?.bindings).toHaveLength(2)
    expect(policies.project?.bindings[0]).toEqual(policy.bindings[0])
  })
})

describe('setup azure', () => {
  beforeEach(async () => {
    cloud = await startCloud(makeAzureCloud, true)
    operator = makeOperator({ azure: cloud.url }, { caFile: cloud.caFile })
  })

  it('registers providers, then makes the account, its container and the identity with its roles', async () => {
    const { plan } = await twice('setup', 'azure', '--grant', '4d97b98b-1d4f-4787-a291-c67834d212e7')
    expect(statesOf(plan, 'resource provider Microsoft.ManagedIdentity')).toEqual(['would-create'])
    expect(statesOf(plan, 'resource group shop')).toContain('there')
    const { identities, roleAssignments } = cloud.cloud.save() as {
      identities: { principalId: string }[]
      roleAssignments: { scope: string; principalId: string }[]
    }
    expect(roleAssignments.map(({ scope }) => scope.split('/').at(-1))).toEqual(['states', 'shop'])
    expect(new Set(roleAssignments.map(({ principalId }) => principalId))).toEqual(
      new Set([identities[0]?.principalId]),
    )
  })

  it('makes the resource groups that are not there before what lies in them', async () => {
    const others = { resourceGroup: 'shop-production', stateGroup: 'shop-states' }
    operator.remove()
    operator = makeOperator({ azure: cloud.url }, { caFile: cloud.caFile, ...others })
    const { plan, first } = await twice('setup', 'azure')
    const made = ['resource group shop-production', 'resource group shop-states']
    for (const ran of [plan, first])
      expect(ran.items.filter(({ what }) => made.includes(what)).map(({ state }) => state)).toEqual(
        Array(2).fill(ran === plan ? 'would-create' : 'created'),
      )
    const { otherGroups, identities, accountSettings } = cloud.cloud.save() as {
      otherGroups: { name: string; location: string }[]
      identities: { group?: string }[]
      accountSettings: Record<string, { group?: string }>
    }
    // Both at once, so in any order.
    expect(otherGroups.map(({ name, location }) => [name, location]).sort()).toEqual([
      ['shop-production', 'eastus'],
      ['shop-states', 'eastus'],
    ])
    expect([identities[0]?.group, accountSettings.shopstate?.group]).toEqual([
      'shop-production',
      'shop-states',
    ])
  })

  it('leaves a group that is in another region where it is, as the SDK of Azure sees it', async () => {
    const { ResourceManagementClient } = await import('@azure/arm-resources')
    const client = new ResourceManagementClient(
      { getToken: async () => ({ token: unsignedToken(), expiresOnTimestamp: Date.UTC(2099, 0, 1) }) },
      '00000000-0000-0000-0000-000000000001',
      {
        endpoint: cloud.url,
        tlsOptions: { ca: readFileSync(cloud.caFile, 'utf8') },
        retryOptions: { maxRetries: 0 },
      },
    )
    expect((await client.resourceGroups.checkExistence('shop-production')).body).toBe(false)
    await client.resourceGroups.createOrUpdate('shop-production', {
      location: 'westeurope',
      tags: { team: 'x' },
    })
    operator.remove()
    operator = makeOperator({ azure: cloud.url }, { caFile: cloud.caFile, resourceGroup: 'shop-production' })
    const ran = await operator.run('setup', 'azure', '--yes')
    expect([ran.result, statesOf(ran, 'resource group shop-production')]).toEqual(['done', ['there']])
    const { location, tags } = await client.resourceGroups.get('shop-production')
    expect([location, tags]).toEqual(['westeurope', { team: 'x' }])
    await expect(client.resourceGroups.get('nowhere')).rejects.toMatchObject({
      code: 'ResourceGroupNotFound',
    })
  })
})
