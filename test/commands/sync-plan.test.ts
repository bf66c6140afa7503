import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { readInput } from '../../src/cli/input.ts'
import { CATALOGUE } from '../../src/commands/catalogue.ts'
import type { Context } from '../../src/commands/command.ts'
import type { Platform } from '../../src/config/platform.ts'
import type { SyncResult } from '../../src/core/sync/pair-result.ts'
import { parsePlace } from '../../src/core/sync/place.ts'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { makeGcsBucket, makeS3Bucket } from '../support/lab-buckets.ts'
import { md5Of, syncPortsOf } from '../support/sync-engines.ts'
import { callOf, scratchFolder } from '../support/sync-pair.ts'
import { textPage } from './command-context.ts'

const MIB = 2 ** 20
let aws: LabApi
let gcp: LabApi
const scratch = scratchFolder()
beforeAll(async () => {
  aws = await startLabApi(makeAwsCloud)
  gcp = await startLabApi(makeGcpCloud)
  writeFileSync(join(scratch.path, 'token'), 'planted-token')
  await makeS3Bucket(aws.url, 'source')
  await makeGcsBucket(gcp.url, 'sink')
  const place = parsePlace('FROM', 's3://source')
  if ('problem' in place) throw new Error(place.problem.message)
  const stores = await portsOf(false).syncStores()
  const store = await stores.open(place, { throttled: () => {}, retried: () => {} })
  const bytes = Buffer.alloc(MIB)
  for (const key of ['one', 'two'])
    await store.write({ key, bytes, md5: md5Of(bytes), attributes: {}, modifiedMs: 0 }, callOf())
  await store.close()
})
afterAll(async () => {
  await aws.close()
  await gcp.close()
  scratch.remove()
})

const portsOf = (dryRun: boolean) =>
  syncPortsOf({
    aws: aws.url,
    gcp: gcp.url,
    folder: scratch.path,
    tokenFile: join(scratch.path, 'token'),
    dryRun,
  })

/** Runs a command as it was typed; a platform is looked for only by what prices the plan. */
async function run(line: string, platform?: Platform) {
  const words = line.split(' ')
  const read = await readCommandLine(words, CATALOGUE)
  if (read.command === undefined) throw new Error('no such command')
  const ports = portsOf(words.includes('--dry-run'))
  let looks = 0
  const context = {
    ...ports,
    workingFolder: scratch.path,
    platform: async () => {
      looks += 1
      return platform ?? ports.platform()
    },
  } as unknown as Context
  const result = await read.command.run((await readInput(read.command, read)).input, context)
  const page = textPage()
  await read.command.human(result, page)
  return { pair: (result.data as SyncResult).pairs[0], text: page.text(), looks }
}

it('a plan tells what leaves a cloud and estimates its cost; a sync tells what has left it', async () => {
  const plan = await run('sync plan s3://source gs://sink')
  expect(plan.pair?.transfer).toMatchObject({
    kind: 'estimate',
    currency: 'USD',
    flows: [
      {
        from: 'aws',
        to: 'gcp',
        objects: 2,
        bytes: 2 * MIB,
        egressUsd: '0.00017578125',
        requestsUsd: '0.0000108',
        usd: '0.00018658125',
        unknown: [],
      },
    ],
  })
  expect(plan.pair?.transfer?.flows[0]).not.toHaveProperty('fromRegion')
  expect(plan.text).toContain('leaves aws: 2.0 MiB for gcp')
  expect(plan.text).toContain(
    'estimated cost: 0.0002 USD for traffic, less than 0.0001 USD for requests (estimate; prices of 2026-11-21, not read from the vendor, as in us-east-1 and us-central1)',
  )

  expect(plan.pair?.advice).toMatchObject({
    recommended: 'builtin',
    choices: [
      { engine: 'builtin', possible: true, basis: { kind: 'assumed' } },
      { engine: 'rclone' },
      { engine: 'managed', possible: false, reason: expect.stringContaining('--transfer-role') },
    ],
  })
  expect(plan.text).toContain('recommended engine: builtin: it proves each object while it copies it')
  expect(plan.text).toMatch(/builtin \(mcloud itself\).*about 1\.0 s.*0\.0002 USD.*assumed: /)

  const clouds = { aws: { region: 'us-east-1' }, gcp: { region: 'us-central1' } }
  const dry = await run('sync s3://source gs://sink --dry-run', { clouds, later: {} } as unknown as Platform)
  expect(dry.pair?.transfer?.flows[0]).toMatchObject({ fromRegion: 'us-east-1', toRegion: 'us-central1' })
  expect(dry.text).toContain('prices of 2026-11-21, not read from the vendor)')

  const done = await run('sync s3://source gs://sink')
  expect(done.pair?.report).toMatchObject({ copied: 2, failures: 0 })
  expect(done.pair?.transfer).toEqual(plan.pair?.transfer)
  expect(done.pair).not.toHaveProperty('advice')
  expect(done.text).toContain('has left aws: 2.0 MiB for gcp')
  expect(done.text).toContain('estimated cost: 0.0002 USD for traffic')

  const again = await run('sync s3://source gs://sink')
  expect(again.pair).toMatchObject({ report: { copied: 0 }, transfer: { flows: [], unknown: [] } })
  expect(again.text).not.toContain('estimate')
  // Where nothing has left a cloud, there is nothing to look a price up for.
  expect(again.looks).toBe(0)
})
