import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'

/** Services by what of the platform needs them. */
interface Need {
  readonly service: string
  readonly by: (platform: Platform) => boolean
}

const always = () => true

/** https://cloud.google.com/service-usage/docs/list-services */
const GCP: readonly Need[] = [
  { service: 'cloudresourcemanager.googleapis.com', by: always },
  { service: 'iam.googleapis.com', by: always },
  { service: 'iamcredentials.googleapis.com', by: always },
  { service: 'storage.googleapis.com', by: always },
  { service: 'dns.googleapis.com', by: ({ traffic }) => traffic?.providers.gcp !== undefined },
  { service: 'compute.googleapis.com', by: ({ traffic }) => traffic?.providers.gcp !== undefined },
  {
    service: 'sqladmin.googleapis.com',
    by: ({ databases }) => Object.values(databases).some(({ members }) => members.gcp !== undefined),
  },
]

/** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers */
const AZURE: readonly Need[] = [
  { service: 'Microsoft.Storage', by: always },
  { service: 'Microsoft.ManagedIdentity', by: always },
  { service: 'Microsoft.Network', by: ({ traffic }) => traffic?.providers.azure !== undefined },
  {
    service: 'Microsoft.DBforPostgreSQL',
    by: ({ databases }) => Object.values(databases).some(({ members }) => members.azure !== undefined),
  },
]

/** What has to be switched on for mcloud and for the units of one cloud. */
export function servicesOf(platform: Platform, cloud: Cloud): readonly string[] {
  const needs = { aws: [], gcp: GCP, azure: AZURE }[cloud]
  const units = Object.values(platform.deploy?.units ?? {})
  const named = cloud === 'gcp' ? units.flatMap(({ apis }) => apis) : []
  return [...needs.filter(({ by }) => by(platform)).map(({ service }) => service), ...named]
}
