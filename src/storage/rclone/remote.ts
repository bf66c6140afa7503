import type { Place } from '../../core/sync/place.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { CloudAccess } from '../open-stores.ts'

/** A place as rclone is told of it: a path on its command line, and all that is secret in its environment. */
export interface Remote {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

export interface RemoteInput {
  readonly side: 'a' | 'b'
  readonly place: Place
  readonly access: CloudAccess
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly folder: (path: string) => string
  readonly storageClass?: string
}

/** How long a token is called good, which is no longer than Google's are; rclone cannot renew it. */
const TOKEN_LIFE_MS = 3_600_000

/**
 * Describes a place by `RCLONE_CONFIG_<NAME>_<OPTION>`, so that no secret is an argument and none is in a file.
 * https://rclone.org/docs/#environment-variables
 * @throws McloudError UNSUPPORTED for what rclone cannot be told so
 */
export async function remoteOf(input: RemoteInput): Promise<Remote> {
  const { place, access } = input
  const name = `MCLOUD${input.side.toUpperCase()}`
  const remote = (path: string, options: Readonly<Record<string, string | undefined>>): Remote => ({
    path: `${name}:${path}`,
    environment: Object.fromEntries(
      Object.entries(options).flatMap(([option, value]) =>
        value === undefined ? [] : [[`RCLONE_CONFIG_${name}_${option}`, value]],
      ),
    ),
  })
  switch (place.kind) {
    case 'folder':
      return { path: input.folder(place.path), environment: {} }
    case 'rclone':
      return { path: `${place.remote}:${place.path}`, environment: {} }
    case 's3': {
      const { endpoint, region, keys } = await access.s3()
      const { accessKeyId, secretAccessKey, sessionToken } = await keys()
      return remote(`${place.bucket}/${place.prefix}`, {
        TYPE: 's3',
        PROVIDER: endpoint === undefined ? 'AWS' : 'Other',
        ACCESS_KEY_ID: accessKeyId,
        SECRET_ACCESS_KEY: secretAccessKey,
        SESSION_TOKEN: sessionToken,
        REGION: region,
        ENDPOINT: endpoint,
        FORCE_PATH_STYLE: endpoint === undefined ? undefined : 'true',
        NO_CHECK_BUCKET: 'true',
        STORAGE_CLASS: input.storageClass,
      })
    }
    case 'gcs': {
      const { base, token } = await access.gcs()
      // Without a token file rclone finds Application Default Credentials by itself, and renews them.
      const isGiven = Boolean(input.environment.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE)
      const expiry = new Date(Date.now() + TOKEN_LIFE_MS).toISOString()
      return remote(`${place.bucket}/${place.prefix}`, {
        TYPE: 'google cloud storage',
        ...(isGiven
          ? { TOKEN: JSON.stringify({ access_token: await token(), token_type: 'Bearer', expiry }) }
          : { ENV_AUTH: 'true' }),
        ENDPOINT: base === 'https://storage.googleapis.com' ? undefined : `${base}/storage/v1/`,
        BUCKET_POLICY_ONLY: 'true',
        NO_CHECK_BUCKET: 'true',
        STORAGE_CLASS: input.storageClass,
      })
    }
    case 'azure-blob': {
      const { account, key, base } = await access.azureBlob(place.account)
      if (key === undefined) throw notTold('a bearer token', 'set AZURE_STORAGE_KEY')
      if (base !== `https://${account}.blob.core.windows.net`)
        throw notTold('an overriding endpoint that names the account in its path', 'name a remote of its own')
      return remote(`${place.container}/${place.prefix}`, {
        TYPE: 'azureblob',
        ACCOUNT: account,
        KEY: key,
        ACCESS_TIER: input.storageClass,
      })
    }
  }
}

function notTold(what: string, instead: string): McloudError {
  return new McloudError({
    code: 'UNSUPPORTED',
    message: `rclone cannot be told of Azure storage with ${what}.`,
    hint: `Leave --engine out, ${instead}, or use a remote of your rclone configuration: rclone://REMOTE/container.`,
  })
}
