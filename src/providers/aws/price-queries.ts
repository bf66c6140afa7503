import type { AwsPriceQuery } from './price-query.ts'
import { COUNT, each, GB, GB_MONTH, HOUR, MONTHLY, query, usage } from './price-query.ts'
import { SERVICE_QUERIES } from './service-price-queries.ts'

/** Families whose smallest size is no `large`: the size that is asked, and how many of it a `large` is. */
const SIZES: Readonly<Record<string, readonly [size: string, times: number, per: number]>> = {
  g4dn: ['xlarge', 1, 2],
  g5: ['xlarge', 1, 2],
  p3: ['2xlarge', 1, 4],
}

function ec2(family: string): AwsPriceQuery {
  const [size, times, per] = SIZES[family] ?? ['large', 1, 1]
  return {
    service: 'AmazonEC2',
    filters: {
      instanceType: `${family}.${size}`,
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
    },
    match: usage(`BoxUsage:${family}.${size}`),
    ...HOUR,
    times,
    per,
  }
}

/** A node of a managed service; burstable families are asked by the size `medium`, of which a `large` is two. */
function node(
  service: string,
  prefix: string,
  family: string,
  type: string,
  more: object = {},
): AwsPriceQuery {
  const [size, times] = /^t\d/.test(family) && service !== 'AmazonRDS' ? ['medium', 2] : ['large', 1]
  const instanceType = `${prefix}${family}.${size}`
  return {
    service,
    filters: { instanceType, ...more },
    match: usage(`${type}:${instanceType}`),
    ...HOUR,
    times,
  }
}

const ENGINES: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  aurora: 'Aurora PostgreSQL',
}

const FAMILIES: readonly (readonly [RegExp, (name: string, engine: string) => AwsPriceQuery])[] = [
  [/^aws\.ec2\.(?<name>\w+)$/, ec2],
  [
    /^aws\.rds\.(?<engine>postgres|mysql|aurora)\.(?<name>[a-z]\d\w*)$/,
    (family, engine) =>
      node('AmazonRDS', 'db.', family, 'InstanceUsage', {
        databaseEngine: ENGINES[engine] ?? '',
        deploymentOption: 'Single-AZ',
      }),
  ],
  [
    /^aws\.elasticache\.(?<name>[a-z]\d\w*)$/,
    (family) => node('AmazonElastiCache', 'cache.', family, 'NodeUsage', { cacheEngine: 'Redis' }),
  ],
  [/^aws\.docdb\.(?<name>[a-z]\d\w*)$/, (family) => node('AmazonDocDB', 'db.', family, 'InstanceUsage')],
  [/^aws\.neptune\.(?<name>[a-z]\d\w*)$/, (family) => node('AmazonNeptune', 'db.', family, 'InstanceUsage')],
  [
    /^aws\.opensearch\.(?<name>[a-z]\d\w*)$/,
    (family) => ({
      service: 'AmazonES',
      filters: { instanceType: family === 't3' ? 't3.small.search' : `${family}.large.search` },
      ...HOUR,
      times: family === 't3' ? 4 : 1,
    }),
  ],
  [
    /^aws\.msk\.(?<name>[a-z]\d\w*)$/,
    (family) => {
      const size = family === 't3' ? 't3.small' : `${family}.large`
      return {
        service: 'AmazonMSK',
        filters: {},
        match: { usagetype: new RegExp(`^(?:\\w+-)?Kafka\\.${size.replace('.', '\\.')}$`) },
        ...HOUR,
        times: family === 't3' ? 4 : 1,
      }
    },
  ],
  [
    /^aws\.redshift\.(?<name>[\w.]+)$/,
    (type) => ({
      service: 'AmazonRedshift',
      filters: { instanceType: type },
      match: usage(`Node:${type}`),
      ...HOUR,
    }),
  ],
  [
    /^aws\.dms\.(?<name>[\w.]+)$/,
    (type) => ({
      service: 'AWSDatabaseMigrationSvc',
      filters: {},
      match: usage(`InstanceUsg:dms.${type}`),
      ...HOUR,
    }),
  ],
  [
    /^aws\.ebs\.(?<name>gp2|gp3|io1|io2|st1|sc1|standard)$/,
    (type) => ({
      service: 'AmazonEC2',
      filters: { productFamily: 'Storage', volumeApiName: type },
      ...GB_MONTH,
    }),
  ],
]

const ROWS: Readonly<Record<string, AwsPriceQuery>> = {
  'aws.rds.storage.gp2': query('AmazonRDS', 'RDS:GP2-Storage', GB_MONTH, { databaseEngine: 'PostgreSQL' }),
  'aws.rds.storage.gp3': query('AmazonRDS', 'RDS:GP3-Storage', GB_MONTH, { databaseEngine: 'PostgreSQL' }),
  'aws.rds.storage.io1': query('AmazonRDS', 'RDS:PIOPS-Storage', GB_MONTH, { databaseEngine: 'PostgreSQL' }),
  'aws.rds.iops': query('AmazonRDS', 'RDS:PIOPS', MONTHLY, { databaseEngine: 'PostgreSQL' }),
  'aws.rds.backup': query('AmazonRDS', 'RDS:ChargedBackupUsage', GB_MONTH, { databaseEngine: 'PostgreSQL' }),
  'aws.rds.aurora.storage': query('AmazonRDS', 'Aurora:StorageUsage', GB_MONTH),
  'aws.rds.aurora.io': query('AmazonRDS', 'Aurora:StorageIOUsage', each(1e6)),
  'aws.rds.aurora.backup': query('AmazonRDS', 'Aurora:BackupUsage', GB_MONTH),
  'aws.rds.aurora.acu': query(
    'AmazonRDS',
    'Aurora:ServerlessV2Usage',
    { unit: /^ACU-H(ou)?rs?$/i },
    { databaseEngine: 'Aurora PostgreSQL' },
  ),
  'aws.elasticache.backup': query('AmazonElastiCache', 'BackupUsage', GB_MONTH),
  'aws.msk.storage': query('AmazonMSK', 'Kafka.Storage.GP2', GB_MONTH),
  'aws.opensearch.storage.gp2': query('AmazonES', 'ES:GP2-Storage', GB_MONTH),
  'aws.opensearch.storage.gp3': query('AmazonES', 'ES:GP3-Storage', GB_MONTH),
  'aws.docdb.storage': query('AmazonDocDB', 'StorageUsage', GB_MONTH),
  'aws.eks.cluster': query('AmazonEKS', 'AmazonEKS-Hours:perCluster', HOUR),
  'aws.fargate.vcpu': query('AmazonECS', 'Fargate-vCPU-Hours:perCPU', HOUR),
  'aws.fargate.memory': query('AmazonECS', 'Fargate-GB-Hours', { unit: /^(GB-Hours?|Hrs?|hours?)$/i }),
  'aws.nat.hour': query('AmazonEC2', 'NatGateway-Hours', HOUR, { productFamily: 'NAT Gateway' }),
  'aws.nat.data': query('AmazonEC2', 'NatGateway-Bytes', GB, { productFamily: 'NAT Gateway' }),
  'aws.alb.hour': query('AWSELB', 'LoadBalancerUsage', HOUR, { productFamily: 'Load Balancer-Application' }),
  'aws.alb.lcu': query(
    'AWSELB',
    'LCUUsage',
    { unit: /^LCU-Hrs?$/i },
    { productFamily: 'Load Balancer-Application' },
  ),
  'aws.nlb.hour': query('AWSELB', 'LoadBalancerUsage', HOUR, { productFamily: 'Load Balancer-Network' }),
  'aws.nlb.lcu': query(
    'AWSELB',
    'LCUUsage',
    { unit: /^LCU-Hrs?$/i },
    { productFamily: 'Load Balancer-Network' },
  ),
  'aws.gwlb.hour': query('AWSELB', 'LoadBalancerUsage', HOUR, { productFamily: 'Load Balancer-Gateway' }),
  'aws.gwlb.lcu': query(
    'AWSELB',
    'LCUUsage',
    { unit: /^LCU-Hrs?$/i },
    { productFamily: 'Load Balancer-Gateway' },
  ),
  'aws.elb.hour': query('AWSELB', 'LoadBalancerUsage', HOUR, { productFamily: 'Load Balancer' }),
  'aws.elb.data': query('AWSELB', 'DataProcessing-Bytes', GB, { productFamily: 'Load Balancer' }),
  'aws.lambda.requests': query('AWSLambda', 'Request', each(1e6), { group: 'AWS-Lambda-Requests' }),
  'aws.lambda.duration.x86_64': query(
    'AWSLambda',
    'Lambda-GB-Second',
    { unit: /second/i },
    { group: 'AWS-Lambda-Duration' },
  ),
  'aws.lambda.duration.arm64': query(
    'AWSLambda',
    'Lambda-GB-Second-ARM',
    { unit: /second/i },
    { group: 'AWS-Lambda-Duration-ARM' },
  ),
  'aws.dynamodb.wcu': query('AmazonDynamoDB', 'WriteCapacityUnit-Hrs', { unit: /CapacityUnit-Hrs$/ }),
  'aws.dynamodb.rcu': query('AmazonDynamoDB', 'ReadCapacityUnit-Hrs', { unit: /CapacityUnit-Hrs$/ }),
  'aws.dynamodb.write': query('AmazonDynamoDB', 'WriteRequestUnits', each(1e6)),
  'aws.dynamodb.read': query('AmazonDynamoDB', 'ReadRequestUnits', each(1e6)),
  'aws.dynamodb.storage': query('AmazonDynamoDB', 'TimedStorage-ByteHrs', GB_MONTH),
  'aws.dynamodb.pitr': query('AmazonDynamoDB', 'TimedPITRStorage-ByteHrs', GB_MONTH),
  'aws.sqs.standard': { service: 'AWSQueueService', filters: { queueType: 'Standard' }, ...each(1e6) },
  'aws.sqs.fifo': {
    service: 'AWSQueueService',
    filters: { queueType: 'FIFO (first-in, first-out)' },
    ...each(1e6),
  },
  'aws.kinesis.shard': query('AmazonKinesis', 'Storage-ShardHour', { unit: /hour|hrs/i }),
  'aws.kinesis.put': query('AmazonKinesis', 'PutRequestPayloadUnits', each(1e6)),
  'aws.ebs.gp3.iops': query('AmazonEC2', 'EBS:VolumeP-IOPS.gp3', MONTHLY, { volumeApiName: 'gp3' }),
  'aws.ebs.gp3.throughput': {
    ...query('AmazonEC2', 'EBS:VolumeP-Throughput.gp3', { unit: /^GiBps-mo$/i, per: 1024 }),
    filters: { volumeApiName: 'gp3' },
  },
  'aws.ebs.io.iops': query('AmazonEC2', 'EBS:VolumeP-IOPS.piops', MONTHLY, { volumeApiName: 'io1' }),
  'aws.ebs.snapshot': query('AmazonEC2', 'EBS:SnapshotUsage', GB_MONTH, {
    productFamily: 'Storage Snapshot',
  }),
  'aws.s3.standard': query('AmazonS3', 'TimedStorage-ByteHrs', GB_MONTH, { volumeType: 'Standard' }),
  'aws.s3.standard_ia': query('AmazonS3', 'TimedStorage-SIA-ByteHrs', GB_MONTH),
  'aws.s3.glacier': query('AmazonS3', 'TimedStorage-GlacierByteHrs', GB_MONTH),
  'aws.s3.deep_archive': query('AmazonS3', 'TimedStorage-GDA-ByteHrs', GB_MONTH),
  'aws.s3.put': query('AmazonS3', 'Requests-Tier1', each(1e3)),
  'aws.s3.get': query('AmazonS3', 'Requests-Tier2', each(1e3)),
  'aws.efs.standard': query('AmazonEFS', 'TimedStorage-ByteHrs', GB_MONTH),
  'aws.efs.onezone': query('AmazonEFS', 'TimedStorage-Z-ByteHrs', GB_MONTH),
  'aws.logs.ingested': query('AmazonCloudWatch', 'DataProcessing-Bytes', GB),
  'aws.logs.stored': query('AmazonCloudWatch', 'TimedStorage-ByteHrs', GB_MONTH),
  'aws.cloudwatch.alarm': query('AmazonCloudWatch', 'CW:AlarmMonitorUsage', MONTHLY),
  'aws.cloudwatch.metric': query('AmazonCloudWatch', 'CW:MetricMonitorUsage', MONTHLY),
  'aws.route53.zone': { ...query('AmazonRoute53', 'HostedZone', MONTHLY), global: true },
  'aws.route53.queries': { ...query('AmazonRoute53', 'DNS-Queries', each(1e6)), global: true },
  'aws.route53.healthcheck': { ...query('AmazonRoute53', 'Health-Check-AWS', COUNT), global: true },
  'aws.kms.key': query('awskms', 'KMS-Keys', COUNT),
  'aws.kms.requests': query('awskms', 'KMS-Requests', each(1e4)),
  'aws.secrets.secret': query('AWSSecretsManager', 'AWSSecretsManager-Secrets', COUNT),
  'aws.secrets.requests': query('AWSSecretsManager', 'AWSSecretsManagerAPIRequest', each(1e4)),
  'aws.vpn.connection': query('AmazonVPC', 'VPN-Usage-Hours:ipsec.1', HOUR),
  'aws.tgw.attachment': query('AmazonVPC', 'TransitGateway-Hours', HOUR),
  'aws.tgw.data': query('AmazonVPC', 'TransitGateway-Bytes', GB),
  'aws.vpce.hour': query('AmazonVPC', 'VpcEndpoint-Hours', HOUR),
  'aws.vpce.data': query('AmazonVPC', 'VpcEndpoint-Bytes', GB),
  'aws.clientvpn.association': query('AmazonVPC', 'ClientVPN-EndpointHours', HOUR),
  'aws.ipv4': query('AmazonVPC', 'PublicIPv4:InUseAddress', HOUR),
  'aws.egress.internet': {
    ...query('AWSDataTransfer', 'DataTransfer-Out-Bytes', GB),
    filters: { transferType: 'AWS Outbound' },
  },
  'aws.ecr.storage': query('AmazonECR', 'TimedStorage-ByteHrs', GB_MONTH),
  'aws.apigateway.rest': query('AmazonApiGateway', 'ApiGatewayRequest', each(1e6)),
  'aws.apigateway.http': query('AmazonApiGateway', 'ApiGatewayHttpRequest', each(1e6)),
  'aws.stepfunctions.transitions': query('AmazonStates', 'StateTransition', each(1e3)),
  'aws.glue.dpu': query('AWSGlue', 'ETL-DPU-Hour', { unit: /DPU-Hour/i }),
  'aws.athena.scanned': query('AmazonAthena', 'DataScannedInTB', { unit: /^(TB|Terabytes)$/i }),
}

/** The question by which the price of a row is asked; undefined: none is known. */
export function awsPriceQuery(key: string): AwsPriceQuery | undefined {
  for (const rows of [ROWS, SERVICE_QUERIES]) if (Object.hasOwn(rows, key)) return rows[key]
  for (const [pattern, make] of FAMILIES) {
    const groups = pattern.exec(key)?.groups
    if (groups !== undefined) return make(groups.name ?? '', groups.engine ?? '')
  }
  return undefined
}
