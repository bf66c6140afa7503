import type { Cloud } from '../../config/clouds.ts'
import type { CloudSettings } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'

/** Where the services of one cloud are reached, and what may be reached at all. */
export interface Endpoints {
  /** True when at least one service is overridden. */
  readonly overridden: boolean
  /** The overriding URL of a service without a final slash; undefined: the vendor's own. */
  of(service: string): string | undefined
  /**
   * To be asked before a request leaves: with overrides set, only their hosts may be reached.
   * @throws McloudError ENDPOINT_REFUSED
   */
  guard(url: string | URL): void
}

export interface EndpointSources {
  readonly cloud: Cloud
  readonly settings: Pick<CloudSettings, 'endpoints'>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Every service that mcloud calls in this cloud. */
  readonly services: readonly string[]
  /** The vendor's conventional variables for a service, the most specific first. */
  readonly variables: (service: string) => readonly string[]
}

/**
 * Resolves endpoint overrides: the platform file's for the service, its `default`, then the conventional
 * variables.
 * @throws McloudError CONFIG_INVALID for a value that is no http(s) URL
 */
export function resolveEndpoints(sources: EndpointSources): Endpoints {
  const { cloud, settings, environment } = sources
  const urls = new Map<string, URL>()
  for (const service of sources.services) {
    const candidates: (readonly [string, string | undefined])[] = [
      [`clouds.${cloud}.endpoints.${service}`, settings.endpoints[service]],
      [`clouds.${cloud}.endpoints.default`, settings.endpoints.default],
      ...sources.variables(service).map((name) => [name, environment[name]] as const),
    ]
    const found = candidates.find(([, value]) => value !== undefined && value !== '')
    if (found?.[1] !== undefined) urls.set(service, parseEndpoint(found[0], found[1]))
  }
  const origins = new Set([...urls.values()].map((url) => url.origin))
  return {
    overridden: urls.size > 0,
    of: (service) => urls.get(service)?.href.replace(/\/+$/, ''),
    guard(url) {
      const { origin } = new URL(url)
      if (origins.size === 0 || origins.has(origin)) return
      throw new McloudError({
        code: 'ENDPOINT_REFUSED',
        provider: cloud,
        message: `${cloud}: a request for ${origin} was stopped: endpoints are overridden, and only ${[...origins].sort().join(', ')} may be reached`,
      })
    },
  }
}

function parseEndpoint(at: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `${at} is not an http(s) URL`,
    problems: [
      { at, message: `${JSON.stringify(value)} is not an http(s) URL`, expected: 'http://host:port' },
    ],
  })
}
