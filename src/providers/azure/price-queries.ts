import type { PriceUnit } from '../calls/price-quotes.ts'

/** A question to the Retail Prices API, and which of its answers is meant. */
export interface AzurePriceQuery extends PriceUnit {
  /** Fields of the API's filter: exact values. */
  readonly filter: Readonly<Record<string, string>>
  /** Fields that an answer must have, as far as the filter cannot say it. */
  readonly match?: Readonly<Record<string, RegExp>>
  /** Not sold by region. */
  readonly global?: boolean
}

const HOUR: PriceUnit = { unit: /^1 Hour$/ }
const MONTH: PriceUnit = { unit: /^1(\/| )Month$/ }
const DAY: PriceUnit = { unit: /^1(\/| )Day$/ }
const GB: PriceUnit = { unit: /^1 GB$/ }
const GB_MONTH: PriceUnit = { unit: /^1 (GB|GiB)(\/Month)?$/ }
const TEN_THOUSAND: PriceUnit = { unit: /^10K$/ }
const MILLION: PriceUnit = { unit: /^1M$/ }

/** Linux, by the hour, neither spot nor low priority; `per` processors. */
function machine(armSkuName: string, per = 1): AzurePriceQuery {
  return {
    filter: { serviceName: 'Virtual Machines', armSkuName },
    match: {
      productName: /^(?!.*Windows)/,
      skuName: /^(?!.*(Low Priority|Spot)$)/,
      meterName: /^(?!.*(Expired|Free)$)/,
    },
    ...HOUR,
    per,
  }
}

/** `Ds_v5` as the size of two processors: `Standard_D2s_v5`. */
function twoProcessors(series: string): string {
  return `Standard_${series.replace(/^(DS|[A-Z])/, '$12')}`
}

const DISKS: Readonly<Record<string, string>> = {
  P: 'Premium SSD Managed Disks',
  E: 'Standard SSD Managed Disks',
  S: 'Standard HDD Managed Disks',
}

function disk(name: string): AzurePriceQuery {
  return {
    filter: { serviceName: 'Storage', productName: DISKS[name.slice(0, 1)] ?? '', skuName: `${name} LRS` },
    match: { meterName: new RegExp(`^${name} (LRS )?Disks?$`) },
    ...MONTH,
  }
}

const blob = (skuName: string): AzurePriceQuery => ({
  filter: { serviceName: 'Storage', productName: 'Blob Storage', skuName },
  match: { meterName: /Data Stored$/ },
  ...GB_MONTH,
})

const POSTGRES = 'Azure Database for PostgreSQL'

const meter = (
  serviceName: string,
  meterName: string,
  unit: PriceUnit,
  more: Readonly<Record<string, string>> = {},
): AzurePriceQuery => ({ filter: { serviceName, meterName, ...more }, ...unit })

const ROWS: Readonly<Record<string, AzurePriceQuery>> = {
  'azure.vm.Basic_A2': machine('Basic_A2'),
  'azure.postgres.D': {
    filter: { serviceName: POSTGRES, skuName: '2 vCore', meterName: 'vCore' },
    match: { productName: /Flexible Server General Purpose (- )?Dsv3/ },
    ...HOUR,
    per: 2,
  },
  'azure.postgres.E': {
    filter: { serviceName: POSTGRES, skuName: '2 vCore', meterName: 'vCore' },
    match: { productName: /Flexible Server Memory Optimized (- )?Esv3/ },
    ...HOUR,
    per: 2,
  },
  'azure.postgres.storage': meter(POSTGRES, 'Storage Data Stored', GB_MONTH, {
    productName: 'Az DB for PostgreSQL Flexible Server Storage',
  }),
  'azure.postgres.backup': meter(POSTGRES, 'Backup Storage LRS Data Stored', GB_MONTH, {
    productName: 'Azure Database for PostgreSQL Flexible Server Backup Storage',
  }),
  'azure.aks.standard': meter('Azure Kubernetes Service', 'Standard Uptime SLA', HOUR),
  'azure.nat.hour': { ...meter('NAT Gateway', 'Standard Gateway', HOUR), global: true },
  'azure.nat.data': { ...meter('NAT Gateway', 'Standard Data Processed', GB), global: true },
  'azure.ip.static': meter('Virtual Network', 'Standard IPv4 Static Public IP', HOUR, {
    productName: 'IP Addresses',
    skuName: 'Standard',
  }),
  'azure.vpn.Basic': meter('VPN Gateway', 'Basic', HOUR),
  'azure.firewall.Standard': meter('Azure Firewall', 'Standard Deployment', HOUR),
  'azure.firewall.Premium': meter('Azure Firewall', 'Premium Deployment', HOUR),
  'azure.firewall.Basic': meter('Azure Firewall', 'Basic Deployment', HOUR),
  'azure.firewall.data': meter('Azure Firewall', 'Standard Data Processed', GB),
  'azure.dns.zone': { ...meter('Azure DNS', 'Public Zone', MONTH), global: true },
  'azure.dns.queries': { ...meter('Azure DNS', 'Public Queries', MILLION), global: true },
  'azure.storage.Hot.LRS': blob('Hot LRS'),
  'azure.storage.Hot.ZRS': blob('Hot ZRS'),
  'azure.storage.Hot.GRS': blob('Hot GRS'),
  'azure.storage.Cool.LRS': blob('Cool LRS'),
  'azure.storage.Cool.GRS': blob('Cool GRS'),
  'azure.storage.write': meter('Storage', 'Hot LRS Write Operations', TEN_THOUSAND, {
    productName: 'Blob Storage',
  }),
  'azure.storage.read': meter('Storage', 'Hot Read Operations', TEN_THOUSAND, {
    productName: 'Blob Storage',
  }),
  'azure.bastion.Basic': meter('Azure Bastion', 'Basic Gateway', HOUR),
  'azure.bastion.Standard': meter('Azure Bastion', 'Standard Gateway', HOUR),
  'azure.eventhub.Basic': meter('Event Hubs', 'Basic Throughput Unit', HOUR),
  'azure.eventhub.Standard': meter('Event Hubs', 'Standard Throughput Unit', HOUR),
  'azure.servicebus.Premium': meter('Service Bus', 'Premium Messaging Unit', HOUR),
  'azure.keyvault.operations': meter('Key Vault', 'Operations', TEN_THOUSAND, { skuName: 'Standard' }),
  'azure.egress.internet': meter('Bandwidth', 'Standard Data Transfer Out', GB, {
    productName: 'Rtn Preference: MGN',
  }),
}

const FAMILIES: readonly (readonly [RegExp, (name: string, sku: string) => AzurePriceQuery])[] = [
  [/^azure\.vm\.(?<name>B\d\w*)$/, (size) => machine(`Standard_${size}`)],
  [/^azure\.vm\.(?<name>[A-Z]+[a-z]*(?:_v\d)?)$/, (series) => machine(twoProcessors(series), 2)],
  [/^azure\.disk\.(?<name>[PES]\d+)$/, disk],
  [
    /^azure\.postgres\.(?<name>B\d\w*)$/,
    (size) => ({
      filter: { serviceName: POSTGRES },
      match: { productName: /Flexible Server Burstable/, skuName: new RegExp(`^${size}$`, 'i') },
      ...HOUR,
    }),
  ],
  [
    /^azure\.redis\.(?<name>Basic|Standard|Premium)\.(?<sku>\w+)$/,
    (tier, sku) => ({
      filter: { serviceName: 'Redis Cache', productName: `Azure Redis Cache ${tier}`, skuName: sku },
      match: { meterName: new RegExp(`^${sku} Cache( Instance)?$`) },
      ...HOUR,
    }),
  ],
  [/^azure\.vpn\.(?<name>VpnGw\d(?:AZ)?)$/, (sku) => meter('VPN Gateway', sku, HOUR)],
  [/^azure\.acr\.(?<name>\w+)$/, (tier) => meter('Container Registry', `${tier} Registry Unit`, DAY)],
]

/** The question by which the price of a row is asked; undefined: none is known. */
export function azurePriceQuery(key: string): AzurePriceQuery | undefined {
  if (Object.hasOwn(ROWS, key)) return ROWS[key]
  for (const [pattern, make] of FAMILIES) {
    const groups = pattern.exec(key)?.groups
    if (groups !== undefined) return make(groups.name ?? '', groups.sku ?? '')
  }
  return undefined
}
