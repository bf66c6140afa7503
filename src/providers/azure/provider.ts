import { costSettings } from '../../config/cost-settings.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { resolveEndpoints } from '../calls/endpoints.ts'
import { makeHttpJson } from '../calls/http-json.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import type { Provider } from '../provider.ts'
import type { ProviderInput } from '../registry.ts'
import { targetOwner } from '../routing/target-owner.ts'
import type { AzureContext } from './context.ts'
import { makeCostManagementCosts } from './costs.ts'
import { makeAzureCredential } from './credentials.ts'
import { makeAzureDatabases } from './databases.ts'
import { makeAzureDns } from './dns.ts'
import { makeAzureGroundwork } from './groundwork.ts'
import { makeAzureIdentities } from './identity.ts'
import { makeBlobLeases } from './leases.ts'
import { makeTrafficManagerProbes } from './probes.ts'
import { AZURE_SERVICES, makeAzureRest } from './rest.ts'

/**
 * Azure, its clients and credentials loaded when they are first needed.
 * @throws McloudError CONFIG_INVALID when the platform file does not name the cloud or its subscription
 */
export function makeAzureProvider({ platform, environment }: ProviderInput): Provider {
  const settings = platform.clouds.azure
  if (settings === undefined) throw missing('clouds.azure', 'the platform file does not name this cloud')
  const subscription = settings.subscription ?? environment.AZURE_SUBSCRIPTION_ID
  if (!subscription) throw missing('clouds.azure.subscription', 'the Azure subscription is not named')
  const endpoints = resolveEndpoints({
    cloud: 'azure',
    settings,
    environment,
    services: AZURE_SERVICES,
    // Azure has no conventional variables for the endpoints of its services.
    variables: () => [],
  })
  let authority: Promise<string | undefined> | undefined
  const trustedAuthority = () => {
    authority ??= readTrustedAuthority('azure', settings)
    return authority
  }
  const credential = makeAzureCredential({
    environment,
    endpoints,
    tenant: settings.tenant,
    trustedAuthority,
  })
  const http = makeHttpJson(trustedAuthority)
  const context: AzureContext = {
    subscription,
    resourceGroup: settings.resourceGroup,
    region: settings.region,
    rest: makeAzureRest(http, credential, endpoints),
    http,
    credential,
    endpoints,
    trustedAuthority,
    ownerOf: targetOwner(platform),
  }
  return {
    cloud: 'azure',
    can: {
      identity: makeAzureIdentities(context),
      dns: makeAzureDns(context),
      databases: makeAzureDatabases(context),
      leases: makeBlobLeases(context),
      groundwork: makeAzureGroundwork(context),
      probes: makeTrafficManagerProbes(context),
      costs: makeCostManagementCosts(context, costSettings(platform).sources?.azure ?? {}),
      prices: {
        quote: async (wants, call) =>
          (await import('./prices.ts')).makeRetailPrices(context).quote(wants, call),
      },
    },
    cannot: {},
  }
}

function missing(at: string, message: string): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    message: `${at}: ${message}`,
    problems: [{ at, message, expected: 'clouds.azure with subscription, resourceGroup and region' }],
  })
}
