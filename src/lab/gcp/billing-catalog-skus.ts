/** What the lab's Google Cloud sells. Prices are the lab's own: near to real ones, and not to be taken for them. */
export interface LabSku {
  readonly id: string
  /** Id of the service. */
  readonly service: string
  readonly description: string
  readonly family: string
  readonly group: string
  /** Absent: on demand. */
  readonly usage?: 'Preemptible' | 'Commit1Yr'
  readonly regions: readonly string[]
  readonly unit: string
  /** From which quantity on, whole dollars, and billionths. */
  readonly steps: readonly (readonly [begin: number, units: string, nanos: number])[]
}

export const CATALOG_SERVICES = [
  { id: '6F81-5844-456A', displayName: 'Compute Engine' },
  { id: '9662-B51E-5089', displayName: 'Cloud SQL' },
  { id: '95FF-2EF5-5EA1', displayName: 'Cloud Storage' },
  { id: 'CCD8-9BF1-090E', displayName: 'Kubernetes Engine' },
  { id: '5AF5-2C11-D467', displayName: 'Cloud Memorystore for Redis' },
  { id: 'A1E8-BE35-7EBC', displayName: 'Cloud Pub/Sub' },
  { id: 'E505-1604-58F8', displayName: 'Networking' },
  { id: 'FA26-5236-A6B5', displayName: 'Cloud DNS' },
  { id: '29E7-DA93-CA13', displayName: 'Cloud Run Functions' },
] as const

const AMERICAS = ['us-central1', 'us-east1', 'us-west1']
const SERVICE = Object.fromEntries(CATALOG_SERVICES.map(({ displayName, id }) => [displayName, id]))

function sku(
  id: string,
  service: (typeof CATALOG_SERVICES)[number]['displayName'],
  description: string,
  unit: string,
  steps: LabSku['steps'],
  more: Partial<Pick<LabSku, 'regions' | 'usage' | 'family' | 'group'>> = {},
): LabSku {
  return {
    id,
    service: SERVICE[service] ?? '',
    description,
    unit,
    steps,
    family: 'Compute',
    group: 'CPU',
    regions: AMERICAS,
    ...more,
  }
}

/** A series of machines with what a careless question would take for it. */
function series(id: string, name: string, core: number, ram: number): LabSku[] {
  return [
    sku(`${id}-CORE`, 'Compute Engine', `${name} Core running in Americas`, 'h', [[0, '0', core]]),
    sku(`${id}-RAMX`, 'Compute Engine', `${name} Ram running in Americas`, 'GiBy.h', [[0, '0', ram]]),
    sku(
      `${id}-SPOT`,
      'Compute Engine',
      `Spot Preemptible ${name} Core running in Americas`,
      'h',
      [[0, '0', Math.round(core / 4)]],
      { usage: 'Preemptible' },
    ),
    sku(
      `${id}-FAR0`,
      'Compute Engine',
      `${name} Core running in Tokyo`,
      'h',
      [[0, '0', Math.round(core * 1.3)]],
      { regions: ['asia-northeast1'] },
    ),
  ]
}

export const SKUS: readonly LabSku[] = [
  ...series('LAB0-N1', 'N1 Predefined Instance', 31_611_000, 4_237_000),
  ...series('LAB0-N2', 'N2 Instance', 32_000_000, 4_237_000),
  ...series('LAB0-E2', 'E2 Instance', 21_811_590, 2_923_530),
  ...series('LAB0-C2', 'Compute optimized', 33_980_000, 4_550_000),
  sku('LAB1-PDSTANDARD', 'Compute Engine', 'Storage PD Capacity', 'GiBy.mo', [
    [0, '0', 0],
    [30, '0', 40_000_000],
  ]),
  sku('LAB1-PDSSD', 'Compute Engine', 'SSD backed PD Capacity', 'GiBy.mo', [[0, '0', 170_000_000]]),
  sku('LAB1-PDREGIONAL', 'Compute Engine', 'Regional SSD backed PD Capacity', 'GiBy.mo', [
    [0, '0', 340_000_000],
  ]),
  sku('LAB1-PDBALANCED', 'Compute Engine', 'Balanced PD Capacity', 'GiBy.mo', [[0, '0', 100_000_000]]),
  sku('LAB2-SQLCORE', 'Cloud SQL', 'Cloud SQL for PostgreSQL: Zonal - vCPU in Americas', 'h', [
    [0, '0', 42_500_000],
  ]),
  sku('LAB2-SQLCORER', 'Cloud SQL', 'Cloud SQL for PostgreSQL: Regional - vCPU in Americas', 'h', [
    [0, '0', 82_600_000],
  ]),
  sku('LAB2-SQLRAM', 'Cloud SQL', 'Cloud SQL for PostgreSQL: Zonal - RAM in Americas', 'GiBy.h', [
    [0, '0', 7_000_000],
  ]),
  sku(
    'LAB2-SQLSSD',
    'Cloud SQL',
    'Cloud SQL for PostgreSQL: Zonal - Standard storage in Americas',
    'GiBy.mo',
    [[0, '0', 170_000_000]],
  ),
  sku('LAB3-STANDARD', 'Cloud Storage', 'Standard Storage US Regional', 'GiBy.mo', [
    [0, '0', 0],
    [5, '0', 20_000_000],
  ]),
  sku('LAB3-NEARLINE', 'Cloud Storage', 'Nearline Storage Iowa', 'GiBy.mo', [[0, '0', 10_000_000]]),
  sku('LAB4-CLUSTER', 'Kubernetes Engine', 'Regional Kubernetes Clusters', 'h', [[0, '0', 100_000_000]]),
  sku('LAB4-CLUSTERZ', 'Kubernetes Engine', 'Zonal Kubernetes Clusters', 'h', [[0, '0', 100_000_000]]),
  sku('LAB4-AUTOCPU', 'Kubernetes Engine', 'Autopilot Pod mCPU Requests (us-central1)', 'h', [
    [0, '0', 44_500],
  ]),
  sku('LAB5-BASICM1', 'Cloud Memorystore for Redis', 'Redis Capacity Basic M1 Iowa', 'GiBy.h', [
    [0, '0', 49_000_000],
  ]),
  sku(
    'LAB6-DELIVERY',
    'Cloud Pub/Sub',
    'Message Delivery Basic',
    'TiBy',
    [
      [0, '0', 0],
      [0.009765625, '40', 0],
    ],
    { regions: ['global'] },
  ),
  sku('LAB7-NATUP', 'Networking', 'Networking Cloud Nat Gateway Uptime', 'h', [[0, '0', 1_400_000]]),
  sku('LAB7-NATDATA', 'Networking', 'Networking Cloud Nat Data Processing', 'GiBy', [[0, '0', 45_000_000]]),
  sku(
    'LAB8-ZONE',
    'Cloud DNS',
    'ManagedZone',
    'mo',
    [
      [0, '0', 200_000_000],
      [25, '0', 100_000_000],
    ],
    { regions: ['global'] },
  ),
  sku(
    'LAB9-INVOKED',
    'Cloud Run Functions',
    'Cloud Run Functions (1st Gen) Invocations',
    'count',
    [
      [0, '0', 0],
      [2_000_000, '0', 400],
    ],
    { regions: ['global'] },
  ),
  sku('LAB9-CPU', 'Cloud Run Functions', 'Cloud Run Functions (1st Gen) CPU', 's', [[0, '0', 10_000]]),
  sku('LAB3-CLASSA', 'Cloud Storage', 'Regional Standard Class A Operations', 'count', [
    [0, '0', 0],
    [5_000, '0', 5_000],
  ]),
  sku('LAB3-CLASSAM', 'Cloud Storage', 'Multi-Region Standard Class A Operations', 'count', [
    [0, '0', 10_000],
  ]),
  sku('LAB8-QUERY', 'Cloud DNS', 'DNS Query (port 53)', 'count', [[0, '0', 400]], { regions: ['global'] }),
]
