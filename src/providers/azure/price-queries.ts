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

const TEN: PriceUnit = { unit: /^10$/ }
const GB_SECOND: PriceUnit = { unit: /^1 GB Second$/ }
/** Databases of the DTU model are sold by the day; a month has 730 hours. */
const DAY_AS_MONTH: PriceUnit = { ...DAY, times: 730, per: 24 }

const cosmos = (productName: string, meterName: string, unit: PriceUnit): AzurePriceQuery =>
  meter('Azure Cosmos DB', meterName, unit, { productName, skuName: 'RUs' })

const gateway = (kind: string, meterName: string): AzurePriceQuery =>
  meter('Application Gateway', meterName, HOUR, { productName: `Application Gateway ${kind} v2` })

/** Rows of the letter S are plans for Windows, all others for Linux. */
function plan(size: string): AzurePriceQuery | undefined {
  const [, letter = '', , version] = /^([BSPI])(\d+)(?:v(\d))?$/.exec(size) ?? []
  const tier = ({ B: 'Basic', S: 'Standard', P: 'Premium', I: 'Isolated' } as const)[letter]
  if (tier === undefined) return undefined
  const named = version === undefined ? tier : `${tier} v${version}`
  return {
    filter: {
      serviceName: 'Azure App Service',
      productName: `Azure App Service ${named} Plan${letter === 'S' ? '' : ' - Linux'}`,
      skuName: version === undefined ? size : size.replace('v', ' v'),
    },
    ...HOUR,
  }
}

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
  'azure.eventhub.Premium': meter('Event Hubs', 'Premium Processing Unit', HOUR),
  'azure.servicebus.Basic': meter('Service Bus', 'Basic Messaging Operations', MILLION),
  'azure.servicebus.Standard': meter('Service Bus', 'Standard Base Unit', { unit: /^1(\/| )Hour$/ }),
  'azure.keyvault.hsmkey': meter('Key Vault', 'Premium HSM-protected RSA 2048-bit key', {
    unit: /^1(\/Month)?$/,
  }),
  'azure.ip.dynamic': meter('Virtual Network', 'Basic IPv4 Dynamic Public IP', HOUR, {
    productName: 'IP Addresses',
    skuName: 'Basic',
  }),
  // One price wherever it is: listed by region in some years, and in none in others.
  'azure.lb.rules': {
    ...meter('Load Balancer', 'Standard Included LB Rules and Outbound Rules', HOUR),
    global: true,
  },
  'azure.lb.data': { ...meter('Load Balancer', 'Standard Data Processed', GB), global: true },
  'azure.privateendpoint': {
    ...meter('Virtual Network', 'Standard Private Endpoint', HOUR),
    global: true,
  },
  'azure.privateendpoint.data': {
    ...meter('Virtual Network', 'Standard Data Processed - Ingress', GB, {
      productName: 'Virtual Network Private Link',
    }),
    global: true,
  },
  'azure.vwan.hub': meter('Virtual WAN', 'Standard Hub Unit', HOUR),
  'azure.appgw.v2': gateway('Standard', 'Standard Fixed Cost'),
  'azure.appgw.waf': gateway('WAF', 'Standard Fixed Cost'),
  'azure.appgw.cu': gateway('Standard', 'Standard Capacity Units'),
  'azure.tm.queries': { ...meter('Traffic Manager', 'DNS Queries', MILLION), global: true },
  'azure.functions.executions': meter(
    'Functions',
    'Standard Total Executions',
    { ...TEN, times: 1e5 },
    { skuName: 'Standard' },
  ),
  'azure.functions.duration': meter('Functions', 'Standard Execution Time', GB_SECOND, {
    skuName: 'Standard',
  }),
  'azure.cosmos.ru': cosmos('Azure Cosmos DB', '100 RU/s', { unit: /^1(\/| )Hour$/ }),
  'azure.cosmos.storage': cosmos('Azure Cosmos DB', 'Data Stored', GB_MONTH),
  'azure.cosmos.serverless': cosmos('Azure Cosmos DB serverless', '1M RUs', MILLION),
  'azure.sql.storage': meter('SQL Database', 'General Purpose Data Stored', GB_MONTH, {
    productName: 'SQL Database Single/Elastic Pool General Purpose - Storage',
  }),
  'azure.sql.Basic': meter('SQL Database', 'B DTU', DAY_AS_MONTH, {
    productName: 'SQL Database Single Basic',
  }),
  'azure.apim.Consumption': {
    filter: { serviceName: 'API Management', skuName: 'Consumption' },
    match: { meterName: /Calls$/ },
    ...TEN_THOUSAND,
    times: 100,
  },
  'azure.automation.minutes': meter('Automation', 'Basic Runtime', { unit: /^1 Minute$/ }),
  'azure.databricks.dbu': meter('Azure Databricks', 'Standard All-purpose Compute DBU', HOUR),
  'azure.iothub.S1': {
    filter: { serviceName: 'IoT Hub', skuName: 'S1' },
    match: { meterName: /Unit$/ },
    ...MONTH,
  },
  'azure.egress.internet': meter('Bandwidth', 'Standard Data Transfer Out', GB, {
    productName: 'Rtn Preference: MGN',
  }),
}

const FAMILIES: readonly (readonly [RegExp, (name: string, sku: string) => AzurePriceQuery | undefined])[] = [
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
  [/^azure\.app\.(?<name>\w+)$/, plan],
  [
    /^azure\.apim\.(?<name>Developer|Basic|Standard|Premium)$/,
    (skuName) => ({
      filter: { serviceName: 'API Management', skuName },
      match: { meterName: new RegExp(`^${skuName} Units?$`) },
      ...HOUR,
    }),
  ],
  [
    /^azure\.sql\.(?<name>S\d+)$/,
    (skuName) => ({
      filter: { serviceName: 'SQL Database', productName: 'SQL Database Single Standard', skuName },
      match: { meterName: /DTUs?$/ },
      ...DAY_AS_MONTH,
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
