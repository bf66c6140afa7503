import { expect, it } from 'vitest'
import type { Deployment } from '../../../src/core/deploy/deployment.ts'
import { judgeAll } from '../../../src/core/deploy/judge.ts'
import type { MadePlan } from '../../../src/core/deploy/plan-units.ts'

const PLAN = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  planned_values: { root_module: {} },
  configuration: { provider_config: { aws: { expressions: { region: { constant_value: 'us-east-1' } } } } },
  resource_changes: [
    {
      address: 'aws_instance.web',
      mode: 'managed' as const,
      type: 'aws_instance',
      name: 'web',
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: {
        actions: ['create' as const],
        before: null,
        after: { instance_type: 'm5.large', availability_zone: 'us-east-1a' },
        after_unknown: {},
      },
    },
    {
      address: 'aws_no_such_thing.it',
      mode: 'managed' as const,
      type: 'aws_no_such_thing',
      name: 'it',
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: { actions: ['create' as const], before: null, after: {}, after_unknown: {} },
    },
  ],
}

const made = {
  unit: 'web',
  changes: { unit: 'web', counts: {}, items: [], outputs: {}, drift: [] },
  file: { json: PLAN },
} as unknown as MadePlan

function judge(maxMonthlyIncrease: number) {
  const policies = {
    statefulLoss: 'confirm',
    stateful: [],
    regions: {},
    requiredTags: [],
    publicExposure: 'warn',
    maxMonthlyIncrease,
  }
  const deployment = { deploy: { policies } } as unknown as Deployment
  const call = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY }
  return judgeAll(deployment, {}, [made, made], call)
}

it('holds the limit of the monthly cost against all plans together', async () => {
  const refused = await judge(1)
  expect(refused.refusals).toHaveLength(1)
  const [, amount] = /add (\d+\.\d\d) US dollars/.exec(refused.refusals[0]?.message ?? '') ?? []
  expect(Number(amount)).toBeGreaterThan(100)
  expect((await judge(Number(amount) + 1)).refusals).toEqual([])
  expect((await judge(Number(amount) / 2)).refusals).toHaveLength(1)
  expect((await judge(10_000)).warnings[0]).toMatch(/resources have a cost that is not in the estimate/)
})
