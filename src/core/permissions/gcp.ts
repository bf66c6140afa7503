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
  serversIn,
  servesDns,
  statesIn,
} from './permission.ts'

const project = ({ clouds }: Platform) => `project ${clouds.gcp?.project ?? 'PROJECT'}`
const dns = (platform: Platform) => (servesDns(platform, 'gcp') ? [project(platform)] : [])
const checked = (platform: Platform) => (checksHealth(platform, 'gcp') ? [project(platform)] : [])
const servers = (platform: Platform) => (serversIn(platform, 'gcp').length > 0 ? [project(platform)] : [])
const whole = (platform: Platform) => [project(platform)]
const bucketsOf = (names: readonly string[]) => names.map((name) => `bucket ${name}`)
const operate = 'operate'
const setUp = 'set up'

/** https://cloud.google.com/iam/docs/roles-permissions */
export const GCP_PERMISSIONS: readonly Permission[] = [
  {
    commands: ['doctor'],
    purpose: operate,
    actions: ['resourcemanager.projects.get'],
    on: 'project',
    resources: whole,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['dns.resourceRecordSets.list'],
    on: 'project or zone',
    resources: dns,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['dns.managedZones.get'],
    where: 'where `traffic.providers.gcp` names a zone',
    on: 'project or zone',
    resources: dns,
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['dns.managedZones.list'],
    where: 'where `traffic.providers.gcp.zoneId` is absent',
    on: 'project',
    resources: (platform) => (platform.traffic?.providers.gcp?.zoneId === undefined ? dns(platform) : []),
  },
  {
    commands: READ_TRAFFIC,
    purpose: operate,
    actions: ['compute.healthChecks.get'],
    where: 'where records are health-checked',
    on: 'project',
    resources: checked,
  },
  {
    commands: ['status'],
    purpose: operate,
    actions: ['monitoring.uptimeCheckConfigs.list', 'monitoring.timeSeries.list'],
    where: 'where uptime checks watch the targets',
    on: 'project',
    resources: dns,
  },
  {
    commands: READ_DATABASES,
    purpose: operate,
    actions: ['cloudsql.instances.get'],
    on: 'project',
    resources: servers,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: [
      'dns.changes.create',
      'dns.changes.get',
      'dns.changes.list',
      'dns.resourceRecordSets.create',
      'dns.resourceRecordSets.update',
      'dns.resourceRecordSets.delete',
    ],
    on: 'project or zone',
    resources: dns,
  },
  {
    commands: CHANGE,
    purpose: operate,
    actions: [
      'compute.healthChecks.create',
      'compute.healthChecks.useReadOnly',
      'compute.globalOperations.get',
    ],
    where: 'where records are health-checked',
    on: 'project',
    resources: checked,
  },
  {
    commands: STOP_AND_START,
    purpose: operate,
    actions: ['cloudsql.instances.update'],
    where: 'where a server is stopped or started',
    on: 'project',
    resources: servers,
  },
  {
    commands: READ_COSTS,
    purpose: operate,
    actions: ['bigquery.jobs.create'],
    on: 'project',
    resources: whole,
  },
  {
    commands: READ_COSTS,
    purpose: operate,
    actions: ['bigquery.tables.getData'],
    on: 'table of the export',
    resources: () => ['the table of the billing export'],
  },
  {
    commands: KEEP_RUNS,
    purpose: operate,
    actions: [
      'storage.objects.get',
      'storage.objects.list',
      'storage.objects.create',
      'storage.objects.delete',
    ],
    where: 'with `coordination.kind: gcs` (replacing an object needs the last one; mcloud deletes none)',
    on: 'bucket',
    resources: (platform) => bucketsOf(runsIn(platform, 'gcs')),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: ['storage.objects.list', 'storage.objects.get'],
    on: 'bucket',
    resources: (platform) => bucketsOf(pairBuckets(platform, 'gcp', 'read')),
  },
  {
    commands: SYNC,
    purpose: operate,
    actions: ['storage.objects.create', 'storage.objects.delete'],
    where: 'where the bucket is a destination (replacing an object needs both)',
    on: 'bucket',
    resources: (platform) => bucketsOf(pairBuckets(platform, 'gcp', 'written')),
  },
  {
    commands: [...STATES, 'setup gcp'],
    purpose: setUp,
    actions: ['storage.buckets.get', 'storage.buckets.create', 'storage.buckets.update'],
    on: 'project',
    resources: (platform) => (statesIn(platform, 'gcs').length > 0 ? whole(platform) : []),
  },
  {
    commands: ['setup gcp'],
    purpose: setUp,
    actions: [
      'resourcemanager.projects.get',
      'serviceusage.services.get',
      'serviceusage.services.enable',
      'iam.serviceAccounts.get',
      'iam.serviceAccounts.create',
      'storage.buckets.getIamPolicy',
      'storage.buckets.setIamPolicy',
    ],
    on: 'project',
    resources: whole,
  },
  {
    commands: ['setup gcp --grant'],
    purpose: setUp,
    actions: ['resourcemanager.projects.getIamPolicy', 'resourcemanager.projects.setIamPolicy'],
    on: 'project',
    resources: whole,
  },
  {
    commands: ['setup gcp --trust'],
    purpose: setUp,
    actions: ['iam.serviceAccounts.getIamPolicy', 'iam.serviceAccounts.setIamPolicy'],
    on: 'service account',
    resources: whole,
  },
]
