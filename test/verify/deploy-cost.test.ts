import { afterEach, describe, expect, it } from 'vitest'
import { shippedPrices } from '../../src/core/cost/prices/shipped-prices.ts'
import { type DeployWorld, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraform } from '../terraform/support/terraform.ts'

let world: DeployWorld
afterEach(() => world?.remove())

/** A volume and a dashboard: the price file of a test says whose price has no stored source. */
const ROOT = `terraform {
  backend "local" {}
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}
provider "aws" {
  region = "us-east-1"
}
resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  type              = "gp3"
  size              = 1000
}
`
const DASHBOARD = `resource "aws_cloudwatch_dashboard" "wall" {
  dashboard_name = "wall"
  dashboard_body = "{}"
}
`
/** 1000 GB at 0.08 US dollars. */
const VOLUME_USD = '80'

/** A world whose cost settings stand beside its deploy section. */
function priced(root: string, cost: object): DeployWorld {
  world = makeDeployWorld({ units: { data: { cloud: 'aws', root } } })
  const file = JSON.parse(world.read('mcloud.json'))
  world.write('mcloud.json', JSON.stringify({ ...file, cost }))
  return world
}

describe.skipIf(skipTerraform())('the cost of a deployment', () => {
  it('stops what is above a limit before anything is applied, and lets through what is within', async () => {
    priced(ROOT, { gate: { maxMonthly: 79 } })
    const refused = await world.run('deploy', '--yes', '--json')
    expect([refused.code, refused.json.error.code, refused.json.error.problems]).toEqual([
      1,
      'POLICY_REFUSED',
      [
        {
          at: 'cost.gate.maxMonthly',
          message: 'what is planned would cost 80.00 US dollars a month',
          expected: 'at most 79',
        },
      ],
    ])
    expect(world.stateIds('data')).toEqual([])
    priced(ROOT, { gate: { maxMonthly: 80 } })
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    expect(world.stateIds('data')).toHaveLength(1)
  })

  it('wants the name of the platform where only unverified prices pass a limit', async () => {
    priced(ROOT + DASHBOARD, { gate: { maxMonthly: 81 }, prices: './prices.json' })
    const { file } = await shippedPrices()
    const prices = file.prices.map(({ source, ...row }) =>
      source === undefined || row.key === 'aws.cloudwatch.dashboard' ? row : { ...row, source },
    )
    world.write('prices.json', JSON.stringify({ ...file, prices }))
    const asked = await world.run('deploy', '--yes', '--json')
    expect(asked.json.error.code).toBe('CONFIRMATION_REQUIRED')
    expect((await world.run('deploy', '--dry-run')).out).toContain('COST UNDECIDED')
    expect((await world.run('deploy', '--confirm=shop', '--json')).code).toBe(0)
  })

  it('goes by the price file of the platform', async () => {
    priced(ROOT, { gate: { maxMonthly: 100 }, prices: './prices.json' })
    const missing = await world.run('deploy', '--yes', '--json')
    expect(missing.json.error.code).toBe('PRICES_INVALID')
    const fetched = {
      at: new Date().toISOString(),
      sku: 'X',
      url: 'https://api.pricing.us-east-1.amazonaws.com/',
    }
    const regions = { aws: 'us-east-1', gcp: 'us-central1', azure: 'eastus' }
    const prices = [
      { key: 'aws.ebs.gp3', unit: 'GB-month', price: '0.16', fetched },
      { key: 'aws.ebs.gp3.iops', unit: 'IOPS-month', price: '0.005', fetched },
      { key: 'aws.ebs.gp3.throughput', unit: 'MBps-month', price: '0.04', fetched },
    ]
    const date = fetched.at.slice(0, 10)
    const file = {
      schemaVersion: 1,
      date,
      currency: 'USD',
      regions,
      unverifiedBasis: '',
      sources: {},
      prices,
    }
    world.write('prices.json', JSON.stringify(file))
    const refused = await world.run('deploy', '--yes', '--json')
    expect(refused.json.error.problems[0].message).toBe(
      'what is planned would cost 160.00 US dollars a month',
    )
  })

  it('is estimated the same for a unit, for its bundle, and for the gate', async () => {
    priced(ROOT, { gate: { maxIncrease: 79 } })
    const unit = await world.run('cost', 'estimate', '--unit', 'data', '--json')
    expect(unit.json.data.estimate.increaseUsd).toBe(VOLUME_USD)
    const held = await world.run('cost', 'gate', '--unit', 'data', '--json')
    expect([held.code, held.json.data.gate.verdict]).toEqual([1, 'exceeded'])
    // A bundle holds nothing that could not be applied.
    expect((await world.run('deploy', 'plan', '--out', 'one.bundle', '--json')).json.error.code).toBe(
      'POLICY_REFUSED',
    )
    const file = JSON.parse(world.read('mcloud.json'))
    world.write('mcloud.json', JSON.stringify({ ...file, cost: {} }))
    const sealed = await world.run('deploy', 'plan', '--out', `${world.folder}/one.bundle`, '--json')
    expect(sealed.code).toBe(0)
    const bundle = await world.run('cost', 'estimate', '--bundle', `${world.folder}/one.bundle`, '--json')
    expect(bundle.json.data.estimate).toEqual(unit.json.data.estimate)
    const gate = await world.run(
      ...['cost', 'gate', '--bundle', `${world.folder}/one.bundle`, '--max-monthly', '80', '--json'],
    )
    expect([gate.code, gate.json.data.gate.verdict]).toEqual([0, 'within'])
  })

  it('counts what stays as it is', async () => {
    priced(ROOT, {})
    expect((await world.run('deploy', '--yes', '--json')).code).toBe(0)
    const after = await world.run('cost', 'estimate', '--unit', 'data', '--json')
    expect([after.json.data.estimate.monthlyUsd, after.json.data.estimate.increaseUsd]).toEqual([
      VOLUME_USD,
      '0',
    ])
  })
})
