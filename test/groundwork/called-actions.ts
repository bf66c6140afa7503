import type { LabRequest } from '../../src/lab/cloud.ts'

/** Which permission a request needs, by the vendors' own lists of actions; `?` with the request where none is known. */
export function actionOf(cloud: 'aws' | 'gcp' | 'azure', { method, url, body, headers }: LabRequest): string {
  const [path = '', query = ''] = url.split('?')
  const unknown = `? ${method} ${url}`
  if (cloud === 'azure') return azureAction(method, path) ?? unknown
  const rules = cloud === 'gcp' ? GCP : AWS
  const target = headers['x-amz-target']
  if (cloud === 'aws' && target === undefined && /^Action=/m.test(body.toString())) {
    const action = new URLSearchParams(body.toString()).get('Action') ?? ''
    if (action === 'GetCallerIdentity') return 'sts:GetCallerIdentity'
    return `${/DBInstance/.test(action) ? 'rds' : 'iam'}:${action}`
  }
  const line = `${method} ${path}${query === '' ? '' : `?${query}`}`
  return rules.find(([pattern]) => pattern.test(line))?.[1] ?? unknown
}

type Rules = readonly (readonly [RegExp, string])[]

const ZONE = '/2013-04-01/hostedzone/[^/?]+'
const AWS: Rules = [
  [new RegExp(`^GET ${ZONE}/rrset`), 'route53:ListResourceRecordSets'],
  [new RegExp(`^POST ${ZONE}/rrset`), 'route53:ChangeResourceRecordSets'],
  [new RegExp(`^GET ${ZONE}$`), 'route53:GetHostedZone'],
  [/^GET \/2013-04-01\/hostedzonesbyname/, 'route53:ListHostedZonesByName'],
  [/^GET \/2013-04-01\/change\//, 'route53:GetChange'],
  [/^GET \/2013-04-01\/healthcheck\/[^/]+\/status/, 'route53:GetHealthCheckStatus'],
  [/^GET \/2013-04-01\/healthcheck(\?|$)/, 'route53:ListHealthChecks'],
  [/^POST \/2013-04-01\/healthcheck$/, 'route53:CreateHealthCheck'],
  [/^GET \/[^/?]+\/?\?.*\blocation\b/, 's3:GetBucketLocation'],
  [/^GET \/[^/?]+\/?\?.*\bversioning\b/, 's3:GetBucketVersioning'],
  [/^PUT \/[^/?]+\/?\?.*\bversioning\b/, 's3:PutBucketVersioning'],
  [/^GET \/[^/?]+\/?\?.*\bencryption\b/, 's3:GetEncryptionConfiguration'],
  [/^PUT \/[^/?]+\/?\?.*\bencryption\b/, 's3:PutEncryptionConfiguration'],
  [/^GET \/[^/?]+\/?\?.*\bpublicAccessBlock\b/, 's3:GetBucketPublicAccessBlock'],
  [/^PUT \/[^/?]+\/?\?.*\bpublicAccessBlock\b/, 's3:PutBucketPublicAccessBlock'],
  [/^GET \/[^/?]+\/?\?.*\blist-type=2\b/, 's3:ListBucket'],
  [/^HEAD \/[^/?]+\/?(\?|$)/, 's3:ListBucket'],
  [/^PUT \/[^/?]+\/?$/, 's3:CreateBucket'],
  [/^(GET|HEAD) \/[^/?]+\/[^?]+/, 's3:GetObject'],
  [/^PUT \/[^/?]+\/[^?]+/, 's3:PutObject'],
]

const PROJECT = '/(?:compute/)?(?:dns/)?v1(?:beta4)?/projects/[^/:?]+'
const GCP: Rules = [
  [/^POST \/tokeninfo/, 'tokeninfo'],
  [/^GET \S*\/managedZones\/[^/?]+\/rrsets/, 'dns.resourceRecordSets.list'],
  [/^POST \S*\/managedZones\/[^/?]+\/changes/, 'dns.changes.create'],
  [/^GET \S*\/managedZones\/[^/?]+\/changes\/[^/?]+/, 'dns.changes.get'],
  [/^GET \S*\/managedZones\/[^/?]+\/changes/, 'dns.changes.list'],
  [/^GET \S*\/managedZones\/[^/?]+/, 'dns.managedZones.get'],
  [/^GET \S*\/managedZones/, 'dns.managedZones.list'],
  [/^GET \S*\/global\/healthChecks/, 'compute.healthChecks.get'],
  [/^POST \S*\/global\/healthChecks/, 'compute.healthChecks.create'],
  [/^(GET|POST) \S*\/global\/operations\//, 'compute.globalOperations.get'],
  [/^GET \S*\/instances\//, 'cloudsql.instances.get'],
  // https://cloud.google.com/sql/docs/postgres/iam-permissions
  [/^GET \S*\/projects\/[^/]+\/operations/, 'cloudsql.instances.get'],
  [/^PATCH \S*\/instances\//, 'cloudsql.instances.update'],
  [/^GET \S*\/uptimeCheckConfigs/, 'monitoring.uptimeCheckConfigs.list'],
  [/^GET \S*\/timeSeries/, 'monitoring.timeSeries.list'],
  [/^GET \S*\/services\/[^:]+$/, 'serviceusage.services.get'],
  [/^POST \S*\/services\/[^:]+:enable/, 'serviceusage.services.enable'],
  [/^GET \/v1\/operations\//, 'serviceusage.services.get'],
  [/^POST \S*\/serviceAccounts\/[^:]+:getIamPolicy/, 'iam.serviceAccounts.getIamPolicy'],
  [/^POST \S*\/serviceAccounts\/[^:]+:setIamPolicy/, 'iam.serviceAccounts.setIamPolicy'],
  [/^GET \S*\/serviceAccounts\//, 'iam.serviceAccounts.get'],
  [/^POST \S*\/serviceAccounts$/, 'iam.serviceAccounts.create'],
  [/^POST \S*\/projects\/[^/:]+:getIamPolicy/, 'resourcemanager.projects.getIamPolicy'],
  [/^POST \S*\/projects\/[^/:]+:setIamPolicy/, 'resourcemanager.projects.setIamPolicy'],
  [/^GET \/storage\/v1\/b\/[^/?]+\/iam/, 'storage.buckets.getIamPolicy'],
  [/^PUT \/storage\/v1\/b\/[^/?]+\/iam/, 'storage.buckets.setIamPolicy'],
  [/^GET \/storage\/v1\/b\/[^/?]+(\?|$)/, 'storage.buckets.get'],
  [/^POST \/storage\/v1\/b(\?|$)/, 'storage.buckets.create'],
  [/^PATCH \/storage\/v1\/b\/[^/?]+/, 'storage.buckets.update'],
  [new RegExp(`^GET (${PROJECT}|/v3/projects/[^/:?]+)(\\?|$)`), 'resourcemanager.projects.get'],
]

/** Actions of Resource Manager are the words of the path with read, write, delete or the last word and `action`. */
function azureAction(method: string, path: string): string | undefined {
  const parts = path.split('/').filter(Boolean)
  if (/^\/subscriptions\/[^/]+$/i.test(path)) return 'Microsoft.Resources/subscriptions/read'
  if (/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(path))
    return `Microsoft.Resources/subscriptions/resourceGroups/${method === 'GET' ? 'read' : 'write'}`
  const at = parts.map((part) => part.toLowerCase()).lastIndexOf('providers')
  if (at < 0) return undefined
  const [namespace = '', ...rest] = parts.slice(at + 1)
  if (rest.length === 0) return 'Microsoft.Resources/subscriptions/providers/read'
  if (rest[0] === 'register') return `${namespace}/register/action`
  // Types and names take turns; `locations/eastus/azureAsyncOperation/id` does, too.
  const types = rest.filter((_, index) => index % 2 === 0)
  if (method === 'POST') return `${[namespace, ...types].join('/')}/action`
  const verb = { GET: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete' }[method]
  return `${[namespace, ...types].join('/')}/${verb}`
}
