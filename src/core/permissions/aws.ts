import type { Platform } from '../../config/platform.ts'
import {
  CHANGE,
  checksHealth,
  KEEP_RUNS,
  type Permission,
  pairBuckets,
  READ_COSTS,
  READ_DATABASES,
  READ_TRAFFIC,
  runsIn,
  STATES,
  STOP_AND_START,
  SYNC,
  servesDns,
  statesIn,
} from './permission.ts'

const zones = (platform: Platform) =>
  servesDns(platform, 'aws')
    ? [`arn:aws:route53:::hostedzone/${platform.traffic?.providers.aws?.zoneId ?? '*'}`]
    : []
const checked = (resource: string) => (platform: Platform) =>
  checksHealth(platform, 'aws') ? [resource] : []
const servers = (platform: Platform) => {
  const { region = '*', account = '*' } = platform.clouds.aws ?? {}
  return Object.values(platform.databases).flatMap(({ members: { aws } }) =>
    aws === undefined ? [] : [`arn:aws:rds:${aws.region ?? region}:${account}:db:${aws.instance}`],
  )
}
const bucketsOf = (names: readonly string[]) => names.map((name) => `arn:aws:s3:::${name}`)
const objectsOf = (names: readonly string[]) => names.map((name) => `arn:aws:s3:::${name}/*`)
const role = ({ clouds }: Platform) => [`arn:aws:iam::${clouds.aws?.account ?? '*'}:role/mcloud-deploy`]

const ZONE = 'arn:aws:route53:::hostedzone/ZONE'
const SERVER = 'arn:aws:rds:REGION:ACCOUNT:db:INSTANCE'
const ROLE = 'arn:aws:iam::ACCOUNT:role/mcloud-deploy'
const operate = 'operate'
const setUp = 'set up'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const AWS_PERMISSIONS: readonly Permission[] = [
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['route53:ListResourceRecordSets'],
    on: ZONE,
    resources: zones,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['route53:GetHostedZone'],
    where: 'where `traffic.providers.aws` names a zone or no name servers',
    on: ZONE,
    resources: zones,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['route53:ListHostedZonesByName'],
    where: 'where `traffic.providers.aws.zoneId` is absent',
    on: '*',
    resources: (platform) =>
      servesDns(platform, 'aws') && platform.traffic?.providers.aws?.zoneId === undefined ? ['*'] : [],
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['route53:ListHealthChecks'],
    where: 'where records are health-checked',
    on: '*',
    resources: checked('*'),
  },
  {
    commands: ['status'],
    purpose: operate,
    actions: ['route53:GetHealthCheckStatus'],
    where: 'where records are health-checked',
    on: 'arn:aws:route53:::healthcheck/*',
    resources: checked('arn:aws:route53:::healthcheck/*'),
  },
  {
    commands: READ_DATABASES,
    purpose: operate,
    actions: ['rds:DescribeDBInstances'],
    on: SERVER,
    resources: servers,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: ['route53:ChangeResourceRecordSets'],
    on: ZONE,
    resources: zones,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: ['route53:GetChange'],
    on: 'arn:aws:route53:::change/*',
    resources: (platform) => (servesDns(platform, 'aws') ? ['arn:aws:route53:::change/*'] : []),
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: ['route53:CreateHealthCheck'],
    where: 'where records are health-checked',
    on: '*',
    resources: checked('*'),
  },
  {
    commands: STOP_AND_START,
    purpose: operate,
    actions: ['rds:StopDBInstance', 'rds:StartDBInstance'],
    where: 'where a server is stopped or started',
    on: SERVER,
    resources: servers,
  },
  { commands: READ_COSTS, purpose: operate, actions: ['ce:GetCostAndUsage'], on: '*' },
  {
    commands: ['cost anomalies'],
    purpose: operate,
    actions: ['ce:GetCostAndUsageWithResources'],
    where: 'to name resources; without it the unit or the environment is named',
    on: '*',
  },
  { commands: ['cost prices update'], purpose: operate, actions: ['pricing:GetProducts'], on: '*' },
  {
    commands: KEEP_RUNS,
    purpose: operate,
    actions: ['s3:GetObject', 's3:PutObject'],
    where: 'with `coordination.kind: s3`',
    on: 'arn:aws:s3:::BUCKET/*',
    resources: (platform) => objectsOf(runsIn(platform, 's3')),
  },
  {
    commands: KEEP_RUNS,
    purpose: operate,
    actions: ['s3:ListBucket'],
    where:
      'with `coordination.kind: s3` (without it S3 answers that a document which is not there is forbidden)',
    on: 'arn:aws:s3:::BUCKET',
    resources: (platform) => bucketsOf(runsIn(platform, 's3')),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: ['s3:ListBucket'],
    on: 'arn:aws:s3:::BUCKET',
    resources: (platform) => bucketsOf(pairBuckets(platform, 'aws', 'read')),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: ['s3:GetObject', 's3:GetObjectTagging'],
    on: 'arn:aws:s3:::BUCKET/*',
    resources: (platform) => objectsOf(pairBuckets(platform, 'aws', 'read')),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: [
      's3:PutObject',
      's3:PutObjectTagging',
      's3:ListMultipartUploadParts',
      's3:AbortMultipartUpload',
      's3:DeleteObject',
    ],
    where: 'where the bucket is a destination',
    on: 'arn:aws:s3:::BUCKET/*',
    resources: (platform) => objectsOf(pairBuckets(platform, 'aws', 'written')),
  },
  {
    commands: [...STATES, 'setup aws'],
    purpose: setUp,
    actions: [
      's3:CreateBucket',
      's3:GetBucketLocation',
      's3:GetBucketVersioning',
      's3:PutBucketVersioning',
      's3:GetEncryptionConfiguration',
      's3:PutEncryptionConfiguration',
      's3:GetBucketPublicAccessBlock',
      's3:PutBucketPublicAccessBlock',
    ],
    on: 'arn:aws:s3:::BUCKET of each state',
    resources: (platform) => bucketsOf(statesIn(platform, 's3')),
  },
  {
    commands: ['setup aws'],
    purpose: setUp,
    actions: [
      'iam:GetRole',
      'iam:CreateRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:GetRolePolicy',
      'iam:PutRolePolicy',
    ],
    on: ROLE,
    resources: role,
  },
  {
    commands: ['setup aws --grant'],
    purpose: setUp,
    actions: ['iam:ListAttachedRolePolicies', 'iam:AttachRolePolicy'],
    on: ROLE,
    resources: role,
  },
]
