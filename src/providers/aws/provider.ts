import { McloudError } from '../../errors/mcloud-error.ts'
import type { Provider } from '../provider.ts'
import type { ProviderInput } from '../registry.ts'
import { targetOwner } from '../routing/target-owner.ts'
import { costExplorerPrice, MOST_GROUPS, RESOURCE_DAYS } from './cost-price.ts'
import { route53Refusal } from './dns-refusal.ts'
import { makeAwsGroundwork } from './groundwork.ts'
import type { AwsSession } from './session.ts'

/**
 * Amazon Web Services; each service's client is loaded when its capability is first used.
 * @throws McloudError CONFIG_INVALID when the platform does not live on AWS
 */
export function makeAwsProvider({ platform, environment }: ProviderInput): Provider {
  const settings = platform.clouds.aws
  if (settings === undefined) {
    const problem = { at: 'clouds', message: 'aws is missing' }
    throw new McloudError({ code: 'CONFIG_INVALID', message: 'clouds: aws is missing', problems: [problem] })
  }
  const session = once(
    async (): Promise<AwsSession> => (await import('./session.ts')).makeAwsSession({ settings, environment }),
  )
  const identities = once(async () => (await import('./identity.ts')).makeStsIdentities(await session()))
  const databases = once(async () => (await import('./databases.ts')).makeRdsDatabases(await session()))
  const leases = once(async () => (await import('./leases.ts')).makeS3Leases(await session()))
  const probes = once(async () => (await import('./probes.ts')).makeRoute53Probes(await session()))
  const costs = once(async () => (await import('./costs.ts')).makeCostExplorerCosts(await session()))
  const prices = once(async () => (await import('./prices.ts')).makePriceListPrices(await session()))
  const owner = targetOwner(platform)
  const dns = once(async () => (await import('./dns.ts')).makeRoute53Dns(await session(), owner))
  return {
    cloud: 'aws',
    can: {
      identity: { whoAmI: async (call) => (await identities()).whoAmI(call) },
      dns: {
        zone: async (zone, call) => (await dns()).zone(zone, call),
        read: async (zone, name, call) => (await dns()).read(zone, name, call),
        refusal: route53Refusal,
        apply: async (zone, record, call) => (await dns()).apply(zone, record, call),
        prepare: async (zone, record, call) => (await dns()).prepare(zone, record, call),
        progress: async (change, call) => (await dns()).progress(change, call),
      },
      databases: {
        observe: async (ref, call) => (await databases()).observe(ref, call),
        stop: async (ref, call) => (await databases()).stop(ref, call),
        start: async (ref, call) => (await databases()).start(ref, call),
      },
      probes: { observe: async (zone, record, call) => (await probes()).observe(zone, record, call) },
      leases: {
        read: async (ref, call) => (await leases()).read(ref, call),
        create: async (ref, text, call) => (await leases()).create(ref, text, call),
        replace: async (ref, text, version, call) => (await leases()).replace(ref, text, version, call),
        list: async (ref, call) => (await leases()).list(ref, call),
      },
      costs: {
        mostGroups: MOST_GROUPS,
        resourceDays: RESOURCE_DAYS,
        priceOf: costExplorerPrice,
        spend: async (query, call, allowance) => (await costs()).spend(query, call, allowance),
      },
      groundwork: makeAwsGroundwork(session),
      prices: { quote: async (wants, call) => (await prices()).quote(wants, call) },
    },
    cannot: {},
  }
}

/** Makes a thing on first use; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
