import { afterEach, describe, expect, it } from 'vitest'
import { type DeployWorld, makeDeployWorld } from '../deploy/support/deploy-world.ts'
import { skipTerraform } from '../terraform/support/terraform.ts'

let world: DeployWorld
afterEach(() => world?.remove())

const AWS = `terraform {
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
resource "aws_sqs_queue" "first" {
  name = "first"
}
resource "aws_sqs_queue" "second" {
  name       = "second"
  depends_on = [aws_sqs_queue.first]
}
output "arn" { value = aws_sqs_queue.second.arn }
`

const GCP = `terraform {
  backend "local" {}
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}
provider "google" {
  project = "shop-test"
  region  = "us-central1"
}
variable "from" {
  type = string
}
resource "google_pubsub_topic" "it" {
  name   = "it"
  labels = { from = substr(sha256(var.from), 0, 8) }
}
`

const UNITS = {
  queue: { cloud: 'aws' as const, root: AWS },
  topic: { cloud: 'gcp' as const, root: GCP, inputs: { from: 'queue.arn' } },
}

interface Line {
  readonly unit: string
  readonly state: string
  readonly applied: number
  readonly error?: { readonly code: string; readonly message: string }
}
const unit = (data: { report: { units: Line[] } }, name: string) =>
  data.report.units.find((one) => one.unit === name)

describe.skipIf(skipTerraform())('units of two clouds over the schemas of their providers', () => {
  it('are applied across the clouds; what an expired sign-in left half done is finished by resume', async () => {
    world = makeDeployWorld({
      units: UNITS,
      environment: {
        TWIN_FAIL:
          'aws_sqs_queue.second@create:ExpiredToken: the security token included in the request is expired',
      },
    })
    const failed = await world.run('deploy', '--yes', '--json')
    expect(failed.code).toBe(6)
    expect(unit(failed.json.data, 'queue')).toMatchObject({
      state: 'failed',
      applied: 1,
      error: { code: 'AUTH_DENIED' },
    })
    expect(unit(failed.json.data, 'topic')).toMatchObject({ state: 'skipped', because: 'queue' })
    expect(world.stateIds('queue')).toHaveLength(1)

    ;(world.environment as Record<string, string>).TWIN_FAIL = ''
    const resumed = await world.run('deploy', 'resume', '--confirm=shop', '--json')
    expect([resumed.code, resumed.json.data.report.units.map(({ state }: Line) => state)]).toEqual([
      0,
      ['applied', 'applied'],
    ])
    const last = await world.run('deploy', 'drift', '--json')
    expect(last.json.data.units.map(({ state }: Line) => state)).toEqual(['in sync', 'in sync'])
    const { json } = await world.run('status', '--json')
    expect(json.data.units).toEqual([
      expect.objectContaining({ unit: 'queue', health: 'healthy', drift: expect.anything() }),
      expect.objectContaining({ unit: 'topic', applied: expect.objectContaining({ result: 'applied' }) }),
    ])
  })
})
