import type { Cloud } from '../config/clouds.ts'
import type { CloudSettings, Coordination, Platform } from '../config/platform.ts'
import { McloudError } from '../errors/mcloud-error.ts'

/** Settings of a store in a cloud that the platform does not live on, or lives on under another account. */
const SETTINGS = ['region', 'endpoint', 'profile', 'tenant', 'caFile'] as const

const OBJECT_SERVICE: Readonly<Record<Cloud, string>> = { aws: 's3', gcp: 'storage', azure: 'blob' }

/**
 * The platform as the provider of the store's cloud is to see it: with that cloud, and with the store's own
 * settings laid over it.
 * @throws McloudError CONFIG_INVALID for a setting that the kind does not have
 */
export function storePlatform(platform: Platform, coordination: Coordination, cloud: Cloud): Platform {
  refuseUnknownSettings(coordination, SETTINGS)
  const base: CloudSettings = platform.clouds[cloud] ?? {
    region: 'us-east-1',
    endpoints: {},
    // Objects are reached by the bucket's name alone.
    ...(cloud === 'gcp' ? { project: '-' } : {}),
    ...(cloud === 'azure' ? { subscription: '-' } : {}),
  }
  const { endpoint, ...own } = coordination.settings
  const endpoints =
    endpoint === undefined ? base.endpoints : { ...base.endpoints, [OBJECT_SERVICE[cloud]]: endpoint }
  return { ...platform, clouds: { ...platform.clouds, [cloud]: { ...base, ...own, endpoints } } }
}

/** @throws McloudError CONFIG_INVALID naming every setting that the kind does not have */
export function refuseUnknownSettings(coordination: Coordination, known: readonly string[]): void {
  const { kind, settings } = coordination
  const unknown = Object.keys(settings).filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const message = `a store of kind ${kind} has no such setting`
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `coordination.settings: a store of kind ${kind} has no ${unknown.join(', ')}`,
    problems: unknown.map((name) => ({
      at: `coordination.settings.${name}`,
      message,
      expected: known.join(', '),
    })),
  })
}
