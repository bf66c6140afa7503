import type { PriceUnit } from '../calls/price-quotes.ts'
import type { AwsPriceQuery } from './price-query.ts'
import { COUNT, each, GB, GB_MONTH, HOUR, query } from './price-query.ts'

/** What is sold by the month or by the piece under many names: the usage type alone tells what it is. */
const ANY: PriceUnit = { unit: /./ }

/** CloudFront prices by where the viewer is. */
const cloudFront = (usagetype: string, unit: PriceUnit): AwsPriceQuery => ({
  service: 'AmazonCloudFront',
  filters: { usagetype },
  global: true,
  ...unit,
})

const broker = (type: string): AwsPriceQuery => ({
  service: 'AmazonMQ',
  filters: {},
  match: {
    usagetype: new RegExp(`(^|[-:])${type.replace('.', '\\.')}$`, 'i'),
    brokerEngine: /^activemq$/i,
    deploymentOption: /^single-az$/i,
  },
  ...HOUR,
})

/** Questions for services that are neither machines, databases, disks nor the network of a VPC. */
export const SERVICE_QUERIES: Readonly<Record<string, AwsPriceQuery>> = {
  'aws.sns.publish': query('AmazonSNS', 'Requests-Tier1', each(1e6), { productFamily: 'API Request' }),
  'aws.eventbridge.events': {
    service: 'AWSEvents',
    filters: { eventType: 'Custom Event' },
    ...each(1e6),
  },
  'aws.cloudwatch.dashboard': {
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Dashboard', usagetype: 'DashboardsUsageHour' },
    global: true,
    ...ANY,
  },
  'aws.route53.latency': { ...query('AmazonRoute53', 'LBR-Queries', each(1e6)), global: true },
  'aws.route53.geo': { ...query('AmazonRoute53', 'Geo-Queries', each(1e6)), global: true },
  'aws.route53.resolver': query('AmazonRoute53', 'ResolverNetworkInterface', HOUR),
  'aws.cloudfront.data': cloudFront('US-DataTransfer-Out-Bytes', GB),
  'aws.cloudfront.requests': cloudFront('US-Requests-Tier2-HTTPS', each(1e4)),
  // To one region that is not a neighbour: neighbours have a price of their own.
  'aws.egress.region': {
    service: 'AWSDataTransfer',
    filters: { transferType: 'InterRegion Outbound', toRegionCode: 'us-west-2' },
    ...GB,
  },
  'aws.apigateway.websocket': query('AmazonApiGateway', 'ApiGatewayMessage', each(1e6)),
  'aws.waf.acl': query('awswaf', 'WebACLV2', ANY),
  'aws.waf.rule': query('awswaf', 'RuleV2', ANY),
  'aws.waf.requests': query('awswaf', 'RequestV2-Tier1', each(1e6)),
  'aws.networkfirewall.hour': query('AWSNetworkFirewall', 'Endpoint-Hour', { unit: /^(Hrs?|Hours?)$/i }),
  'aws.networkfirewall.data': query('AWSNetworkFirewall', 'Traffic-GB-Processed', GB),
  'aws.transfer.protocol': query('AWSTransfer', 'ProtocolHours', HOUR, { operation: 'SFTP:S3' }),
  'aws.acmpca.ca': query('AWSCertificateManager', 'PaidPrivateCA', ANY),
  'aws.codebuild.small': {
    service: 'CodeBuild',
    filters: { productFamily: 'Compute' },
    match: { usagetype: /(^|-)Build-Min:Linux:g1\.small$/ },
    unit: /^min/i,
  },
  'aws.config.items': query('AWSConfig', 'ConfigurationItemRecorded', COUNT),
  'aws.efs.throughput': query('AmazonEFS', 'ProvisionedTP-MiBpsHrs', { unit: /^MiBps-Mo$/i }),
  'aws.mq.t3.micro': broker('mq.t3.micro'),
  'aws.mq.m5.large': broker('mq.m5.large'),
  'aws.mq.m5.xlarge': broker('mq.m5.xlarge'),
  'aws.mq.m5.2xlarge': broker('mq.m5.2xlarge'),
  'aws.mq.storage': query('AmazonMQ', 'TimedStorage-ByteHrs', GB_MONTH),
  'aws.mwaa.small': {
    service: 'AmazonMWAA',
    filters: { type: 'Environment' },
    match: { size: /^small$/i },
    ...HOUR,
  },
}
