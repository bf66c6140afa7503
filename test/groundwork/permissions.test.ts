import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { policyCommand } from '../../src/core/permissions/policy.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import type { LabCloud, LabHost, LabRequest } from '../../src/lab/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import type { Call, RoutedRecord } from '../../src/providers/provider.ts'
import { readText } from '../config/read-text.ts'
import type { ProviderHarness } from '../contract/provider.contract.ts'
import { demoSeed, FakeDatabase, FakeWorld } from '../lab/wire/harness.ts'
import { makeAwsHarness } from '../support/aws-harness.ts'
import { makeAzureHarness } from '../support/azure-harness.ts'
import { makeGcpHarness } from '../support/gcp-harness.ts'
import { actionOf } from './called-actions.ts'
import { makeOperator, startCloud } from './support.ts'

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'
const PLATFORM = {
  platform: 'shop',
  strategy: 'active-passive',
  clouds: {
    aws: { region: 'us-east-1', account: '123456789012' },
    gcp: { region: 'us-central1', project: 'shop-lab' },
    azure: { region: 'eastus', subscription: SUBSCRIPTION, resourceGroup: 'shop' },
  },
  databases: {
    orders: {
      primary: 'aws',
      writers: ['app'],
      members: {
        aws: { instance: 'orders-aws' },
        gcp: { instance: 'orders-gcp' },
        azure: { instance: 'orders-azure' },
      },
    },
  },
  traffic: {
    zone: 'shop.test',
    providers: { aws: {}, gcp: {}, azure: {} },
    records: {
      app: {
        policy: 'failover',
        targets: [
          { cloud: 'aws', value: '192.0.2.1' },
          { cloud: 'gcp', value: '192.0.2.2' },
        ],
        health: { protocol: 'http', port: 80, path: '/healthz', interval: '30s', threshold: 3 },
      },
    },
  },
  deploy: {
    state: {
      aws: { kind: 's3', bucket: 'shop-state' },
      gcp: { kind: 'gcs', bucket: 'shop-state-gcp' },
      azure: { kind: 'azurerm', account: 'shopstate', container: 'states' },
    },
    units: {},
  },
  coordination: { kind: 's3', place: 'shop-runs', cloud: 'aws' },
}

type CloudName = 'aws' | 'gcp' | 'azure'

async function policyOf(cloud: CloudName, purpose: 'operate' | 'set up', platform: object = PLATFORM) {
  const notes: string[] = []
  const { data } = await policyCommand(
    { cloud, purpose },
    {
      platform: async () => (await readText(JSON.stringify(platform), { format: 'json' })).platform,
      progress: { emit: (event) => void notes.push(event.kind === 'note' ? event.text : '') },
    },
  )
  return { document: parse(data.text), text: data.text, notes }
}

/** Calls about the credentials themselves, which everybody may make. */
const FREE = { aws: ['sts:GetCallerIdentity'], gcp: ['tokeninfo'], azure: [] }

/** Everything that a document allows, wherever, in small letters: Azure writes its types in any. */
function allowed(cloud: CloudName, text: string): Set<string> {
  return new Set([...actionsIn(cloud, text)].map((action) => action.toLowerCase()))
}

function actionsIn(cloud: CloudName, text: string): Iterable<string> {
  const document = parse(text)
  if (cloud === 'aws')
    return new Set(document.Statement.flatMap(({ Action }: { Action: string[] }) => Action))
  if (cloud === 'azure') return new Set([...document.Actions, ...document.DataActions])
  return new Set([...document.includedPermissions, ...(text.match(/[a-z]+(\.[A-Za-z]+){2,}/g) ?? [])])
}

describe('what is printed for operators', () => {
  it('names the things of the platform, and allows all on everything nowhere', async () => {
    const { document, notes } = await policyOf('aws', 'operate')
    expect(notes).toEqual([expect.stringContaining('aws iam create-policy')])
    const on = (resource: string) =>
      document.Statement.find(({ Resource }: { Resource: string }) => Resource === resource)?.Action
    expect(on('arn:aws:rds:us-east-1:123456789012:db:orders-aws')).toEqual([
      'rds:DescribeDBInstances',
      'rds:StartDBInstance',
      'rds:StopDBInstance',
    ])
    expect(on('arn:aws:s3:::shop-runs/*')).toEqual(['s3:GetObject', 's3:PutObject'])
    expect(document.Statement.flatMap(({ Action }: { Action: string[] }) => Action)).not.toContain('*')
    expect((await policyOf('azure', 'operate')).document.AssignableScopes).toEqual([
      `/subscriptions/${SUBSCRIPTION}`,
    ])
  })

  it('say how to make it with the names of this platform', async () => {
    expect((await policyOf('gcp', 'operate')).notes).toEqual([
      'Make it with: gcloud iam roles create mcloudOperator --project=shop-lab --file=FILE',
    ])
  })

  it('leaves out what this platform does not need', async () => {
    const { databases: _, traffic: __, coordination: ___, ...bare } = PLATFORM
    const { document } = await policyOf('aws', 'operate', bare)
    expect(document.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['ce:GetCostAndUsage', 'ce:GetCostAndUsageWithResources', 'pricing:GetProducts'],
        Resource: '*',
      },
    ])
    const stored = { ...bare, coordination: { kind: 'gcs', place: 'shop-runs' } }
    expect((await policyOf('gcp', 'operate', stored)).text).toContain(
      '# Besides, on bucket shop-runs alone: storage.',
    )
    expect((await policyOf('gcp', 'operate', stored)).document.includedPermissions).toEqual([
      'bigquery.jobs.create',
      'resourcemanager.projects.get',
    ])
  })

  it('says where the platform does live', async () => {
    const { clouds, ...rest } = PLATFORM
    const elsewhere = {
      ...rest,
      clouds: { aws: clouds.aws, azure: clouds.azure },
      databases: {},
      traffic: undefined,
    }
    await expect(policyOf('gcp', 'operate', elsewhere)).rejects.toMatchObject({ code: 'USAGE' })
  })
})

// What is really sent to the clouds has to be allowed by what is printed.
describe.each(['aws', 'gcp', 'azure'] as const)('every call of mcloud to %s', (cloud) => {
  let harness: ProviderHarness
  beforeEach(async () => {
    harness = await makeHarness(cloud)
  })
  afterEach(() => harness.close())

  it('for traffic, databases and identity is allowed by what is printed', async () => {
    const { can } = harness.provider
    const { zone } = harness
    await can.identity?.whoAmI(call())
    const held = await can.dns?.zone(zone, call())
    await can.dns?.zone({ ...zone, id: held?.id ?? '' }, call())
    for (const record of RECORDS) {
      const change = await can.dns?.apply(zone, record, call())
      harness.settle?.()
      if (change !== undefined) await can.dns?.progress(change, call())
      await can.dns?.read(zone, record.name, call())
      await can.probes?.observe(zone, record, call())
    }
    const ref = { instance: harness.instance }
    await can.databases?.observe(ref, call())
    await can.databases?.stop(ref, call())
    harness.settle?.()
    await can.databases?.start(ref, call())
    const called = new Set(harness.front.requests.map((request) => actionOf(cloud, request as LabRequest)))
    const { text } = await policyOf(cloud, 'operate')
    const may = allowed(cloud, text)
    expect([...called].filter((action) => !may.has(action.toLowerCase()))).toEqual(FREE[cloud])
    expect(called.size).toBeGreaterThan(6)
  })
})

describe.each(['aws', 'gcp', 'azure'] as const)('every call of setup to %s', (cloud) => {
  it('is allowed by what is printed for setup', async () => {
    const requests: LabRequest[] = []
    const make = { aws: makeAwsCloud, gcp: makeGcpCloud, azure: makeAzureCloud }[cloud]
    const recorded = (host: LabHost): LabCloud => {
      const made = make(host)
      return {
        ...made,
        handle: (request) => {
          requests.push(request)
          return made.handle(request)
        },
      }
    }
    const api = await startCloud(recorded, cloud === 'azure')
    const operator = makeOperator(
      { [cloud]: api.url },
      { caFile: api.caFile, ...(cloud === 'azure' && { stateGroup: 'shop-states' }) },
    )
    const grants = {
      aws: 'arn:aws:iam::aws:policy/AmazonVPCFullAccess',
      gcp: 'roles/compute.networkAdmin',
      azure: SUBSCRIPTION,
    }
    const trust = cloud === 'gcp' ? ['--trust', 'user:ana@example.com'] : []
    try {
      const ran = await operator.run('setup', cloud, '--grant', grants[cloud], ...trust, '--yes')
      expect([ran.code, ran.result]).toEqual([0, 'done'])
      const { text } = await policyOf(cloud, 'set up')
      const may = allowed(cloud, text)
      const called = new Set(requests.map((request) => actionOf(cloud, request)))
      expect([...called].filter((action) => !may.has(action.toLowerCase()))).toEqual(FREE[cloud])
      expect(called.size).toBeGreaterThan(4)
    } finally {
      operator.remove()
      await api.close()
    }
  })
})

const health = { protocol: 'http', port: 8080, path: '/healthz', intervalSeconds: 30, threshold: 3 } as const
const RECORDS: readonly RoutedRecord[] = [
  {
    name: 'new.shop.test',
    type: 'A',
    ttlSeconds: 30,
    routing: {
      policy: 'failover',
      targets: [
        { cloud: 'aws', value: '198.51.100.1', health },
        { cloud: 'gcp', value: '198.51.100.2', health },
      ],
    },
  },
  {
    name: 'new.shop.test',
    type: 'CNAME',
    ttlSeconds: 30,
    routing: { policy: 'simple', target: { cloud: 'aws', value: 'elsewhere.example.com' } },
  },
]

function call(): Call {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 20_000 }
}

async function makeHarness(cloud: CloudName): Promise<ProviderHarness> {
  const world = new FakeWorld()
  const made = { aws: makeAwsCloud, gcp: makeGcpCloud, azure: makeAzureCloud }[cloud](world)
  const instance = `orders-${cloud}`
  const places = {
    aws: { account: '000000000000', region: 'us-east-1' },
    gcp: { account: 'shop-lab', region: 'us-central1' },
    azure: { account: SUBSCRIPTION, region: 'eastus' },
  }
  world.databases.set(instance, new FakeDatabase(instance, '127.9.1.1', 'primary'))
  const seed = demoSeed({ ...places[cloud], instance })
  made.seed({ ...seed, buckets: ['shop-coordination'] })
  const shared = {
    account: seed.account,
    project: seed.account,
    subscription: seed.account,
    resourceGroup: 'shop',
    instance,
    nameServers: seed.nameServers,
    bucket: cloud === 'azure' ? 'shopstorage/shop-coordination' : 'shop-coordination',
    handle: (request: LabRequest) => made.handle(request),
    settle: () => world.advance(60_000),
    close: async () => {},
  }
  if (cloud === 'aws') return makeAwsHarness(shared)
  return cloud === 'gcp' ? makeGcpHarness(shared) : makeAzureHarness(shared)
}
