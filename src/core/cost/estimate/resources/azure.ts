import { type Component, HOURS, hours, monthly, USAGE } from '../component.ts'
import type { Block, PricedResource, Pricing } from '../resource.ts'
import { Unpriceable } from '../resource.ts'

/** `Standard_D4s_v5` as its family and number of vCPUs, by which Azure's sizes are priced. */
function vmSize(size: string): { family: string; vcpus: number } | undefined {
  const name = size.replace(/^standard_/i, '')
  const parts = /^([A-Z]+)(\d+)([a-z]*)(_v\d+)?$/i.exec(name)
  if (parts === null) return undefined
  const [, letters = '', count, features = '', version = ''] = parts
  const series = letters.toUpperCase()
  // The old D and DS sizes count differently: D2_v2 has two vCPUs, D3_v2 four, D4_v2 eight.
  const vcpus =
    /^DS?$/.test(series) && version.toLowerCase() === '_v2' ? 2 ** (Number(count) - 1) : Number(count)
  return { family: `${series}${features.toLowerCase()}${version.toLowerCase()}`, vcpus }
}

function machine(name: string, size: string, count = 1): Component {
  const named = size.replace(/^standard_/i, '')
  if (/^(B\d+\w*|Basic_A2)$/i.test(named)) {
    const key = named.toLowerCase() === 'basic_a2' ? 'Basic_A2' : named.replace(/^b/, 'B')
    return hours(`${name} (${size})`, `azure.vm.${key}`, count)
  }
  const found = vmSize(size)
  if (found === undefined) throw new Unpriceable(`the size of ${size} is not known`)
  return monthly(`${name} (${size})`, `azure.vm.${found.family}`, found.vcpus * HOURS * count)
}

/** Largest size in GB of each tier of managed disks. https://azure.microsoft.com/pricing/details/managed-disks/ */
const DISK_TIERS = [
  [4, 1],
  [8, 2],
  [16, 3],
  [32, 4],
  [64, 6],
  [128, 10],
  [256, 15],
  [512, 20],
  [1024, 30],
  [2048, 40],
  [4096, 50],
] as const

function disk(name: string, type: string, sizeGb: number, count = 1): Component {
  if (/^ultra/i.test(type)) return monthly(`${name} (ultra)`, 'azure.disk.ultra', sizeGb * count)
  const letter = /^premium/i.test(type) ? 'P' : /^standardssd/i.test(type) ? 'E' : 'S'
  const tier = DISK_TIERS.find(([most]) => sizeGb <= most)?.[1]
  if (tier === undefined) throw new Unpriceable(`a disk of ${sizeGb} GB is larger than the known tiers`)
  // Standard disks begin with the tier of 32 GB.
  const number = letter === 'P' ? tier : Math.max(4, tier)
  return monthly(`${name} (${letter}${number})`, `azure.disk.${letter}${number}`, count)
}

function osDisk(block: Block | undefined, count = 1, assumedGb = 30): Component {
  return disk(
    'OS disk',
    block?.text('storage_account_type') ?? 'Standard_LRS',
    block?.number('disk_size_gb') ?? assumedGb,
    count,
  )
}

function virtualMachine(resource: PricedResource): Component[] {
  return [
    machine('machine', resource.text('size') ?? resource.needs('vm_size')),
    osDisk(resource.block('os_disk')),
  ]
}

function scaleSet(resource: PricedResource): Component[] {
  const count = resource.number('instances') ?? 1
  return [machine('machines', resource.needs('sku'), count), osDisk(resource.block('os_disk'), count)]
}

function pool(name: string, block: Block, size: string | undefined): Component[] {
  if (size === undefined) throw new Unpriceable('vm_size is not set')
  const count = block.number('node_count') ?? block.number('min_count') ?? 1
  const ephemeral = block.text('os_disk_type') === 'Ephemeral'
  return [
    machine(name, size, count),
    ...(ephemeral ? [] : [disk('node disks', 'Premium_LRS', block.number('os_disk_size_gb') ?? 128, count)]),
  ]
}

function aks(resource: PricedResource): Component[] {
  const tier = (resource.text('sku_tier') ?? 'Free').toLowerCase()
  const nodes = resource.block('default_node_pool')
  return [
    ...(tier === 'free'
      ? []
      : [hours(`cluster (${tier})`, `azure.aks.${tier === 'premium' ? 'premium' : 'standard'}`)]),
    ...(nodes === undefined ? [] : pool('nodes', nodes, nodes.text('vm_size'))),
  ]
}

/** `GP_Standard_D4s_v3` as what a flexible server is billed by. */
function flexible(prefix: string) {
  return (resource: PricedResource): Component[] => {
    const sku = resource.needs('sku_name')
    const [, tier = '', name = ''] = /^(B|GP|MO)_(.+)$/.exec(sku) ?? []
    const copies = resource.block('high_availability') === undefined ? 1 : 2
    const size = vmSize(name)
    const storage = (resource.number('storage_mb') ?? 32_768) / 1024
    const own = resource.block('storage')?.number('size_gb')
    if (tier !== 'B' && size === undefined) throw new Unpriceable(`the size of ${sku} is not known`)
    const compute =
      tier === 'B'
        ? hours(`compute (${sku})`, `${prefix}.${name.replace(/^Standard_/, '')}`, copies)
        : monthly(
            `compute (${sku})`,
            `${prefix}.${tier === 'MO' ? 'E' : 'D'}`,
            (size?.vcpus ?? 0) * HOURS * copies,
          )
    return [
      compute,
      monthly('storage', `${prefix}.storage`, (own ?? storage) * copies),
      ...(prefix === 'azure.postgres'
        ? [resource.perUse('backups beyond the free size', 'azure.postgres.backup', USAGE.backupGb)]
        : []),
    ]
  }
}

function sqlDatabase(resource: PricedResource): Component[] {
  const sku = resource.text('sku_name') ?? 'S0'
  const cores = /^(GP|BC)(?:_S)?_Gen5_(\d+)$/.exec(sku)
  if (cores !== null) {
    const key = cores[1] === 'BC' ? 'azure.sql.bc' : 'azure.sql.gp'
    return [
      monthly(`compute (${sku})`, key, Number(cores[2]) * HOURS),
      monthly('storage', 'azure.sql.storage', resource.number('max_size_gb') ?? 32),
    ]
  }
  return [monthly(`database (${sku})`, `azure.sql.${sku}`)]
}

function redis(resource: PricedResource): Component[] {
  const sku = resource.text('sku_name') ?? 'Standard'
  const size = `${resource.text('family') ?? 'C'}${resource.number('capacity') ?? 1}`
  // A price is that of a node; Standard is sold as a pair.
  const nodes = sku === 'Premium' ? 2 * Math.max(1, resource.number('shard_count') ?? 1) : 1
  return [hours(`cache (${sku} ${size})`, `azure.redis.${sku}.${size}`, nodes)]
}

function storageAccount(resource: PricedResource): Component[] {
  const tier = resource.text('access_tier') ?? 'Hot'
  const copies = resource.text('account_replication_type') ?? 'LRS'
  const known = copies.includes('GRS') || copies.includes('GZRS') ? 'GRS' : copies
  return [
    resource.perUse(`storage (${tier} ${copies})`, `azure.storage.${tier}.${known}`, USAGE.storageGb),
    resource.perUse('writes', 'azure.storage.write', { name: 'monthlyWrites', scale: 1e-4 }),
    resource.perUse('reads', 'azure.storage.read', { name: 'monthlyReads', scale: 1e-4 }),
    resource.perUse('internet egress', 'azure.egress.internet', { name: 'egressGb', scale: 1 }),
  ]
}

function cosmos(resource: PricedResource): Component[] {
  const units =
    resource.number('throughput') ?? resource.block('autoscale_settings')?.number('max_throughput')
  return [
    ...(units === undefined
      ? [resource.perUse('request units', 'azure.cosmos.serverless', USAGE.requests(1e6))]
      : [monthly('request units', 'azure.cosmos.ru', (units / 100) * HOURS)]),
    resource.perUse('storage', 'azure.cosmos.storage', USAGE.storageGb),
  ]
}

function servicePlan(resource: PricedResource): Component[] {
  const sku = resource.text('sku_name') ?? resource.block('sku')?.text('size')
  if (sku === undefined) throw new Unpriceable('sku_name is not set')
  if (/^(F1|D1|Y1|FC1|Free|Shared)$/i.test(sku)) return []
  return [
    hours(
      `instances (${sku})`,
      `azure.app.${sku}`,
      resource.number('worker_count') ?? resource.block('sku')?.number('capacity') ?? 1,
    ),
  ]
}

export const AZURE_MAIN: Readonly<Record<string, Pricing>> = {
  azurerm_linux_virtual_machine: virtualMachine,
  azurerm_windows_virtual_machine: () => {
    throw new Unpriceable('the price of a Windows licence is not known')
  },
  azurerm_virtual_machine: virtualMachine,
  azurerm_linux_virtual_machine_scale_set: scaleSet,
  azurerm_managed_disk: (resource) => [
    disk(
      'disk',
      resource.text('storage_account_type') ?? 'Standard_LRS',
      resource.number('disk_size_gb') ?? 30,
    ),
  ],
  azurerm_snapshot: (resource) => [
    monthly('snapshot', 'azure.snapshot', resource.number('disk_size_gb') ?? 30),
  ],
  azurerm_kubernetes_cluster: aks,
  azurerm_kubernetes_cluster_node_pool: (resource) => pool('nodes', resource, resource.needs('vm_size')),
  azurerm_postgresql_flexible_server: flexible('azure.postgres'),
  azurerm_mysql_flexible_server: flexible('azure.mysql'),
  azurerm_mssql_database: sqlDatabase,
  azurerm_mssql_managed_instance: (resource) => [
    monthly('compute', 'azure.sql.mi.gp', (resource.number('vcores') ?? 4) * HOURS),
    monthly('storage', 'azure.sql.storage', Math.max(0, (resource.number('storage_size_in_gb') ?? 32) - 32)),
  ],
  azurerm_redis_cache: redis,
  azurerm_storage_account: storageAccount,
  azurerm_storage_share: (resource) => [resource.perUse('files', 'azure.files.hot', USAGE.storageGb)],
  azurerm_netapp_volume: (resource) => [
    monthly('storage', 'azure.netapp.standard', (resource.number('storage_quota_in_gb') ?? 100) * HOURS),
  ],
  azurerm_cosmosdb_account: cosmos,
  azurerm_cosmosdb_sql_database: cosmos,
  azurerm_cosmosdb_sql_container: cosmos,
  azurerm_service_plan: servicePlan,
  azurerm_app_service_plan: servicePlan,
}
