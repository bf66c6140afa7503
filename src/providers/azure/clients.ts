import type { AzureContext } from './context.ts'
import { ARM_SCOPE, guardPolicy } from './credentials.ts'
import type { AzureService } from './rest.ts'
import { azureBaseUrl } from './rest.ts'

/** Microsoft's own clients, for the changes; each is imported and made when it is first asked for. */
export interface AzureClients {
  dns(): ReturnType<typeof makeDns>
  trafficManager(): ReturnType<typeof makeTrafficManager>
  postgresql(): ReturnType<typeof makePostgresql>
}

export function makeAzureClients(context: AzureContext): AzureClients {
  // One object for all clients: their connections are pooled by it.
  let tls: Promise<{ tlsOptions?: { ca: string } }> | undefined
  const options = async (service: AzureService) => {
    tls ??= context.trustedAuthority().then((ca) => (ca === undefined ? {} : { tlsOptions: { ca } }))
    return {
      ...(await tls),
      // `baseUri` and `baseUrl` are ignored by some of the clients, which then go to the real cloud.
      endpoint: azureBaseUrl(service, context.endpoints),
      credentialScopes: ARM_SCOPE,
      // Retries are the caller's.
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [{ policy: guardPolicy(context.endpoints), position: 'perRetry' as const }],
    }
  }
  const once = <T>(make: () => Promise<T>) => {
    let made: Promise<T> | undefined
    return () => {
      made ??= make()
      return made
    }
  }
  return {
    dns: once(async () => makeDns(context, await options('dns'))),
    trafficManager: once(async () => makeTrafficManager(context, await options('trafficmanager'))),
    postgresql: once(async () => makePostgresql(context, await options('postgresql'))),
  }
}

interface ClientOptions {
  readonly endpoint: string
}

async function makeDns({ credential, subscription }: AzureContext, options: ClientOptions) {
  const { DnsManagementClient } = await import('@azure/arm-dns')
  return new DnsManagementClient(credential, subscription, options)
}

async function makeTrafficManager({ credential, subscription }: AzureContext, options: ClientOptions) {
  const { TrafficManagerManagementClient } = await import('@azure/arm-trafficmanager')
  return new TrafficManagerManagementClient(credential, subscription, options)
}

async function makePostgresql({ credential, subscription }: AzureContext, options: ClientOptions) {
  const { PostgreSQLManagementFlexibleServerClient } = await import('@azure/arm-postgresql-flexible')
  return new PostgreSQLManagementFlexibleServerClient(credential, subscription, options)
}
