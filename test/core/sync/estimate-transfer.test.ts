import { describe, expect, it } from 'vitest'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'
import { estimateTransfer } from '../../../src/core/sync/estimate-transfer.ts'
import { transferFacts } from '../../../src/core/sync/transfer-text.ts'
import { McloudError } from '../../../src/errors/mcloud-error.ts'
import { specOf } from '../../support/sync-engines.ts'

const GIB = 2 ** 30
const none = { objects: 0, bytes: 0 }
const regions = { aws: 'us-east-1', gcp: 'us-central1', azure: 'eastus' }
const basis = async () => ({ prices: await shippedPrices(), regions })
const untouched = async () => {
  throw new Error('the prices were loaded')
}

describe('what a plan moves out of a cloud', () => {
  it('is told for each direction of a pair', async () => {
    const copiedTo = { a: { objects: 1, bytes: 2 * GIB }, b: { objects: 10, bytes: GIB } }
    const estimate = await estimateTransfer(specOf('s3://x', 'gs://y'), { copiedTo, conflicts: 0 }, basis)
    expect(estimate).toMatchObject({
      kind: 'estimate',
      currency: 'USD',
      flows: [
        { from: 'aws', fromRegion: 'us-east-1', to: 'gcp', objects: 10, bytes: GIB, egressUsd: '0.09' },
        { from: 'gcp', to: 'aws', toRegion: 'us-east-1', objects: 1, bytes: 2 * GIB, egressUsd: '0.24' },
      ],
      unknown: [],
    })
    expect(transferFacts(estimate, true)).toEqual([
      ['leaves aws', '1.0 GiB for gcp'],
      [
        'estimated cost',
        '0.09 USD for traffic, less than 0.0001 USD for requests (estimate; prices of 2026-11-21, not read from the vendor)',
      ],
      ['leaves gcp', '2.0 GiB for aws'],
      [
        'estimated cost',
        '0.24 USD for traffic, less than 0.0001 USD for requests (estimate; prices of 2026-11-21, not read from the vendor)',
      ],
    ])
  })

  it('is nothing, without a look at prices, where there is nothing to copy or the source is a folder', async () => {
    const nothing = await estimateTransfer(
      specOf('s3://x', 'gs://y'),
      { copiedTo: { a: none, b: none }, conflicts: 0 },
      untouched,
    )
    const up = await estimateTransfer(
      specOf('./x', 's3://y'),
      { copiedTo: { a: none, b: { objects: 1, bytes: 5 } }, conflicts: 0 },
      untouched,
    )
    for (const estimate of [nothing, up]) {
      expect(estimate.flows).toEqual([])
      expect(transferFacts(estimate, true)).toEqual([['leaves a cloud', 'nothing']])
    }
  })

  it('is told as what it is where both places are in one cloud', async () => {
    const within = await estimateTransfer(
      specOf('s3://a', 's3://b'),
      { copiedTo: { a: none, b: { objects: 2, bytes: GIB } }, conflicts: 0 },
      basis,
    )
    expect(transferFacts(within, true)[0]).toEqual(['moves within aws', '1.0 GiB'])
    expect(transferFacts(within, false)[0]).toEqual(['moved within aws', '1.0 GiB'])
    expect(transferFacts(within, true)[1]?.[1]).toMatchObject({
      text: expect.stringContaining('traffic unknown'),
    })
  })

  it('is unknown, with the reason, of remotes, without a price table, and of conflicts', async () => {
    const copiedTo = { a: none, b: { objects: 1, bytes: GIB } }
    const remote = await estimateTransfer(
      specOf('rclone://r/x', 's3://y'),
      { copiedTo, conflicts: 0 },
      untouched,
    )
    expect(transferFacts(remote, true)[1]).toEqual([
      'estimated cost',
      { text: 'traffic and requests unknown: nobody tells which cloud rclone://r/x is in', tone: 'warn' },
    ])
    const toRemote = await estimateTransfer(
      specOf('s3://y', 'rclone://r/x'),
      { copiedTo, conflicts: 0 },
      basis,
    )
    expect(toRemote.flows[0]).toMatchObject({
      to: 'rclone',
      egressUsd: '0.09',
      unknown: [{ of: 'requests' }],
    })
    expect(toRemote.flows[0]).not.toHaveProperty('usd')
    const broken = await estimateTransfer(
      specOf('s3://x', 'gs://y'),
      { copiedTo, conflicts: 0 },
      async () => {
        throw new McloudError({ code: 'PRICES_INVALID', message: 'prices.json is not JSON.' })
      },
    )
    expect(broken.flows[0]).toMatchObject({
      bytes: GIB,
      unknown: [
        { of: 'egress', reason: 'prices.json is not JSON.' },
        { of: 'requests', reason: 'prices.json is not JSON.' },
      ],
    })
    const spec = specOf('s3://x', 'gs://y')
    const settled = { ...spec, rules: { ...spec.rules, conflicts: 'newer' as const } }
    const unsettled = await estimateTransfer(
      settled,
      { copiedTo: { a: none, b: none }, conflicts: 2 },
      untouched,
    )
    expect(unsettled.unknown).toEqual(['what the settling of 2 conflicts moves is not counted'])
  })
})
