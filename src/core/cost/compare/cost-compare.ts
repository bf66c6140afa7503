import type { Cloud } from '../../../config/clouds.ts'
import { CLOUDS } from '../../../config/clouds.ts'
import { estimatePlan } from '../estimate/estimate-plan.ts'
import type { Decimal } from '../money.ts'
import { decimal, exact, percentOf, sum, ZERO } from '../money.ts'
import type { PriceBook, Verification } from '../prices/price-book.ts'
import type { ComparedCloud, ComparedItem, CostComparison } from './comparison.ts'
import { billable, machineFor, matchUsage } from './match.ts'
import { compareStated } from './stated.ts'
import type { StatedCosts, WorkloadItem } from './workload.ts'

const ASSUMPTIONS = [
  'Prices are on demand, of the base region of each cloud, for 730 hours; sustained use discounts of Google are counted.',
  'What is free every month without an end is taken off: functions, messages, tables, objects of Google, egress.',
  'Machines are the smallest of a current family that is large enough, unless a type is named.',
]

/** Prices a workload on each cloud; pure. */
export function compareWorkload(
  name: string,
  items: readonly WorkloadItem[],
  prices: PriceBook,
  stated: StatedCosts = { clouds: {}, categories: {} },
): CostComparison {
  const compared = items.map(
    (item): ComparedItem => ({
      name: item.name,
      kind: item.kind,
      clouds: CLOUDS.map((cloud) => priceItem(cloud, item, prices)),
    }),
  )
  return {
    workload: name,
    pricesOf: prices.date,
    clouds: CLOUDS.map((cloud) => {
      const own = compared.flatMap((item) => item.clouds.filter((each) => each.cloud === cloud))
      return {
        cloud,
        totalUsd: exact(sum(own.map(({ usd }) => decimal(usd)))),
        unverified: own.filter(({ verification }) => verification === 'unverified').length,
      }
    }),
    items: compared,
    stated: compareStated(items, compared, stated, prices),
    assumptions: ASSUMPTIONS,
  }
}

function priceItem(cloud: Cloud, item: WorkloadItem, prices: PriceBook): ComparedCloud {
  const usage = matchUsage(cloud, item)
  const priced = usage === undefined ? byType(cloud, item, prices) : byUsage(usage, prices)
  const stated = item.stated[cloud]
  if (stated === undefined) return { cloud, ...priced, usd: exact(priced.usd) }
  const difference = priced.usd.minus(stated)
  const percent = percentOf(difference, decimal(stated))
  return {
    cloud,
    ...priced,
    usd: exact(priced.usd),
    stated: {
      usd: exact(decimal(stated)),
      differenceUsd: exact(difference),
      ...(percent === undefined ? {} : { percent }),
    },
  }
}

type Priced = Pick<ComparedCloud, 'what' | 'verification' | 'basis'> & { readonly usd: Decimal }

function byUsage({ what, lines }: NonNullable<ReturnType<typeof matchUsage>>, prices: PriceBook): Priced {
  const priced = lines
    .filter(({ quantity }) => quantity > 0)
    .map((line) => {
      const found = prices.find(line.key)
      const quantity = billable(line)
      const usd = found === undefined ? ZERO : quantity.times(found.price)
      const free = line.free === undefined ? '' : `, ${line.free} free`
      return {
        usd,
        verification: found?.verification ?? ('unverified' as const),
        basis: `${exact(quantity)} ${found?.unit ?? '?'} at ${found === undefined ? '?' : exact(found.price)}${free} (${line.key})`,
      }
    })
  return {
    what,
    usd: sum(priced.map(({ usd }) => usd)),
    verification: worst(priced.map(({ verification }) => verification)),
    basis: priced.map(({ basis }) => basis),
  }
}

/** Machines and managed databases are priced as their Terraform resources are. */
function byType(cloud: Cloud, item: WorkloadItem, prices: PriceBook): Priced {
  const size = machineFor(cloud, item.vcpu, item.memoryGb)
  const resource = resourceFor(cloud, item, item.types[cloud] ?? size)
  if (resource === undefined)
    return { what: 'nothing large enough', usd: ZERO, verification: 'unverified', basis: [] }
  const plan = {
    format_version: '1.2',
    resource_changes: [
      {
        address: 'workload',
        type: resource.type,
        change: { actions: ['create'], before: null, after: resource.values },
      },
    ],
  }
  const [estimated] = estimatePlan({ plan, prices }).resources
  if (estimated === undefined || estimated.kind === 'unsupported') {
    return {
      what: resource.what,
      usd: ZERO,
      verification: 'unverified',
      basis: [estimated?.reason ?? 'not priced'],
    }
  }
  // An assumed root disk is no part of the comparison where no storage is asked for.
  const counted = estimated.components.filter(
    ({ key }) => item.storageGb > 0 || item.kind !== 'machine' || !/disk|ebs/.test(key),
  )
  return {
    what: item.count === 1 ? resource.what : `${item.count} x ${resource.what}`,
    usd: sum(counted.map(({ monthlyUsd }) => decimal(monthlyUsd))).times(item.count),
    verification: worst(counted.map(({ verification }) => verification)),
    basis: counted.map((one) => `${one.quantity} ${one.unit} at ${one.priceUsd} (${one.key})`),
  }
}

function resourceFor(cloud: Cloud, item: WorkloadItem, type: string | undefined) {
  if (type === undefined) return undefined
  const { storageGb, memoryGb, vcpu } = item
  const make = (resource: string, values: Record<string, unknown>, what = type) => ({
    type: resource,
    values,
    what,
  })
  if (item.kind === 'redis') {
    const aws =
      item.types.aws ??
      `cache.${memoryGb > 13 ? 'r6g.xlarge' : memoryGb > 6.4 ? 'r6g.large' : memoryGb > 3 ? 'm6g.large' : 't3.medium'}`
    const named = {
      aws,
      gcp: `Memorystore standard, ${memoryGb} GB`,
      azure:
        item.types.azure ?? (memoryGb > 6 ? 'Premium P2' : memoryGb > 2.5 ? 'Standard C3' : 'Standard C2'),
    }
    if (cloud === 'aws')
      return make(
        'aws_elasticache_replication_group',
        { node_type: aws, num_cache_clusters: 2 },
        `2 x ${aws}`,
      )
    if (cloud === 'gcp')
      return make('google_redis_instance', { tier: 'STANDARD_HA', memory_size_gb: memoryGb }, named.gcp)
    const [sku = 'Standard', size = 'C3'] = named.azure.split(' ')
    return make(
      'azurerm_redis_cache',
      { sku_name: sku, family: size[0], capacity: Number(size.slice(1)) },
      named.azure,
    )
  }
  if (item.kind === 'postgres') {
    const aws = item.types.aws ?? `db.${type.replace(/^c6i/, 'm6i')}`
    if (cloud === 'aws')
      return make(
        'aws_db_instance',
        { instance_class: aws, engine: 'postgres', allocated_storage: storageGb, storage_type: 'gp3' },
        aws,
      )
    const gcp = item.types.gcp ?? `db-custom-${vcpu}-${memoryGb * 1024}`
    if (cloud === 'gcp')
      return make('google_sql_database_instance', { settings: [{ tier: gcp, disk_size: storageGb }] }, gcp)
    const azure = item.types.azure ?? `${memoryGb / vcpu > 4 ? 'MO_Standard_E' : 'GP_Standard_D'}${vcpu}s_v3`
    return make(
      'azurerm_postgresql_flexible_server',
      { sku_name: azure, storage_mb: storageGb * 1024 },
      azure,
    )
  }
  if (cloud === 'aws')
    return make('aws_instance', {
      instance_type: type,
      root_block_device: [{ volume_size: storageGb, volume_type: 'gp3' }],
    })
  if (cloud === 'gcp') {
    return make('google_compute_instance', {
      machine_type: type,
      boot_disk: [{ initialize_params: [{ size: storageGb, type: 'pd-balanced' }] }],
    })
  }
  return make('azurerm_linux_virtual_machine', {
    size: type,
    os_disk: [{ disk_size_gb: storageGb, storage_account_type: 'Premium_LRS' }],
  })
}

function worst(all: readonly Verification[]): Verification {
  if (all.includes('unverified')) return 'unverified'
  return all.includes('secondary') ? 'secondary' : 'vendor'
}
