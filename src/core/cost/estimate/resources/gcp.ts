import { type Component, HOURS, hours, monthly, product, USAGE } from '../component.ts'
import type { Block, PricedResource, Pricing } from '../resource.ts'
import { Unpriceable } from '../resource.ts'

/** Memory in GB for each vCPU. https://cloud.google.com/compute/docs/general-purpose-machines */
const MEMORY_PER_VCPU: Readonly<Record<string, number>> = { standard: 4, highmem: 8, highcpu: 1 }
const N1_MEMORY_PER_VCPU: Readonly<Record<string, number>> = { standard: 3.75, highmem: 6.5, highcpu: 0.9 }
const C2_MEMORY_PER_VCPU = 4

/**
 * What running all month takes off, without asking: https://cloud.google.com/compute/docs/sustained-use-discounts
 * Part of the price, because a price for a month assumes a month.
 */
const SUSTAINED: Readonly<Record<string, number>> = { n1: 0.7, n2: 0.8, n2d: 0.8, c2: 0.8, m1: 0.7 }

/** A machine type as what it is billed by. */
export function machine(name: string, type: string, count = 1): Component[] {
  const shared = ['f1-micro', 'g1-small', 'e2-micro', 'e2-small', 'e2-medium']
  if (shared.includes(type)) return [hours(`${name} (${type})`, `gcp.compute.${type}`, count)]
  const [family = '', kind = '', size = '', memoryMb] = type.split('-')
  const custom = kind === 'custom' || family === 'custom'
  const series = family === 'custom' ? 'n1' : family
  const vcpus = Number(family === 'custom' ? kind : size)
  const perVcpu =
    series === 'n1' ? N1_MEMORY_PER_VCPU[kind] : series === 'c2' ? C2_MEMORY_PER_VCPU : MEMORY_PER_VCPU[kind]
  const memory = custom
    ? Number(family === 'custom' ? size : memoryMb) / 1024
    : vcpus * (perVcpu ?? Number.NaN)
  if (!(vcpus > 0) || !(memory > 0)) throw new Unpriceable(`the size of ${type} is not known`)
  const share = [SUSTAINED[series] ?? 1, custom ? 1.05 : 1, count, HOURS]
  return [
    monthly(`${name} vCPU (${type})`, `gcp.compute.${series}.vcpu`, product(vcpus, ...share)),
    monthly(`${name} memory (${type})`, `gcp.compute.${series}.memory`, product(memory, ...share)),
  ]
}

function diskOf(name: string, type: string | undefined, size: number, count = 1): Component {
  const kind = type ?? 'pd-standard'
  return monthly(`${name} (${kind})`, `gcp.disk.${kind}`, size * count)
}

function computeInstance(resource: PricedResource): Component[] {
  const boot = resource.block('boot_disk')?.block('initialize_params')
  const scratch = resource.blocks('scratch_disk').length
  return [
    ...machine('machine', resource.needs('machine_type')),
    diskOf('boot disk', boot?.text('type'), boot?.number('size') ?? 10),
    ...(scratch > 0 ? [monthly('local SSD', 'gcp.disk.local-ssd', 375 * scratch)] : []),
    ...(resource.blocks('network_interface').some(({ blocks }) => blocks('access_config').length > 0)
      ? [hours('external IPv4 address', 'gcp.ip.static')]
      : []),
  ]
}

function groupManager(resource: PricedResource): Component[] {
  const template = [...resource.referred('version'), ...resource.referred('instance_template')].find(
    ({ type }) => /_instance_template$/.test(type),
  )
  if (template === undefined) throw new Unpriceable('its instance template is not in the plan')
  const count = resource.number('target_size') ?? 1
  const disk = template.block('disk')
  return [
    ...machine('machines', template.needs('machine_type'), count),
    diskOf('disks', disk?.text('disk_type'), disk?.number('disk_size_gb') ?? 10, count),
  ]
}

/** Zones of a regional cluster where it does not name them. */
const REGIONAL_ZONES = 3

function zonesOf(resource: PricedResource): number {
  const named = resource.list('node_locations').length
  const zonal = /-[a-z]$/.test(resource.text('location') ?? '')
  return named > 0 ? (zonal ? named + 1 : named) : zonal ? 1 : REGIONAL_ZONES
}

function nodes(config: Block | undefined, count: number): Component[] {
  return [
    ...machine('nodes', config?.text('machine_type') ?? 'e2-medium', count),
    diskOf(
      'node disks',
      config?.text('disk_type') ?? 'pd-balanced',
      config?.number('disk_size_gb') ?? 100,
      count,
    ),
  ]
}

function cluster(resource: PricedResource): Component[] {
  const fee = hours('cluster management', 'gcp.gke.cluster')
  if (resource.flag('enable_autopilot')) {
    return [
      fee,
      resource.perUse('autopilot vCPU', 'gcp.gke.autopilot.vcpu', { name: 'vcpus', scale: HOURS }),
      resource.perUse('autopilot memory', 'gcp.gke.autopilot.memory', { name: 'memoryGb', scale: HOURS }),
    ]
  }
  const pools = resource.blocks('node_pool')
  const count = (resource.number('initial_node_count') ?? 1) * zonesOf(resource)
  const own =
    resource.flag('remove_default_node_pool') || pools.length > 0
      ? []
      : nodes(resource.block('node_config'), count)
  return [
    fee,
    ...own,
    ...pools.flatMap((pool) =>
      nodes(
        pool.block('node_config'),
        (pool.number('node_count') ?? pool.number('initial_node_count') ?? 1) * zonesOf(resource),
      ),
    ),
  ]
}

function nodePool(resource: PricedResource): Component[] {
  const each =
    resource.number('node_count') ??
    resource.number('initial_node_count') ??
    resource.block('autoscaling')?.number('min_node_count') ??
    1
  return nodes(resource.block('node_config'), each * zonesOf(resource))
}

function cloudSql(resource: PricedResource): Component[] {
  const settings = resource.block('settings')
  const tier = settings?.text('tier')
  if (tier === undefined) throw new Unpriceable('settings.tier is not set')
  const copies = settings?.text('availability_type') === 'REGIONAL' ? 2 : 1
  const plus = settings?.text('edition') === 'ENTERPRISE_PLUS' ? 'plus.' : ''
  const hdd = settings?.text('disk_type') === 'PD_HDD'
  const custom = /^db-custom-(\d+)-(\d+)$/.exec(tier)
  const fixed = /^db-(?:n1-)?(standard|highmem)-(\d+)$/.exec(tier) ?? /^db-perf-optimized-N-(\d+)$/.exec(tier)
  const vcpus = Number(custom?.[1] ?? fixed?.at(-1))
  const memory =
    custom === null
      ? vcpus * (tier.includes('highmem') ? 6.5 : tier.includes('perf') ? 8 : 3.75)
      : Number(custom[2]) / 1024
  const small = /^db-(f1-micro|g1-small)$/.exec(tier)?.[1]
  if (small === undefined && !(vcpus > 0)) throw new Unpriceable(`the size of ${tier} is not known`)
  return [
    ...(small === undefined
      ? [
          monthly(copies === 2 ? 'vCPU, regional' : 'vCPU', `gcp.sql.${plus}vcpu`, vcpus * HOURS * copies),
          monthly('memory', `gcp.sql.${plus}memory`, memory * HOURS * copies),
        ]
      : [hours(`instance (${tier})`, `gcp.sql.${small}`, copies)]),
    monthly('storage', hdd ? 'gcp.sql.hdd' : 'gcp.sql.ssd', (settings?.number('disk_size') ?? 10) * copies),
    resource.perUse('backups', 'gcp.sql.backup', USAGE.backupGb),
  ]
}

function redis(resource: PricedResource): Component[] {
  const size = resource.number('memory_size_gb') ?? 1
  const tier = resource.text('tier') === 'STANDARD_HA' ? 'standard' : 'basic'
  const band = size <= 4 ? 'm1' : size <= 10 ? 'm2' : size <= 35 ? 'm3' : size <= 100 ? 'm4' : 'm5'
  const replicas = Math.max(1, resource.number('replica_count') ?? 1)
  return [
    monthly(
      `memory (${tier}, ${band})`,
      `gcp.redis.${tier}.${band}`,
      size * HOURS * (tier === 'standard' ? replicas : 1),
    ),
  ]
}

function bucket(resource: PricedResource): Component[] {
  const kind = (resource.text('storage_class') ?? 'STANDARD').toLowerCase()
  const multi = ['US', 'EU', 'ASIA'].includes((resource.text('location') ?? 'US').toUpperCase())
  const key = kind === 'standard' && !multi ? 'gcp.storage.standard.regional' : `gcp.storage.${kind}`
  return [
    resource.perUse(`storage (${kind})`, key, USAGE.storageGb),
    resource.perUse('class A operations', 'gcp.storage.classA', { name: 'monthlyWrites', scale: 1e-4 }),
    resource.perUse('class B operations', 'gcp.storage.classB', { name: 'monthlyReads', scale: 1e-4 }),
    resource.perUse('internet egress', 'gcp.egress.internet', { name: 'egressGb', scale: 1 }),
  ]
}

function runService(resource: PricedResource): Component[] {
  return [
    resource.perUse('vCPU', 'gcp.run.vcpu', { name: 'monthlyVcpuSeconds', scale: 1 }),
    resource.perUse('memory', 'gcp.run.memory', { name: 'monthlyMemoryGibSeconds', scale: 1 }),
    resource.perUse('requests', 'gcp.run.requests', USAGE.requests(1e6)),
  ]
}

function gcpFunction(resource: PricedResource): Component[] {
  const memory = (resource.number('available_memory_mb') ?? 256) / 1024
  return [
    resource.perUse('invocations', 'gcp.functions.invocations', USAGE.requests(1e6)),
    resource.perUse('memory', 'gcp.functions.memory', { name: 'monthlyComputeSeconds', scale: memory }),
  ]
}

function pubsub(resource: PricedResource): Component[] {
  return [resource.perUse('throughput', 'gcp.pubsub.throughput', { name: 'monthlyDataGb', scale: 1 / 1024 })]
}

function forwardingRule(resource: PricedResource): Component[] {
  return [hours('forwarding rule', 'gcp.lb.rule'), resource.perUse('data', 'gcp.lb.data', USAGE.dataGb)]
}

function alloydb(resource: PricedResource): Component[] {
  const vcpus = resource.block('machine_config')?.number('cpu_count') ?? 2
  const copies = resource.text('availability_type') === 'ZONAL' ? 1 : 2
  return [
    monthly('vCPU', 'gcp.alloydb.vcpu', vcpus * HOURS * copies),
    monthly('memory', 'gcp.alloydb.memory', vcpus * 8 * HOURS * copies),
  ]
}

function dataproc(resource: PricedResource): Component[] {
  const config = resource.block('cluster_config')
  const groups = [config?.block('master_config'), config?.block('worker_config')]
  return groups.flatMap((group, index) => {
    const type = group?.text('machine_type') ?? 'n1-standard-4'
    const count = group?.number('num_instances') ?? (index === 0 ? 1 : 2)
    const parts = machine(index === 0 ? 'masters' : 'workers', type, count)
    const vcpus = Number(type.split('-').at(-1)) * count
    return Number.isFinite(vcpus)
      ? [...parts, monthly('Dataproc', 'gcp.dataproc.vcpu', vcpus * HOURS)]
      : parts
  })
}

export const GCP_MAIN: Readonly<Record<string, Pricing>> = {
  google_compute_instance: computeInstance,
  google_compute_instance_group_manager: groupManager,
  google_compute_region_instance_group_manager: groupManager,
  google_compute_disk: (resource) => [diskOf('disk', resource.text('type'), resource.number('size') ?? 500)],
  google_compute_region_disk: (resource) => [
    diskOf('disk, two zones', resource.text('type'), resource.number('size') ?? 500, 2),
  ],
  google_compute_snapshot: (resource) => [resource.perUse('snapshot', 'gcp.disk.snapshot', USAGE.storageGb)],
  google_compute_image: (resource) => [resource.perUse('image', 'gcp.disk.image', USAGE.storageGb)],
  google_container_cluster: cluster,
  google_container_node_pool: nodePool,
  google_sql_database_instance: cloudSql,
  google_redis_instance: redis,
  google_memcache_instance: (resource) => {
    const config = resource.block('node_config')
    const count = resource.number('node_count') ?? 1
    return [
      monthly('vCPU', 'gcp.memcache.vcpu', (config?.number('cpu_count') ?? 1) * count * HOURS),
      monthly(
        'memory',
        'gcp.memcache.memory',
        ((config?.number('memory_size_mb') ?? 1024) / 1024) * count * HOURS,
      ),
    ]
  },
  google_storage_bucket: bucket,
  google_cloud_run_service: runService,
  google_cloud_run_v2_service: runService,
  google_cloud_run_v2_job: runService,
  google_cloudfunctions_function: gcpFunction,
  google_cloudfunctions2_function: gcpFunction,
  google_pubsub_topic: pubsub,
  google_pubsub_subscription: pubsub,
  google_compute_forwarding_rule: forwardingRule,
  google_compute_global_forwarding_rule: forwardingRule,
  google_alloydb_instance: alloydb,
  google_dataproc_cluster: dataproc,
}
