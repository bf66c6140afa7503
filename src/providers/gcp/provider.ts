import { costSettings } from '../../config/cost-settings.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { resolveEndpoints } from '../calls/endpoints.ts'
import { makeHttpJson } from '../calls/http-json.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import type { Provider } from '../provider.ts'
import type { ProviderInput } from '../registry.ts'
import { targetOwner } from '../routing/target-owner.ts'
import type { GcpContext } from './context.ts'
import { makeBigQueryCosts } from './costs.ts'
import { makeGcpCredentials } from './credentials.ts'
import { makeGcpDatabases } from './databases.ts'
import { makeGcpDns } from './dns.ts'
import { makeGcpGroundwork } from './groundwork.ts'
import { makeGcpIdentities } from './identity.ts'
import { makeStorageLeases } from './leases.ts'
import { makeUptimeProbes } from './probes.ts'
import { authorize, GCP_SERVICES, gcpEndpointVariables, makeGcpRest } from './rest.ts'

/**
 * Google Cloud, its clients and credentials loaded when they are first needed.
 * @throws McloudError CONFIG_INVALID when the platform file does not name the cloud or its project
 */
export function makeGcpProvider({ platform, environment }: ProviderInput): Provider {
  const settings = platform.clouds.gcp
  if (settings === undefined) throw missing('clouds.gcp', 'the platform file does not name this cloud')
  const project = settings.project ?? environment.CLOUDSDK_CORE_PROJECT ?? environment.GOOGLE_CLOUD_PROJECT
  if (!project) throw missing('clouds.gcp.project', 'the Google Cloud project is not named')
  const endpoints = resolveEndpoints({
    cloud: 'gcp',
    settings,
    environment,
    services: GCP_SERVICES,
    variables: gcpEndpointVariables,
  })
  let authority: Promise<string | undefined> | undefined
  const trustedAuthority = () => {
    authority ??= readTrustedAuthority('gcp', settings)
    return authority
  }
  const credentials = makeGcpCredentials(environment, endpoints)
  const authorized = authorize(makeHttpJson(trustedAuthority), credentials, endpoints)
  const context: GcpContext = {
    project,
    region: settings.region,
    rest: makeGcpRest(authorized, endpoints),
    authorized,
    credentials,
    endpoints,
    ownerOf: targetOwner(platform),
  }
  return {
    cloud: 'gcp',
    can: {
      identity: makeGcpIdentities(context),
      dns: makeGcpDns(context),
      databases: makeGcpDatabases(context),
      leases: makeStorageLeases(context),
      groundwork: makeGcpGroundwork(context),
      probes: makeUptimeProbes(context),
      costs: makeBigQueryCosts(context, costSettings(platform).sources?.gcp ?? {}),
      prices: {
        quote: async (wants, call) =>
          (await import('./prices.ts')).makeCatalogPrices(context).quote(wants, call),
      },
    },
    cannot: {},
  }
}

function missing(at: string, message: string): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    message: `${at}: ${message}`,
    problems: [{ at, message, expected: 'clouds.gcp with project and region' }],
  })
}
