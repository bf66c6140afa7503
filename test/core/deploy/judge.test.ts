import { expect, it } from 'vitest'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'
import type { Deployment } from '../../../src/core/deploy/deployment.ts'
import { judgeAll } from '../../../src/core/deploy/judge.ts'
import type { MadePlan } from '../../../src/core/deploy/plan-units.ts'

const { file: shipped } = await shippedPrices()
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

const CALL = { signal: new AbortController().signal, deadlineMs: Number.POSITIVE_INFINITY }

interface Given {
  readonly maxMonthlyIncrease?: number
  readonly gate?: { readonly maxMonthly?: number; readonly maxIncrease?: number }
  readonly type?: string
  readonly nowMs?: number
  /** The row whose price nobody has verified. */
  readonly unverified?: string
}

function judge({ maxMonthlyIncrease, gate, type = 't3.large', nowMs, unverified }: Given) {
  const policies = {
    statefulLoss: 'confirm',
    stateful: [],
    regions: {},
    requiredTags: [],
    publicExposure: 'warn',
    ...(maxMonthlyIncrease === undefined ? {} : { maxMonthlyIncrease }),
  }
  const platform = { clouds: {}, later: { cost: gate === undefined ? {} : { gate } } }
  const deployment = { platform, deploy: { policies } } as unknown as Deployment
  const json = structuredClone(PLAN)
  const [machine] = json.resource_changes
  if (machine !== undefined) machine.change.after = { instance_type: type, availability_zone: 'us-east-1a' }
  const plan = { ...made, file: { json } } as unknown as MadePlan
  const clock = { now: () => nowMs ?? 0, sleep: async () => {} }
  const priceFile = async () => ({
    path: 'prices.json',
    content: {
      ...shipped,
      prices: shipped.prices.map(({ source, ...row }) =>
        row.key === unverified || source === undefined ? row : { ...row, source },
      ),
    },
  })
  return judgeAll(deployment, nowMs === undefined ? { priceFile } : { priceFile, clock }, [plan, plan], CALL)
}

it('holds the limit of the monthly cost against all plans together', async () => {
  const refused = await judge({ maxMonthlyIncrease: 1 })
  expect(refused.refusals).toHaveLength(1)
  const [, amount] = /add (\d+\.\d\d) US dollars/.exec(refused.refusals[0]?.message ?? '') ?? []
  expect(Number(amount)).toBeGreaterThan(100)
  expect((await judge({ maxMonthlyIncrease: Number(amount) + 1 })).refusals).toEqual([])
  expect((await judge({ maxMonthlyIncrease: Number(amount) / 2 })).refusals).toHaveLength(1)
  expect((await judge({ maxMonthlyIncrease: 10_000 })).warnings[0]).toMatch(
    /resources have a cost that is not in the estimate/,
  )
})

it('holds the limits of cost.gate too, each with its place', async () => {
  const { refusals } = await judge({ gate: { maxMonthly: 5, maxIncrease: 4 }, maxMonthlyIncrease: 3 })
  expect(refusals.map(({ at, expected }) => `${at} ${expected}`)).toEqual([
    'deploy.policies.maxMonthlyIncrease at most 3',
    'cost.gate.maxIncrease at most 4',
    'cost.gate.maxMonthly at most 5',
  ])
})

it('leaves to people what only unverified or expired prices put above a limit', async () => {
  const undecided = await judge({ maxMonthlyIncrease: 50, type: 'm5.large', unverified: 'aws.ec2.m5' })
  expect([undecided.refusals, undecided.undecided]).toEqual([[], true])
  expect(undecided.warnings[0]).toMatch(/COST UNDECIDED.*nobody has verified/)
  const expired = await judge({ maxMonthlyIncrease: 50, nowMs: Date.parse('2028-12-01') })
  expect([expired.refusals, expired.undecided]).toEqual([[], true])
  expect(expired.warnings[0]).toMatch(/expired/)
  expect((await judge({ maxMonthlyIncrease: 50, nowMs: Date.parse('2026-12-01') })).refusals).toHaveLength(1)
})
