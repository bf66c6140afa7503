import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { estimateDocument } from '../../../src/core/cost/estimate/estimate-document.ts'
import { estimatePlan } from '../../../src/core/cost/estimate/estimate-plan.ts'
import { judge, refuseExpired } from '../../../src/core/cost/estimate/gate.ts'
import { priceUnits } from '../../../src/core/cost/estimate/price-units.ts'
import { isFree } from '../../../src/core/cost/estimate/resources/free.ts'
import { PRICINGS } from '../../../src/core/cost/estimate/resources/pricings.ts'
import { UNPRICED } from '../../../src/core/cost/estimate/resources/unpriced.ts'
import { joinEstimates } from '../../../src/core/cost/estimate/total-estimate.ts'
import { transferCost } from '../../../src/core/cost/estimate/transfer-cost.ts'
import { decimal } from '../../../src/core/cost/money.ts'
import { makePriceBook } from '../../../src/core/cost/prices/price-book.ts'
import { shippedPrices } from '../../../src/core/cost/prices/shipped-prices.ts'
import { ATTRIBUTES, NEEDS_ANOTHER, planOf } from './support/plans.ts'

const prices = await shippedPrices()
const estimate = (plan: unknown, usage = {}) => estimatePlan({ plan, prices, usage })

/** What the first resource of a plan costs a month, to the cent. */
function costOf(type: string, after: object, usage = {}): string {
  const { resources } = estimate(planOf([{ type, after: after as Record<string, unknown> }]), {
    [type]: usage,
  })
  expect(resources[0]?.reason).toBeUndefined()
  return decimal(resources[0]?.monthlyUsd ?? '-1').toFixed(2)
}

/** Every type of resource in the Terraform of this repository. */
function ownTypes(): string[] {
  const root = join(import.meta.dirname, '../../../terraform')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tf'),
  )
  const types = files.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/^resource "(\w+)"/gm)].map(
      (found) => found[1] ?? '',
    ),
  )
  return [...new Set(types)].sort()
}

describe('the types', () => {
  it('that cost something and are priced are more than a hundred, the free ones not counted, in each cloud many', () => {
    // A type counts by what it is priced by: a component of which the price file has the price.
    const types = Object.entries(PRICINGS).filter(([type]) => {
      if (NEEDS_ANOTHER.includes(type)) return true
      const { resources } = estimate(planOf([{ type, after: ATTRIBUTES[type] ?? {} }]))
      return resources[0]?.kind === 'priced' || resources[0]?.kind === 'usageBased'
    })
    expect(types.length).toBeGreaterThanOrEqual(150)
    for (const prefix of ['aws_', 'google_', 'azurerm_']) {
      expect(types.filter(([type]) => type.startsWith(prefix)).length).toBeGreaterThan(40)
    }
  })

  it('of our own modules are priced, free, or unpriced for a reason that is told', () => {
    const types = ownTypes()
    expect(types.length).toBeGreaterThan(200)
    const unknown = types.filter((type) => PRICINGS[type] === undefined && !isFree(type))
    expect(unknown).toEqual(Object.keys(UNPRICED).sort())
    const plan = planOf(unknown.map((type) => ({ type, after: {} })))
    for (const { kind, reason, type } of estimate(plan).resources) {
      expect([kind, reason]).toEqual(['unsupported', UNPRICED[type]])
    }
  })

  it.each(Object.keys(PRICINGS).filter((type) => !NEEDS_ANOTHER.includes(type)))(
    '%s has its prices',
    (type) => {
      const { resources, counts } = estimate(planOf([{ type, after: ATTRIBUTES[type] ?? {} }]))
      expect(resources[0]?.reason).toBeUndefined()
      expect(counts.unsupported).toBe(0)
    },
  )
})

// Figures of other people's estimates with the same prices, and of the vendors' own examples.
describe('known months', () => {
  it.each([
    ['aws_instance', { instance_type: 't3.medium', root_block_device: [{ volume_size: 8 }] }, {}, '31.17'],
    [
      'aws_db_instance',
      { instance_class: 'db.t3.large', engine: 'postgres', allocated_storage: 20 },
      {},
      '108.15',
    ],
    [
      'aws_db_instance',
      { instance_class: 'db.t3.large', engine: 'mysql', multi_az: true, allocated_storage: 30 },
      {},
      '205.46',
    ],
    ['aws_eks_cluster', {}, {}, '73.00'],
    ['aws_nat_gateway', {}, { monthlyDataGb: 100 }, '37.35'],
    [
      'aws_msk_cluster',
      {
        number_of_broker_nodes: 2,
        broker_node_group_info: [{ instance_type: 'kafka.t3.small', ebs_volume_size: 500 }],
      },
      {},
      '166.58',
    ],
    ['aws_dynamodb_table', { write_capacity: 20, read_capacity: 30 }, {}, '12.34'],
    ['aws_ebs_volume', { type: 'gp3', size: 40, iops: 4000, throughput: 130 }, {}, '8.40'],
    [
      'aws_lambda_function',
      { memory_size: 512 },
      { monthlyRequests: 100_000, monthlyComputeSeconds: 35_000 },
      '0.31',
    ],
    [
      'google_compute_instance',
      { machine_type: 'n1-standard-16', boot_disk: [{ initialize_params: [{ size: 10 }] }] },
      {},
      '388.76',
    ],
    [
      'google_compute_instance',
      { machine_type: 'n2-standard-8', boot_disk: [{ initialize_params: [{ size: 10 }] }] },
      {},
      '227.27',
    ],
    [
      'google_sql_database_instance',
      { settings: [{ tier: 'db-custom-2-7680', availability_type: 'REGIONAL', disk_size: 10 }] },
      {},
      '200.65',
    ],
    ['google_redis_instance', { tier: 'STANDARD_HA', memory_size_gb: 5 }, {}, '197.10'],
    [
      'azurerm_linux_virtual_machine',
      { size: 'Standard_F2', os_disk: [{ storage_account_type: 'Premium_LRS', disk_size_gb: 30 }] },
      {},
      '77.55',
    ],
    ['azurerm_redis_cache', { sku_name: 'Standard', family: 'C', capacity: 3 }, {}, '328.50'],
    [
      'azurerm_kubernetes_cluster',
      {
        sku_tier: 'Standard',
        default_node_pool: [{ vm_size: 'Standard_D2_v2', node_count: 5, os_disk_size_gb: 32 }],
      },
      {},
      '632.30',
    ],
    ['azurerm_firewall', { sku_tier: 'Premium' }, { monthlyDataGb: 10_000 }, '1437.50'],
  ])('%s', (type, after, usage, wanted) => {
    expect(costOf(type, after, usage)).toBe(wanted)
  })
})

describe('a plan', () => {
  it('ends every resource as priced, free, dependent on usage or unsupported', () => {
    const { counts, resources } = estimate(
      planOf([
        { type: 'aws_instance', after: { instance_type: 't3.micro' } },
        { type: 'aws_iam_role', after: {} },
        { type: 'aws_sqs_queue', after: {} },
        { type: 'aws_instance', after: {}, unknown: { instance_type: true } },
        { type: 'aws_instance', after: { instance_type: 'z9.large' } },
        { type: 'aws_made_up_thing', after: {} },
        { type: 'random_id', after: {} },
      ]),
    )
    expect(counts).toEqual({ priced: 1, free: 2, usageBased: 1, unsupported: 3 })
    expect(resources.map(({ reason }) => reason)).toEqual([
      undefined,
      undefined,
      undefined,
      'instance_type is known only after the apply',
      'there is no price for instance (z9.large) (aws.ec2.z9)',
      'no price is known for this type',
      undefined,
    ])
    expect(resources[2]?.openUsage).toEqual(['monthlyRequests'])
  })

  it('says the difference against now, with deletions and replacements', () => {
    const small = { instance_type: 't3.medium', root_block_device: [{ volume_size: 8 }] }
    const large = { instance_type: 't3.large', root_block_device: [{ volume_size: 8 }] }
    const { previousUsd, monthlyUsd, increaseUsd } = estimate(
      planOf([
        { type: 'aws_instance', before: small, after: large, actions: ['delete', 'create'] },
        { type: 'aws_instance', before: small },
        { type: 'aws_eks_cluster', before: {}, after: {}, actions: ['no-op'] },
      ]),
    )
    expect(decimal(previousUsd).toFixed(3)).toBe(decimal('31.168').times(2).plus(73).toFixed(3))
    expect(monthlyUsd).toBe('134.536')
    expect(increaseUsd).toBe('-0.8')
  })

  it('counts what Terraform puts off, and does not price it', () => {
    // As Terraform 1.10 and later write a plan with a count that is not known yet.
    const deferred = (type: string, reason: string) => ({
      reason,
      resource_change: {
        address: `module.a["x"].module.b.${type}.web[*]`,
        mode: 'managed',
        type,
        change: {
          actions: ['create'],
          before: null,
          after: { instance_type: 'm5.large' },
          after_unknown: {},
        },
      },
    })
    const plan = planOf([{ type: 'aws_eks_cluster', after: {} }], {
      deferred_changes: [
        deferred('aws_instance', 'instance_count_unknown'),
        deferred('aws_iam_role', 'deferred_prereq'),
      ],
      complete: false,
    })
    const { counts, monthlyUsd, resources } = estimate(plan)
    expect([counts, monthlyUsd]).toEqual([{ priced: 1, free: 1, usageBased: 0, unsupported: 1 }, '73'])
    expect(resources[1]?.reason).toBe('Terraform puts it off to a later plan (instance_count_unknown)')
  })

  it('goes on counting what is only forgotten', () => {
    const { monthlyUsd, increaseUsd } = estimate(
      planOf([{ type: 'aws_eks_cluster', before: {}, after: null, actions: ['forget'] }]),
    )
    expect([monthlyUsd, increaseUsd]).toEqual(['73', '0'])
  })

  it('tells nothing that is marked as sensitive', () => {
    const plan = planOf([
      { type: 'aws_instance', after: { instance_type: 'm5.large' } },
      { type: 'aws_instance', after: { instance_type: 'z9-secret.large' } },
      {
        type: 'google_sql_database_instance',
        after: { settings: [{ tier: 'db-custom-2-7680', disk_size: 10 }] },
      },
    ])
    for (const { change, type } of plan.resource_changes) {
      Object.assign(change, {
        after_sensitive: type === 'aws_instance' ? { instance_type: true } : { settings: [{ tier: true }] },
      })
    }
    const { resources } = estimate(plan)
    expect(decimal(resources[0]?.monthlyUsd ?? '0').gt(70)).toBe(true)
    expect(JSON.stringify(resources)).not.toMatch(/m5\.large|z9-secret|db-custom/)
    expect(resources[1]?.reason).toContain('(sensitive)')
  })

  it('of ten modules deep, with keys that look like addresses, is priced each once', () => {
    const address = `${'module.m["a.b[0]"].'.repeat(10)}aws_instance.web["x.y"]`
    const after = { instance_type: 'm5.large', root_block_device: [{ volume_size: 8 }] }
    const { counts } = estimate(planOf([{ address, type: 'aws_instance', after }]))
    expect(counts.priced).toBe(1)
  })

  it('finds the template of a group and the task of a service, through modules', () => {
    const { resources } = estimate(
      planOf(
        [
          {
            address: 'module.a["x"].aws_autoscaling_group.web',
            type: 'aws_autoscaling_group',
            after: { desired_capacity: 3 },
          },
          {
            address: 'module.a["x"].aws_launch_template.web',
            type: 'aws_launch_template',
            after: { instance_type: 'm5.large' },
          },
          {
            address: 'aws_ecs_service.api',
            type: 'aws_ecs_service',
            after: { launch_type: 'FARGATE', desired_count: 2 },
          },
          {
            address: 'aws_ecs_task_definition.api',
            type: 'aws_ecs_task_definition',
            after: { cpu: '1024', memory: '2048' },
          },
        ],
        {
          configuration: {
            root_module: {
              resources: [
                {
                  address: 'aws_ecs_service.api',
                  expressions: {
                    task_definition: {
                      references: ['aws_ecs_task_definition.api.arn', 'aws_ecs_task_definition.api'],
                    },
                  },
                },
              ],
              module_calls: {
                a: {
                  module: {
                    resources: [
                      {
                        address: 'aws_autoscaling_group.web',
                        expressions: {
                          launch_template: [
                            { id: { references: ['aws_launch_template.web.id', 'aws_launch_template.web'] } },
                          ],
                        },
                      },
                    ],
                  },
                },
              },
            },
          },
        },
      ),
    )
    expect(resources.map(({ monthlyUsd }) => monthlyUsd)).toEqual(['210.24', '0', '72.0802', '0'])
  })

  it('prices other regions as the base region, and counts that', () => {
    const after = { instance_type: 'm5.large', root_block_device: [{ volume_size: 8 }] }
    const configuration = {
      provider_config: { aws: { name: 'aws', expressions: { region: { references: ['var.region'] } } } },
    }
    const plan = planOf([{ type: 'aws_instance', after }], {
      configuration,
      variables: { region: { value: 'eu-west-1' } },
    })
    expect(estimate(plan).prices.otherRegion).toBe(2)
    expect(estimate(plan).verified.monthlyUsd).toBe('0')
    const row = { key: 'aws.ec2.m5', region: 'eu-west-1', unit: 'hour', price: '0.107' }
    const own = makePriceBook({ ...prices.file, prices: [...prices.file.prices, row] }, 'test')
    expect(estimatePlan({ plan, prices: own }).prices.otherRegion).toBe(1)
  })

  it('of several units is one, to the last place', async () => {
    const unit = (name: string) => ({ unit: name, json: planOf([{ type: 'aws_eks_cluster', after: {} }]) })
    const joined = await priceUnits([unit('one'), unit('two')], {})
    expect([joined.monthlyUsd, joined.increaseUsd, joined.counts.priced]).toEqual(['146', '146', 2])
    expect(joined.resources.map(({ address }) => address.split(':')[0])).toEqual(['one', 'two'])
  })

  it.each([
    [null],
    [[]],
    [{}],
    [{ format_version: '2.0' }],
    [{ format_version: '1.2', resource_changes: [{}] }],
    [{ format_version: '1.2', deferred_changes: [{}] }],
    [{ format_version: '1.2', deferred_changes: {} }],
    [{ format_version: '1.2', errored: true, resource_changes: [] }],
    [{ format_version: '1.0', values: { root_module: { resources: [] } } }],
  ])('that is none is refused: %j', (plan) => {
    expect(() => estimate(plan)).toThrowError(expect.objectContaining({ code: 'PLAN_INVALID' }))
  })
})

describe('an estimate for people', () => {
  const usage = { aws_nat_gateway: { monthlyDatGb: 5 } }
  const made = estimatePlan({
    plan: planOf([
      { type: 'aws_nat_gateway', after: {} },
      { type: 'aws_lambda_function', after: {} },
      { type: 'aws_nonesuch', after: {} },
    ]),
    prices,
    usage,
  })

  it('says in its first line what the sum leaves out', () => {
    expect(estimateDocument(made, 0).headline).toMatch(
      /not counted: 1 without a price, 1 whose usage is not told$/,
    )
  })
  it('says that a plan with targets is not all', () => {
    const plan = { ...planOf([{ type: 'aws_eks_cluster', after: {} }]), complete: false }
    const partly = estimatePlan({ plan, prices })
    expect(estimateDocument(partly, 0).notes.join('\n')).toContain('is not all of the change')
    expect(joinEstimates([{ unit: 'one', estimate: partly }], prices.date).incomplete).toBe(true)
    expect(estimateDocument(made, 0).notes.join('\n')).not.toContain('is not all of the change')
  })
  it('says which words of usage nothing asks', () => {
    expect(estimateDocument(made, 0).notes.join('\n')).toMatch(
      /cost\.usage tells monthlyDatGb of aws_nat_gateway\..*: it asks monthlyDataGb/,
    )
    const right = estimatePlan({
      plan: planOf([{ type: 'aws_nat_gateway', after: {} }]),
      prices,
      usage: { aws_nat_gateway: { monthlyDataGb: 5 } },
    })
    expect(right.resources[0]?.unknownUsage).toBeUndefined()
  })
})

describe('the gate', () => {
  // EKS has a price with a stored page, the dashboard is given one that has none.
  const book = makePriceBook(
    {
      ...prices.file,
      prices: prices.file.prices.map(({ source, ...row }) =>
        row.key === 'aws.cloudwatch.dashboard' || source === undefined ? row : { ...row, source },
      ),
    },
    'test',
  )
  const plan = planOf([
    { type: 'aws_eks_cluster', after: {} },
    { type: 'aws_cloudwatch_dashboard', after: {} },
  ])
  const verdict = (limits: Parameters<typeof judge>[1], accept = false) =>
    judge(estimatePlan({ plan, prices: book }), limits, accept).verdict

  it('passes what is within', () => {
    expect(verdict({ maxMonthly: '76', maxIncrease: '76' })).toBe('within')
  })
  it('stops what is above by verified prices', () => {
    expect(verdict({ maxMonthly: '72.99' })).toBe('exceeded')
    expect(verdict({ maxMonthly: '100', maxIncrease: '10' })).toBe('exceeded')
  })
  it('does not let unverified prices decide alone', () => {
    expect(verdict({ maxMonthly: '75' })).toBe('undecided')
    expect(verdict({ maxMonthly: '75' }, true)).toBe('exceeded')
  })
  it('decides nothing by expired prices', () => {
    expect(() => refuseExpired(estimate(plan), Date.parse('2026-12-01'))).not.toThrow()
    expect(() => refuseExpired(estimate(plan), Date.parse('2028-12-01'))).toThrowError(
      expect.objectContaining({ code: 'PRICES_INVALID' }),
    )
  })
})

describe('a copy out of a cloud', () => {
  const copy = {
    from: 'aws',
    to: 'gcp',
    regions: { aws: 'us-east-1', gcp: 'us-central1' },
    bytes: 100 * 2 ** 30,
    reads: 10_000,
    writes: 10_000,
  } as const
  const without = (key: string) =>
    makePriceBook(
      { ...prices.file, prices: prices.file.prices.filter((row) => row.key !== key) },
      'mine.json',
    )

  it('is priced by what leaves the source and by its requests, before it is made', () => {
    const cost = transferCost(copy, prices)
    expect(cost).toMatchObject({ usd: '9.054', egressUsd: '9', requestsUsd: '0.054', unknown: [] })
    expect(cost.prices).toContainEqual({
      key: 'aws.egress.internet',
      unit: 'GB',
      priceUsd: '0.09',
      readOn: '2026-11-21',
      verification: 'secondary',
      region: 'us-east-1',
      regionAssumed: false,
    })
    expect(cost.prices.map(({ key }) => key)).toEqual([
      'aws.egress.internet',
      'aws.s3.get',
      'gcp.storage.classA',
    ])
  })

  it('has an unknown cost where a price is unknown, never none', () => {
    const cost = transferCost(copy, without('aws.egress.internet'))
    expect(cost).not.toHaveProperty('usd')
    expect(cost).not.toHaveProperty('egressUsd')
    expect(cost).toMatchObject({
      requestsUsd: '0.054',
      unknown: [{ of: 'egress', reason: 'the price table of 2026-11-21 has no aws.egress.internet' }],
    })
    const writes = transferCost(copy, without('gcp.storage.classA'))
    expect(writes).toMatchObject({ egressUsd: '9', unknown: [{ of: 'requests' }] })
    expect(writes).not.toHaveProperty('requestsUsd')
    const odd = prices.file.prices.map((row) =>
      row.key === 'aws.egress.internet' ? { ...row, unit: 'furlong' } : row,
    )
    expect(transferCost(copy, makePriceBook({ ...prices.file, prices: odd }, 'odd.json'))).toMatchObject({
      unknown: [
        { of: 'egress', reason: 'the price aws.egress.internet is by furlong, which is not understood' },
      ],
    })
  })

  it('within one cloud depends on the way that it takes', () => {
    const within = transferCost({ ...copy, to: 'aws' }, prices)
    expect(within).not.toHaveProperty('egressUsd')
    expect(within.unknown).toMatchObject([{ of: 'egress' }])
    expect(transferCost({ ...copy, to: 'aws', bytes: 0 }, prices)).toMatchObject({ egressUsd: '0' })
  })

  it('says whose prices it goes by where the region is unknown or has none of its own', () => {
    for (const regions of [{}, { aws: 'sa-east-1', gcp: 'us-central1' }])
      expect(transferCost({ ...copy, regions }, prices).prices[0]).toMatchObject({
        region: 'us-east-1',
        regionAssumed: true,
      })
    const rows = [
      ...prices.file.prices,
      { key: 'aws.egress.internet', unit: 'GB', price: '0.15', region: 'sa-east-1' },
    ]
    const own = makePriceBook({ ...prices.file, prices: rows }, 'own.json')
    expect(transferCost({ ...copy, regions: { aws: 'sa-east-1' } }, own)).toMatchObject({ egressUsd: '15' })
  })
})

describe('the price file', () => {
  it('has a stored page for every row that says so, and each key once', () => {
    const { file } = prices
    expect(file.prices.length).toBeGreaterThan(500)
    for (const { source } of file.prices)
      if (source !== undefined) expect(file.sources[source]?.url).toMatch(/^https:/)
    const used = new Set(file.prices.flatMap(({ source }) => source ?? []))
    expect(Object.keys(file.sources).filter((name) => !used.has(name))).toEqual([])
    expect(new Set(file.prices.map(({ key, region }) => `${key}@${region}`)).size).toBe(file.prices.length)
  })
  it('tells all its mistakes at once', () => {
    const broken = {
      ...prices.file,
      date: 'yesterday',
      prices: [{ key: 'x', unit: 'hour', price: '-1', source: 'nowhere' }],
    }
    expect(() => makePriceBook(broken, 'mine.json')).toThrowError(
      expect.objectContaining({ problems: expect.objectContaining({ length: 4 }) }),
    )
  })
})
