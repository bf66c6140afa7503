import type { CloudSettings } from '../../config/platform.ts'
import type { Endpoints } from '../calls/endpoints.ts'
import { resolveEndpoints } from '../calls/endpoints.ts'

export type AwsService = 'route53' | 'rds' | 'sts' | 's3' | 'ce' | 'iam' | 'pricing' | 'datasync'

// https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
const VARIABLES: Readonly<Record<AwsService, string>> = {
  route53: 'AWS_ENDPOINT_URL_ROUTE_53',
  rds: 'AWS_ENDPOINT_URL_RDS',
  sts: 'AWS_ENDPOINT_URL_STS',
  s3: 'AWS_ENDPOINT_URL_S3',
  ce: 'AWS_ENDPOINT_URL_COST_EXPLORER',
  iam: 'AWS_ENDPOINT_URL_IAM',
  pricing: 'AWS_ENDPOINT_URL_PRICING',
  datasync: 'AWS_ENDPOINT_URL_DATASYNC',
}

/**
 * Endpoint overrides of AWS: the platform file, then `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL`, which
 * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` switches off as it does for AWS's own tools.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @throws McloudError CONFIG_INVALID
 */
export function awsEndpoints(
  settings: Pick<CloudSettings, 'endpoints'>,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoints {
  const ignored = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true'
  return resolveEndpoints({
    cloud: 'aws',
    settings,
    environment,
    services: Object.keys(VARIABLES),
    variables: (service) => (ignored ? [] : [VARIABLES[service as AwsService], 'AWS_ENDPOINT_URL']),
  })
}
