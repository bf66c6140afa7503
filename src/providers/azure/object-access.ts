import type { CloudSettings } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { readTrustedAuthority } from '../calls/trusted-authority.ts'
import { makeAzureCredential } from './credentials.ts'
import { azureObjectEndpoints } from './object-endpoints.ts'

/** The audience of the data of all storage accounts. */
const STORAGE_SCOPE = 'https://storage.azure.com/.default'

/**
 * How the object path reaches the blobs of one storage account: with the key in AZURE_STORAGE_KEY where
 * AZURE_STORAGE_ACCOUNT names that account, as Azure's own tools take them, else with a bearer token.
 * @throws McloudError CONFIG_INVALID for an endpoint that is no URL
 */
export async function azureObjectAccess(
  account: string,
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const endpoints = azureObjectEndpoints(settings, environment)
  const trustedAuthority = () => readTrustedAuthority('azure', settings)
  const credential = makeAzureCredential({
    environment,
    endpoints,
    tenant: settings.tenant,
    trustedAuthority,
  })
  const { AZURE_STORAGE_ACCOUNT: named, AZURE_STORAGE_KEY: key } = environment
  const override = endpoints.of('blob')
  const ca = await trustedAuthority()
  return {
    account,
    base: override === undefined ? `https://${account}.blob.core.windows.net` : `${override}/${account}`,
    async token() {
      const token = await credential.getToken(STORAGE_SCOPE)
      if (token !== null) return token.token
      throw new McloudError({ code: 'AUTH_MISSING', provider: 'azure', message: 'azure: no token was given' })
    },
    guard: (origin: string) => endpoints.guard(origin),
    ...(key && (!named || named === account) ? { key } : {}),
    ...(ca === undefined ? {} : { ca }),
  }
}
