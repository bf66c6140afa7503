import type { PriceUnit } from '../calls/price-quotes.ts'

/** Which SKU of the Cloud Billing Catalog is meant. */
export interface GcpPriceQuery extends PriceUnit {
  /** Display name of the service. */
  readonly service: string
  readonly description: RegExp
  readonly group?: string
}

// Units of the catalogue: https://cloud.google.com/billing/v1/how-tos/catalog-api
const HOUR: PriceUnit = { unit: /^h$/ }
const GIB_HOUR: PriceUnit = { unit: /^GiBy\.h$/ }
const GIB_MONTH: PriceUnit = { unit: /^GiBy\.mo$/ }
const GIB: PriceUnit = { unit: /^GiBy$/ }
const COUNT: PriceUnit = { unit: /^count$/ }
const MONTH: PriceUnit = { unit: /^(mo|count)$/ }
const each = (times: number): PriceUnit => ({ ...COUNT, times })

const COMPUTE = 'Compute Engine'

/** How the SKUs of each series begin. https://cloud.google.com/skus/sku-groups/on-demand-n2-vms and its likes */
const SERIES: Readonly<Record<string, string>> = {
  n1: 'N1 Predefined Instance',
  n2: 'N2 Instance',
  e2: 'E2 Instance',
  n2d: 'N2D AMD Instance',
  t2d: 'T2D AMD Instance',
  c2: 'Compute optimized',
  c2d: 'C2D AMD Instance',
  c3: 'C3 Instance',
  n4: 'N4 Instance',
  m1: 'Memory-optimized Instance',
}

const sql = (what: string, unit: PriceUnit): GcpPriceQuery => ({
  service: 'Cloud SQL',
  description: new RegExp(`^Cloud SQL for PostgreSQL: Zonal - ${what}`),
  ...unit,
})
const compute = (description: RegExp, unit: PriceUnit): GcpPriceQuery => ({
  service: COMPUTE,
  description,
  ...unit,
})
const of = (service: string, description: RegExp, unit: PriceUnit): GcpPriceQuery => ({
  service,
  description,
  ...unit,
})

const ROWS: Readonly<Record<string, GcpPriceQuery>> = {
  'gcp.compute.f1-micro': compute(/^Micro Instance with burstable CPU running/, HOUR),
  'gcp.compute.g1-small': compute(/^Small Instance with 1 VCPU running/, HOUR),
  'gcp.disk.pd-standard': compute(/^Storage PD Capacity( in .*)?$/, GIB_MONTH),
  'gcp.disk.pd-balanced': compute(/^Balanced PD Capacity( in .*)?$/, GIB_MONTH),
  'gcp.disk.pd-ssd': compute(/^SSD backed PD Capacity( in .*)?$/, GIB_MONTH),
  'gcp.disk.pd-extreme': compute(/^Extreme PD Capacity( in .*)?$/, GIB_MONTH),
  'gcp.disk.hyperdisk-balanced': compute(/^Hyperdisk Balanced Capacity( in .*)?$/, GIB_MONTH),
  'gcp.disk.local-ssd': compute(/^SSD backed Local Storage( in .*)?$/, GIB_MONTH),
  'gcp.disk.snapshot': compute(/^Storage PD Snapshot( in .*)?$/, GIB_MONTH),
  'gcp.disk.image': compute(/^Storage (Machine )?Image( in .*)?$/, GIB_MONTH),
  'gcp.ip.static': compute(/^Static Ip Charge( in .*)?$/, HOUR),
  'gcp.vpn.tunnel': compute(/^Network Vpn Tunnel( in .*)?$/, HOUR),
  'gcp.lb.rule': compute(/^Network Load Balancing: Forwarding Rule Minimum Service Charge/, HOUR),
  'gcp.lb.data': compute(/^Network Load Balancing: Data Processing Charge/, GIB),
  'gcp.sql.vcpu': sql('vCPU', HOUR),
  'gcp.sql.memory': sql('RAM', GIB_HOUR),
  'gcp.sql.ssd': sql('Standard storage', GIB_MONTH),
  'gcp.sql.hdd': sql('Low cost storage', GIB_MONTH),
  'gcp.sql.f1-micro': { ...sql('', HOUR), group: 'SQLGen2InstancesF1Micro' },
  'gcp.sql.g1-small': { ...sql('', HOUR), group: 'SQLGen2InstancesG1Small' },
  'gcp.sql.backup': of('Cloud SQL', /^Cloud SQL for PostgreSQL: Backups|^Cloud SQL: Backups/, GIB_MONTH),
  'gcp.sql.ip-idle': of('Cloud SQL', /IP address idling - hour/, HOUR),
  'gcp.gke.cluster': of('Kubernetes Engine', /^(Regional|Zonal) Kubernetes Clusters$/, HOUR),
  'gcp.gke.autopilot.vcpu': of('Kubernetes Engine', /^Autopilot Pod mCPU Requests/, { ...HOUR, times: 1000 }),
  'gcp.gke.autopilot.memory': of('Kubernetes Engine', /^Autopilot Pod Memory Requests/, GIB_HOUR),
  'gcp.storage.standard.regional': of('Cloud Storage', /^Standard Storage (US Regional|Iowa)$/, GIB_MONTH),
  'gcp.storage.standard': of('Cloud Storage', /^Standard Storage US Multi-region$/, GIB_MONTH),
  'gcp.storage.nearline': of('Cloud Storage', /^Nearline Storage (US Regional|Iowa)$/, GIB_MONTH),
  'gcp.storage.coldline': of('Cloud Storage', /^Coldline Storage (US Regional|Iowa)$/, GIB_MONTH),
  'gcp.storage.archive': of('Cloud Storage', /^Archive Storage (US Regional|Iowa)$/, GIB_MONTH),
  'gcp.pubsub.throughput': of('Cloud Pub/Sub', /^Message Delivery Basic$/, { unit: /^TiBy$/ }),
  'gcp.nat.vm': of('Networking', /^Networking Cloud Nat Gateway Uptime/, HOUR),
  'gcp.nat.data': of('Networking', /^Networking Cloud Nat Data Processing/, GIB),
  'gcp.run.vcpu': of('Cloud Run', /^(Services )?CPU (Allocation Time|\(Request-based billing\))/, {
    unit: /^s$/,
  }),
  'gcp.run.memory': of('Cloud Run', /^(Services )?Memory (Allocation Time|\(Request-based billing\))/, {
    unit: /^GiBy\.s$/,
  }),
  'gcp.run.requests': of('Cloud Run', /^(Services )?Requests$/, each(1e6)),
  // The first generation; the second is sold as Cloud Run.
  'gcp.functions.invocations': of('Cloud Run Functions', /\(1st Gen\) Invocations/, each(1e6)),
  'gcp.functions.memory': of('Cloud Run Functions', /\(1st Gen\) Memory/, { unit: /^GiBy\.s$/ }),
  'gcp.functions.cpu': of('Cloud Run Functions', /\(1st Gen\) CPU/, { unit: /^(GHz\.)?s$/ }),
  'gcp.storage.classA': of('Cloud Storage', /^Regional Standard Class A Operations$/, each(1e4)),
  'gcp.storage.classB': of('Cloud Storage', /^Regional Standard Class B Operations$/, each(1e4)),
  'gcp.dns.zone': of('Cloud DNS', /^ManagedZone$/, MONTH),
  'gcp.dns.queries': of('Cloud DNS', /^DNS Query/, each(1e6)),
  'gcp.kms.key': of('Cloud Key Management Service (KMS)', /^Active software symmetric key versions$/, MONTH),
  'gcp.kms.operations': of(
    'Cloud Key Management Service (KMS)',
    /^Cryptographic operations with software/,
    each(1e4),
  ),
  'gcp.secret.version': of('Secret Manager', /^Secret version replica storage$/, MONTH),
  'gcp.secret.access': of('Secret Manager', /^Secret access operations$/, each(1e4)),
  'gcp.logging.ingested': of('Cloud Logging', /^Log Storage cost$/, GIB),
  'gcp.artifact.storage': of('Artifact Registry', /^Artifact Registry Storage$/, GIB_MONTH),
  'gcp.bigquery.storage': of('BigQuery', /^Active Logical Storage/, GIB_MONTH),
  'gcp.bigquery.query': of('BigQuery', /^Analysis/, { unit: /^TiBy$/ }),
  'gcp.scheduler.job': of('Cloud Scheduler', /^Jobs$/, MONTH),
}

/** The SKU by which the price of a row is told; undefined: none is known. */
export function gcpPriceQuery(key: string): GcpPriceQuery | undefined {
  if (Object.hasOwn(ROWS, key)) return ROWS[key]
  const machine = /^gcp\.compute\.(\w+)\.(vcpu|memory)$/.exec(key)
  const series = SERIES[machine?.[1] ?? '']
  if (series !== undefined) {
    return machine?.[2] === 'vcpu'
      ? compute(new RegExp(`^${series} Core running in`), HOUR)
      : compute(new RegExp(`^${series} Ram running in`), GIB_HOUR)
  }
  const cache = /^gcp\.redis\.(basic|standard)\.(m\d)$/.exec(key)
  if (cache === null) return undefined
  const tier = cache[1] === 'basic' ? 'Basic' : 'Standard'
  return of(
    'Cloud Memorystore for Redis',
    new RegExp(`^Redis Capacity ${tier} ${cache[2]?.toUpperCase()} `),
    GIB_HOUR,
  )
}
