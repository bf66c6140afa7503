import { join } from 'node:path'
import type { LabFolder } from '../lab-folder.ts'
import type { LabSettings } from '../settings.ts'
import { databaseUrl } from '../settings.ts'
import { DEMO, LAB_CLOUDS } from './facts.ts'

/** The base URL of each cloud's APIs. */
export function endpointsOf({ hosts, ports }: LabSettings['network']) {
  return {
    aws: `http://${hosts.aws}:${ports.api}`,
    gcp: `http://${hosts.gcp}:${ports.api}`,
    azure: `https://${hosts.azure}:${ports.api}`,
  }
}

/** Files of the client folder that the variables name. */
export function clientFiles(folder: LabFolder) {
  return {
    platform: join(folder.client, 'mcloud.yaml'),
    authority: join(folder.client, 'ca.pem'),
    /** The public authorities and the lab's own, for clients that take one file for all. */
    authorities: join(folder.client, 'ca-bundle.pem'),
    gcpToken: join(folder.client, 'gcp-token'),
    azureToken: join(folder.client, 'azure-token'),
    environment: join(folder.client, 'env.sh'),
    /** Of the lab's Kubernetes API server. */
    kubeconfig: join(folder.client, 'kubeconfig'),
  }
}

/** The conventional variables by which any client of the vendors reaches the lab. */
export function clientEnvironment(folder: LabFolder, settings: LabSettings): Record<string, string> {
  const { network, secrets } = settings
  const endpoints = endpointsOf(network)
  const files = clientFiles(folder)
  const perCloud = (prefix: string, value: (cloud: (typeof LAB_CLOUDS)[number]) => string) =>
    Object.fromEntries(LAB_CLOUDS.map((cloud) => [`${prefix}_${cloud.toUpperCase()}`, value(cloud)]))
  return {
    AWS_ENDPOINT_URL: endpoints.aws,
    AWS_ACCESS_KEY_ID: 'AKIALABLABLABLABLAB0',
    AWS_SECRET_ACCESS_KEY: 'lab-secret-access-key-opens-nothing-else',
    AWS_REGION: DEMO.clouds.aws.region,
    AWS_DEFAULT_REGION: DEMO.clouds.aws.region,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_DNS: `${endpoints.gcp}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_SQL: `${endpoints.gcp}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${endpoints.gcp}/compute/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_BIGQUERY: `${endpoints.gcp}/bigquery/v2/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_TRANSFER: `${endpoints.gcp}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${endpoints.gcp}/storage/v1/`,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: files.gcpToken,
    CLOUDSDK_CORE_PROJECT: DEMO.clouds.gcp.account,
    KUBECONFIG: files.kubeconfig,
    NODE_EXTRA_CA_CERTS: files.authority,
    REQUESTS_CA_BUNDLE: files.authorities,
    MCLOUD_AZURE_ACCESS_TOKEN_FILE: files.azureToken,
    ...perCloud('MCLOUD_LAB_DNS', (cloud) => `${network.hosts[cloud]}:${network.ports.dns}`),
    ...perCloud('MCLOUD_LAB_APPDB', (cloud) =>
      databaseUrl(settings, cloud, DEMO.applicationUser, secrets.applicationPassword, DEMO.database),
    ),
    ...perCloud('MCLOUD_LAB_DB', (cloud) =>
      databaseUrl(settings, cloud, DEMO.adminUser, secrets.adminPassword, DEMO.database),
    ),
    MCLOUD_LAB_APP: DEMO.applicationName,
    MCLOUD_LAB_APP_PORT: `${network.ports.application}`,
    MCLOUD_CONFIG: files.platform,
  }
}

/** `export` lines for a POSIX shell; every value is quoted, whatever it holds. */
export function exportLines(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  )
}
