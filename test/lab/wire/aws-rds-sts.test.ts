import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  PromoteReadReplicaCommand,
  RDSClient,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAwsCloud } from '../../../src/lab/aws/cloud.ts'
import { demoSeed, FakeDatabase, FakeWorld, hasTool, type Served, serveCloud } from './harness.ts'

let served: Served
let rds: RDSClient
const credentials = { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' }
const database = new FakeDatabase('orders-aws', '127.9.1.1', 'primary')

beforeEach(async () => {
  served = await serveCloud(makeAwsCloud, new FakeWorld())
  database.up = true
  database.fails = false
  served.world.databases.set('orders-aws', database)
  served.cloud.seed(demoSeed({ account: '000000000000', region: 'us-east-1', instance: 'orders-aws' }))
  rds = new RDSClient({ endpoint: served.url, region: 'us-east-1', credentials, maxAttempts: 1 })
})

afterEach(async () => {
  rds.destroy()
  await served.close()
})

const named = { DBInstanceIdentifier: 'orders-aws' }
const status = async () =>
  (await rds.send(new DescribeDBInstancesCommand(named))).DBInstances?.[0]?.DBInstanceStatus

describe('RDS through the SDK', () => {
  it('describes the instance with the endpoint of the real server', async () => {
    const answer = await rds.send(new DescribeDBInstancesCommand({}))
    expect(answer.DBInstances).toHaveLength(1)
    expect(answer.DBInstances?.[0]).toMatchObject({
      DBInstanceIdentifier: 'orders-aws',
      DBInstanceStatus: 'available',
      Engine: 'postgres',
      EngineVersion: '18.4',
      Endpoint: { Address: '127.9.1.1', Port: 5432 },
      DBInstanceArn: 'arn:aws:rds:us-east-1:000000000000:db:orders-aws',
    })
    expect(answer.DBInstances?.[0]?.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined()
  })

  it('filters, and refuses filters that there are not', async () => {
    const by = (Name: string, Values: string[]) =>
      rds.send(new DescribeDBInstancesCommand({ Filters: [{ Name, Values }] }))
    expect((await by('db-instance-id', ['orders-aws'])).DBInstances).toHaveLength(1)
    expect((await by('engine', ['mysql'])).DBInstances).toHaveLength(0)
    await expect(by('colour', ['red'])).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  it('stops and starts the real server, through the states between', async () => {
    await rds.send(new StopDBInstanceCommand(named))
    expect(await status()).toBe('stopping')
    await expect(rds.send(new StopDBInstanceCommand(named))).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
    })
    served.world.advance(5000)
    expect(await status()).toBe('stopped')
    expect(database.up).toBe(false)
    await rds.send(new StartDBInstanceCommand(named))
    expect(await status()).toBe('starting')
    served.world.advance(5000)
    expect(await status()).toBe('available')
    expect(database.up).toBe(true)
  })

  it('shows a server that will not stop as failed', async () => {
    database.fails = true
    await rds.send(new StopDBInstanceCommand(named))
    served.world.advance(5000)
    expect(await status()).toBe('failed')
  })

  it('uses the faults of the service', async () => {
    await expect(
      rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' })),
    ).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    await expect(rds.send(new PromoteReadReplicaCommand(named))).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
    })
    await expect(rds.send(new DescribeDBSnapshotsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
    })
  })

  it('takes up an interrupted stop after a restart', async () => {
    const saved = served.cloud.save() as { databases: { life: unknown }[] }
    const first = saved.databases[0] as { life: unknown }
    first.life = {
      resting: 'running',
      transition: { to: 'stopped', phase: 'stopping', untilMs: served.world.nowMs, settled: false },
    }
    served.cloud.restore(saved)
    await new Promise((resolve) => setImmediate(resolve))
    expect(database.up).toBe(false)
    expect(await status()).toBe('stopped')
  })
})

describe('STS and authentication', () => {
  it('says who one is', async () => {
    const sts = new STSClient({ endpoint: served.url, region: 'us-east-1', credentials })
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/operator',
    })
    sts.destroy()
  })

  it.each([
    ['/2013-04-01/hostedzone', 'GET', undefined, 403, 'MissingAuthenticationToken'],
    ['/', 'POST', undefined, 403, 'MissingAuthenticationToken'],
    ['/2013-04-01/hostedzone', 'GET', 'Bearer x', 400, 'IncompleteSignature'],
    [
      '/2013-04-01/hostedzone',
      'GET',
      `AWS4-HMAC-SHA256 Credential=AK/20260115/us-east-1/rds/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      403,
      'SignatureDoesNotMatch',
    ],
  ])('refuses %s %s signed with %s', async (path, method, authorization, code, name) => {
    const answer = await fetch(served.url + path, {
      method,
      headers: authorization === undefined ? {} : { authorization },
    })
    expect(answer.status).toBe(code)
    expect(await answer.text()).toContain(`<Code>${name}</Code>`)
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("throttles in the vendor's words", () => {
    expect(served.cloud.throttled('route53')).toMatchObject({
      status: 400,
      body: expect.stringContaining('<Code>Throttling</Code>'),
    })
  })
})

describe.skipIf(!hasTool('aws'))('the aws command', () => {
  const aws = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(
      'aws',
      ['--endpoint-url', served.url, '--output', 'json', ...args],
      {
        env: {
          PATH: process.env.PATH,
          HOME: '/nonexistent',
          AWS_ACCESS_KEY_ID: 'lab',
          AWS_SECRET_ACCESS_KEY: 'lab',
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_PAGER: '',
        },
      },
    )
    return JSON.parse(stdout)
  }

  it('lists zones, records, instances and the caller', async () => {
    const [zones, instances, caller] = await Promise.all([
      aws('route53', 'list-hosted-zones'),
      aws('rds', 'describe-db-instances'),
      aws('sts', 'get-caller-identity'),
    ])
    expect(zones.HostedZones[0].Name).toBe('shop.test.')
    expect(instances.DBInstances[0].DBInstanceStatus).toBe('available')
    expect(caller.Account).toBe('000000000000')
    const records = await aws(
      'route53',
      'list-resource-record-sets',
      '--hosted-zone-id',
      zones.HostedZones[0].Id,
    )
    expect(records.ResourceRecordSets).toHaveLength(8)
  }, 60_000)

  it('changes records, and reads the reason of a refusal', async () => {
    const zones = await aws('route53', 'list-hosted-zones')
    const id = zones.HostedZones[0].Id
    const batch = (Action: string) =>
      JSON.stringify({
        Changes: [
          {
            Action,
            ResourceRecordSet: {
              Name: 'cli.shop.test',
              Type: 'A',
              TTL: 1,
              ResourceRecords: [{ Value: '127.9.1.5' }],
            },
          },
        ],
      })
    const made = await aws(
      'route53',
      'change-resource-record-sets',
      '--hosted-zone-id',
      id,
      '--change-batch',
      batch('CREATE'),
    )
    expect(made.ChangeInfo.Status).toBe('PENDING')
    await expect(
      aws(
        'route53',
        'change-resource-record-sets',
        '--hosted-zone-id',
        id,
        '--change-batch',
        batch('CREATE'),
      ),
    ).rejects.toThrow(/InvalidChangeBatch.*already exists/)
  }, 60_000)
})
