/** What the lab's Azure sells. Prices are the lab's own: near to real ones, and not to be taken for them. */
export interface LabMeter {
  readonly id: string
  readonly service: string
  readonly product: string
  readonly sku: string
  readonly name: string
  readonly unit: string
  readonly usd: number
  /** From which quantity on. */
  readonly from?: number
  /** Absent: eastus; empty: not sold by region. */
  readonly region?: string
  /** Size as Resource Manager names it. */
  readonly arm?: string
  readonly type?: 'Reservation'
}

/** A size of a plan, as Linux and, dearer, as Windows. */
function plan(id: string, sku: string, product: string, usd: number): LabMeter[] {
  const base = { service: 'Azure App Service', sku, name: `${sku} App`, unit: '1 Hour' }
  return [
    { ...base, id: `${id}1`, product: `${product} - Linux`, usd },
    { ...base, id: `${id}2`, product, usd: usd * 1.8 },
  ]
}

/** A size with what a careless question would take for it. */
function machine(id: string, arm: string, series: string, usd: number): LabMeter[] {
  const base = {
    service: 'Virtual Machines',
    product: `Virtual Machines ${series} Series`,
    sku: arm.replace('Standard_', '').replaceAll('_', ' '),
    name: arm.replace('Standard_', '').replaceAll('_', ' '),
    unit: '1 Hour',
    arm,
  }
  return [
    { ...base, id: `${id}1`, usd },
    { ...base, id: `${id}2`, product: `${base.product} Windows`, usd: usd * 2 },
    { ...base, id: `${id}3`, sku: `${base.sku} Spot`, name: `${base.name} Spot`, usd: usd / 4 },
    {
      ...base,
      id: `${id}4`,
      sku: `${base.sku} Low Priority`,
      name: `${base.name} Low Priority`,
      usd: usd / 5,
    },
    { ...base, id: `${id}5`, type: 'Reservation', usd: usd * 5000 },
    { ...base, id: `${id}6`, region: 'westeurope', usd: usd * 1.2 },
  ]
}

function disk(id: string, product: string, name: string, usd: number): LabMeter[] {
  const base = { service: 'Storage', product, sku: `${name} LRS` }
  return [
    { ...base, id: `${id}1`, name: `${name} LRS Disk`, unit: '1/Month', usd },
    { ...base, id: `${id}2`, name: `${name} LRS Disk Mount`, unit: '1/Month', usd: usd / 20 },
    { ...base, id: `${id}3`, name: `${name} LRS Disk Operations`, unit: '10K', usd: 0.0005 },
  ]
}

export const METERS: readonly LabMeter[] = [
  ...machine('10', 'Standard_D2s_v5', 'Dsv5', 0.1),
  ...machine('11', 'Standard_D2s_v3', 'DSv3', 0.096),
  ...machine('12', 'Standard_E2s_v5', 'Esv5', 0.126),
  ...machine('13', 'Standard_F2s_v2', 'FSv2', 0.0846),
  ...machine('14', 'Standard_B2s', 'BS', 0.0416),
  ...machine('15', 'Standard_B2ms', 'BS', 0.0832),
  ...disk('20', 'Premium SSD Managed Disks', 'P10', 19.71),
  ...disk('21', 'Premium SSD Managed Disks', 'P30', 135.17),
  ...disk('22', 'Standard SSD Managed Disks', 'E10', 9.6),
  ...disk('23', 'Standard HDD Managed Disks', 'S10', 5.89),
  {
    id: '301',
    service: 'Azure Database for PostgreSQL',
    product: 'Azure Database for PostgreSQL Flexible Server General Purpose - Dsv3 Series Compute',
    sku: '2 vCore',
    name: 'vCore',
    unit: '1 Hour',
    usd: 0.198,
  },
  {
    id: '302',
    service: 'Azure Database for PostgreSQL',
    product: 'Az DB for PostgreSQL Flexible Server Storage',
    sku: 'Storage',
    name: 'Storage Data Stored',
    unit: '1 GB/Month',
    usd: 0.115,
  },
  {
    id: '303',
    service: 'Azure Database for PostgreSQL',
    product: 'Azure Database for PostgreSQL Flexible Server Burstable BS Series Compute',
    sku: 'B2s',
    name: 'B2s vCore',
    unit: '1 Hour',
    usd: 0.068,
  },
  {
    id: '401',
    service: 'Redis Cache',
    product: 'Azure Redis Cache Standard',
    sku: 'C1',
    name: 'C1 Cache Instance',
    unit: '1 Hour',
    usd: 0.138,
  },
  {
    id: '501',
    service: 'Azure Kubernetes Service',
    product: 'Azure Kubernetes Service',
    sku: 'Standard',
    name: 'Standard Uptime SLA',
    unit: '1 Hour',
    usd: 0.1,
  },
  {
    id: '601',
    service: 'Container Registry',
    product: 'Container Registry',
    sku: 'Basic',
    name: 'Basic Registry Unit',
    unit: '1/Day',
    usd: 0.1666,
  },
  {
    id: '701',
    service: 'Storage',
    product: 'Blob Storage',
    sku: 'Hot LRS',
    name: 'Hot LRS Data Stored',
    unit: '1 GB/Month',
    usd: 0.0208,
  },
  {
    id: '701',
    service: 'Storage',
    product: 'Blob Storage',
    sku: 'Hot LRS',
    name: 'Hot LRS Data Stored',
    unit: '1 GB/Month',
    usd: 0.02,
    from: 51_200,
  },
  {
    id: '801',
    service: 'VPN Gateway',
    product: 'VPN Gateway',
    sku: 'VpnGw1',
    name: 'VpnGw1',
    unit: '1 Hour',
    usd: 0.19,
  },
  ...plan('85', 'P1 v3', 'Azure App Service Premium v3 Plan', 0.155),
  {
    id: '861',
    service: 'SQL Database',
    product: 'SQL Database Single Standard',
    sku: 'S1',
    name: 'S1 DTUs',
    unit: '1/Day',
    usd: 0.9678,
  },
  {
    id: '871',
    service: 'API Management',
    product: 'API Management',
    sku: 'Consumption',
    name: 'Consumption Calls',
    unit: '10K',
    usd: 0,
  },
  {
    id: '871',
    service: 'API Management',
    product: 'API Management',
    sku: 'Consumption',
    name: 'Consumption Calls',
    unit: '10K',
    usd: 0.035,
    from: 100,
  },
  {
    id: '901',
    service: 'Azure DNS',
    product: 'Azure DNS',
    sku: 'Public',
    name: 'Public Zone',
    unit: '1/Month',
    usd: 0.5,
    region: '',
  },
]
