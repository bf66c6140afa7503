import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'
import type { AwsServer } from './aws-harness.ts'
import { freePort } from './free-port.ts'

/** Where moto's server is on this machine, if it is there: an emulator of AWS made by other hands. */
export function findMoto(): string | undefined {
  return findProgram('moto_server')
}

/** Where a program is on this machine, if it is there. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Starts moto with an empty bucket `shop-coordination` in it. */
export async function startMotoStore(program: string) {
  const moto = await launch(program)
  await new S3Client(configOf(moto.url)).send(new CreateBucketCommand({ Bucket: 'shop-coordination' }))
  return moto
}

/** Starts moto with the zone shop.test, the instance orders-aws and the bucket shop-coordination in it. */
export async function startMoto(program: string): Promise<AwsServer> {
  const { url, close } = await startMotoStore(program)
  const config = configOf(url)
  const route53 = new Route53Client(config)
  const zone = await route53.send(
    new CreateHostedZoneCommand({ Name: 'shop.test.', CallerReference: 'test' }),
  )
  await new RDSClient(config).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders-aws',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      EngineVersion: '16.3',
      AllocatedStorage: 20,
      MasterUsername: 'mcloud_admin',
      MasterUserPassword: 'only-for-moto',
    }),
  )
  return {
    account: '123456789012',
    bucket: 'shop-coordination',
    instance: 'orders-aws',
    nameServers: zone.DelegationSet?.NameServers ?? [],
    handle: (request) => forward(url, request),
    close,
  }
}

function configOf(url: string) {
  return {
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test' },
  }
}

async function launch(program: string) {
  const port = await freePort()
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await answering(url)
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}

async function forward(url: string, request: LabRequest): Promise<LabResponse> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
  const answer = await fetch(url + request.url, {
    method: request.method,
    headers: headers as Record<string, string>,
    ...(request.body.length === 0 ? {} : { body: new Uint8Array(request.body) }),
  })
  return {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'text/xml',
      ...(answer.headers.has('etag') ? { etag: answer.headers.get('etag') ?? '' } : {}),
    },
    body: Buffer.from(await answer.arrayBuffer()),
  }
}

async function answering(url: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return
    await sleep(100)
  }
  throw new Error('moto did not start')
}
