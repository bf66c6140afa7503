import type { Pricing } from '../resource.ts'
import { AWS_COMPUTE } from './aws-compute.ts'
import { AWS_DATA } from './aws-data.ts'
import { AWS_NETWORK, AWS_SERVICES } from './aws-network.ts'
import { AZURE_MAIN } from './azure.ts'
import { AZURE_SERVICES } from './azure-services.ts'
import { GCP_MAIN } from './gcp.ts'
import { GCP_SERVICES } from './gcp-services.ts'

/** How each Terraform type that costs something is priced. */
export const PRICINGS: Readonly<Record<string, Pricing>> = {
  ...AWS_COMPUTE,
  ...AWS_DATA,
  ...AWS_NETWORK,
  ...AWS_SERVICES,
  ...GCP_MAIN,
  ...GCP_SERVICES,
  ...AZURE_MAIN,
  ...AZURE_SERVICES,
}
