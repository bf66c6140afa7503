import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Identity, StateStoreRef } from '../../providers/provider.ts'
import type { Result } from '../result.ts'
import { type BootstrapPorts, chainsOfOne, GROUNDWORK_TIMEOUT_MS } from './bootstrap.ts'
import { type Chain, type GroundworkReport, layGroundwork } from './lay-groundwork.ts'
import { servicesOf } from './needed-services.ts'
import { checkWords, type SetupRequest } from './setup-request.ts'
import { groundworkOf, stateStoresOf } from './state-stores.ts'

/**
 * Checks credentials, switches services on, and makes the state backends and the deploy identity of one cloud.
 * @throws McloudError USAGE, AUTH_MISSING, AUTH_DENIED
 */
export async function setupCommand(
  request: SetupRequest,
  ports: BootstrapPorts,
): Promise<Result<GroundworkReport>> {
  const { cloud } = request
  checkWords(request)
  const platform = await ports.platform()
  const call = ports.call(GROUNDWORK_TIMEOUT_MS)
  const providers = await ports.providers()
  const who = await credentials(
    await (await providers.get(cloud)).can.identity?.whoAmI(call),
    platform,
    cloud,
  )
  const groundwork = await groundworkOf(providers, cloud)
  const stores = stateStoresOf(platform).filter((store) => store.cloud === cloud)
  const services = chainsOfOne(
    cloud,
    groundwork.services([...new Set([...servicesOf(platform, cloud), ...request.services])]),
  )
  const groups = chainsOfOne(cloud, groundwork.groups(stores.map(({ ref }) => ref)))
  const states: Chain[] = stores.map(({ ref }) => ({ cloud, provisions: groundwork.stateStore(ref) }))
  const identity: Chain = {
    cloud,
    provisions: groundwork.deployIdentity({
      name: request.identity,
      platform: platform.name,
      stores: [
        ...stores.map(({ ref }) => ref),
        ...lockStore(
          platform,
          cloud,
          stores.map(({ ref }) => ref),
        ),
      ],
      grants: request.grants,
      trusted: request.trusted,
    }),
  }
  const { kind, data } = await layGroundwork(
    [[...services, ...groups], states, [identity]],
    platform.name,
    ports,
    call,
  )
  const first = {
    cloud,
    what: 'credentials',
    state: 'there',
    note: `${who.principal} in ${who.account}`,
  } as const
  return { kind, data: { ...data, items: [first, ...data.items] } }
}

/** Deployments write the run lock and the journal, where those lie in this cloud. */
function lockStore(
  { coordination }: Platform,
  cloud: Cloud,
  known: readonly StateStoreRef[],
): readonly StateStoreRef[] {
  const kinds = { aws: 's3', gcp: 'gcs', azure: 'azure-blob' } as const
  if (coordination?.kind !== kinds[cloud]) return []
  return known.some(({ bucket }) => bucket === coordination.place) ? [] : [{ bucket: coordination.place }]
}

async function credentials(who: Identity | undefined, platform: Platform, cloud: Cloud): Promise<Identity> {
  if (who === undefined)
    throw new McloudError({ code: 'UNSUPPORTED', message: `${cloud} does not say whose the credentials are` })
  const { account, project, subscription } = platform.clouds[cloud] ?? {}
  const wanted = account ?? project ?? subscription
  if (wanted === undefined || wanted.toLowerCase() === who.account.toLowerCase()) return who
  throw new McloudError({
    code: 'AUTH_DENIED',
    provider: cloud,
    message: `${cloud}: the credentials are those of ${who.principal} in ${who.account}; the platform lives in ${wanted}`,
    hint: 'Sign in to the account of the platform, or correct it in the platform file.',
  })
}
