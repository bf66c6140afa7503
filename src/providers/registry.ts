import type { Cloud } from '../config/clouds.ts'
import type { Platform } from '../config/platform.ts'
import type { Provider } from './provider.ts'

/** What the makers of providers need from outside. */
export interface ProviderInput {
  readonly platform: Platform
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Makes the provider of one cloud; its SDK is loaded by its own folder when a capability is first used.
 * @throws McloudError CONFIG_INVALID when the platform file does not name that cloud.
 */
export async function makeProvider(cloud: Cloud, input: ProviderInput): Promise<Provider> {
  switch (cloud) {
    case 'aws':
      return (await import('./aws/provider.ts')).makeAwsProvider(input)
    case 'gcp':
      return (await import('./gcp/provider.ts')).makeGcpProvider(input)
    case 'azure':
      return (await import('./azure/provider.ts')).makeAzureProvider(input)
  }
}
