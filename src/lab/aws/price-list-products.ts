/** What the lab's AWS sells. Prices are the lab's own: near to real ones, and not to be taken for them. */
export interface LabProduct {
  readonly sku: string
  readonly service: string
  readonly family?: string
  readonly attributes: Readonly<Record<string, string>>
  readonly unit: string
  /** From which quantity on, and the price of one unit. */
  readonly steps: readonly (readonly [begin: number, usd: string])[]
  /** Not sold by region. */
  readonly global?: boolean
}

/** Machines of the size `large`, by the hour. */
const MACHINES: readonly (readonly [type: string, usd: string])[] = [
  ['t3.large', '0.0832000000'],
  ['t4g.large', '0.0672000000'],
  ['m5.large', '0.0960000000'],
  ['m6i.large', '0.0980000000'],
  ['m6g.large', '0.0770000000'],
  ['m7i.large', '0.1008000000'],
  ['c6i.large', '0.0850000000'],
  ['r5.large', '0.1260000000'],
  ['g5.xlarge', '1.0060000000'],
]

function machines(): LabProduct[] {
  return MACHINES.flatMap(([instanceType, usd], index) => {
    const attributes = {
      instanceType,
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      operatingSystem: 'Linux',
      usagetype: `BoxUsage:${instanceType}`,
    }
    const base = { service: 'AmazonEC2', family: 'Compute Instance', unit: 'Hrs' }
    const sku = (letter: string) => `LABEC2${letter}${String(index).padStart(4, '0')}`
    const dearer = (factor: number) => (Number(usd) * factor).toFixed(10)
    return [
      { ...base, sku: sku('L'), attributes, steps: [[0, usd]] },
      // What a careless question would take for it.
      {
        ...base,
        sku: sku('W'),
        attributes: { ...attributes, operatingSystem: 'Windows' },
        steps: [[0, dearer(1.9)]],
      },
      {
        ...base,
        sku: sku('D'),
        attributes: { ...attributes, tenancy: 'Dedicated', usagetype: `DedicatedUsage:${instanceType}` },
        steps: [[0, dearer(1.1)]],
      },
      {
        ...base,
        sku: sku('R'),
        attributes: { ...attributes, usagetype: `UnusedBox:${instanceType}` },
        steps: [[0, '0.0000000000']],
      },
    ]
  })
}

function databases(): LabProduct[] {
  const prices = [
    ['db.t4g.large', 'PostgreSQL', '0.1290000000'],
    ['db.m5.large', 'PostgreSQL', '0.1780000000'],
    ['db.r6g.large', 'PostgreSQL', '0.2330000000'],
    ['db.r6g.large', 'MySQL', '0.2150000000'],
  ] as const
  return prices.flatMap(([instanceType, databaseEngine, usd], index) =>
    ['Single-AZ', 'Multi-AZ'].map((deploymentOption, at) => ({
      sku: `LABRDS${index}${at}`,
      service: 'AmazonRDS',
      family: 'Database Instance',
      attributes: {
        instanceType,
        databaseEngine,
        deploymentOption,
        usagetype: `${at === 0 ? 'InstanceUsage' : 'Multi-AZUsage'}:${instanceType}`,
      },
      unit: 'Hrs',
      steps: [[0, at === 0 ? usd : (Number(usd) * 2).toFixed(10)] as const],
    })),
  )
}

const one = (
  sku: string,
  service: string,
  usagetype: string,
  unit: string,
  steps: LabProduct['steps'],
  more: { family?: string; global?: boolean; attributes?: Readonly<Record<string, string>> } = {},
): LabProduct => ({
  sku,
  service,
  ...(more.family === undefined ? {} : { family: more.family }),
  ...(more.global === undefined ? {} : { global: more.global }),
  attributes: { usagetype, ...more.attributes },
  unit,
  steps,
})

export const PRODUCTS: readonly LabProduct[] = [
  ...machines(),
  ...databases(),
  one('LABEBSGP2', 'AmazonEC2', 'EBS:VolumeUsage.gp2', 'GB-Mo', [[0, '0.1000000000']], {
    family: 'Storage',
    attributes: { volumeApiName: 'gp2' },
  }),
  one('LABEBSGP3', 'AmazonEC2', 'EBS:VolumeUsage.gp3', 'GB-Mo', [[0, '0.0820000000']], {
    family: 'Storage',
    attributes: { volumeApiName: 'gp3' },
  }),
  one('LABEBSIOPS', 'AmazonEC2', 'EBS:VolumeP-IOPS.gp3', 'IOPS-Mo', [[0, '0.0050000000']], {
    family: 'System Operation',
    attributes: { volumeApiName: 'gp3' },
  }),
  one('LABEBSMBPS', 'AmazonEC2', 'EBS:VolumeP-Throughput.gp3', 'GiBps-mo', [[0, '40.9600000000']], {
    family: 'Provisioned Throughput',
    attributes: { volumeApiName: 'gp3' },
  }),
  one('LABNATHOUR', 'AmazonEC2', 'NatGateway-Hours', 'Hrs', [[0, '0.0450000000']], { family: 'NAT Gateway' }),
  one('LABNATDATA', 'AmazonEC2', 'NatGateway-Bytes', 'GB', [[0, '0.0450000000']], { family: 'NAT Gateway' }),
  one('LABEKS', 'AmazonEKS', 'AmazonEKS-Hours:perCluster', 'Hours', [[0, '0.1000000000']]),
  one('LABEKSEXT', 'AmazonEKS', 'AmazonEKS-Hours:extendedSupport', 'Hours', [[0, '0.5000000000']]),
  one(
    'LABS3STD',
    'AmazonS3',
    'TimedStorage-ByteHrs',
    'GB-Mo',
    [
      [0, '0.0230000000'],
      [51_200, '0.0220000000'],
      [512_000, '0.0210000000'],
    ],
    { family: 'Storage', attributes: { volumeType: 'Standard' } },
  ),
  one('LABS3PUT', 'AmazonS3', 'Requests-Tier1', 'Requests', [[0, '0.0000050000']]),
  one('LABS3GET', 'AmazonS3', 'Requests-Tier2', 'Requests', [[0, '0.0000004000']]),
  one('LABLAMBDAREQ', 'AWSLambda', 'Request', 'Requests', [[0, '0.0000002000']], {
    attributes: { group: 'AWS-Lambda-Requests' },
  }),
  one(
    'LABLAMBDASEC',
    'AWSLambda',
    'Lambda-GB-Second',
    'Lambda-GB-Second',
    [
      [0, '0.0000166667'],
      [6_000_000_000, '0.0000150000'],
    ],
    { attributes: { group: 'AWS-Lambda-Duration' } },
  ),
  one('LABDDBSTORE', 'AmazonDynamoDB', 'TimedStorage-ByteHrs', 'GB-Mo', [
    [0, '0.0000000000'],
    [25, '0.2500000000'],
  ]),
  one(
    'LABR53ZONE',
    'AmazonRoute53',
    'HostedZone',
    'HostedZone',
    [
      [0, '0.5000000000'],
      [25, '0.1000000000'],
    ],
    { global: true },
  ),
  // Some services name the region in their usage types in us-east-1 too.
  one('LABWAFACL', 'awswaf', 'USE1-WebACLV2', 'Month', [[0, '5.0000000000']]),
  one('LABWAFCLASSIC', 'awswaf', 'USE1-WebACL', 'Month', [[0, '6.0000000000']]),
  one('LABCDNUS', 'AmazonCloudFront', 'US-DataTransfer-Out-Bytes', 'GB', [[0, '0.0850000000']], {
    global: true,
  }),
  one('LABCDNAP', 'AmazonCloudFront', 'AP-DataTransfer-Out-Bytes', 'GB', [[0, '0.1200000000']], {
    global: true,
  }),
  ...(['Single-AZ', 'Multi-AZ'] as const).map((deploymentOption, at) =>
    one(
      `LABMQ${at}`,
      'AmazonMQ',
      'USE1-mq.m5.large',
      'Hrs',
      [[0, at === 0 ? '0.2880000000' : '0.5760000000']],
      {
        attributes: { brokerEngine: 'ActiveMQ', deploymentOption },
      },
    ),
  ),
  one(
    'LABEGRESS',
    'AWSDataTransfer',
    'DataTransfer-Out-Bytes',
    'GB',
    [
      [0, '0.0000000000'],
      [100, '0.0900000000'],
      [10_240, '0.0850000000'],
    ],
    { attributes: { transferType: 'AWS Outbound', toLocation: 'External' } },
  ),
]
