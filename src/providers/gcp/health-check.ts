import { createHash } from 'node:crypto'
import type { HealthCheck, Unsupported } from '../provider.ts'

/**
 * A global compute health check, with the parts that mcloud reads and writes.
 * https://cloud.google.com/compute/docs/reference/rest/v1/healthChecks
 */
export interface HealthCheckResource {
  readonly name: string
  readonly description?: string
  readonly type?: string
  readonly checkIntervalSec?: number
  readonly timeoutSec?: number
  readonly healthyThreshold?: number
  readonly unhealthyThreshold?: number
  readonly sourceRegions?: readonly string[]
  readonly httpHealthCheck?: ProtocolSettings
  readonly httpsHealthCheck?: ProtocolSettings
  readonly tcpHealthCheck?: ProtocolSettings
  readonly selfLink?: string
}

interface ProtocolSettings {
  readonly port?: number
  readonly portSpecification?: string
  readonly requestPath?: string
  readonly host?: string
  readonly response?: string
  readonly request?: string
}

// External endpoints are probed from exactly three regions; three continents, so that one cut-off region is
// outvoted. https://cloud.google.com/compute/docs/reference/rest/v1/healthChecks (sourceRegions)
const SOURCE_REGIONS = ['us-east1', 'europe-west1', 'asia-southeast1'] as const
const MIN_INTERVAL_SECONDS = 30
const MAX_INTERVAL_SECONDS = 300
const MAX_THRESHOLD = 10
const TIMEOUT_SECONDS = 5
const REFERENCE = 'https://cloud.google.com/compute/docs/reference/rest/v1/healthChecks'

/** Why a health check of an external endpoint cannot be expressed exactly, if it cannot. */
export function healthCheckRefusal(health: HealthCheck): Unsupported | undefined {
  const { intervalSeconds, threshold } = health
  if (
    !Number.isInteger(intervalSeconds) ||
    intervalSeconds < MIN_INTERVAL_SECONDS ||
    intervalSeconds > MAX_INTERVAL_SECONDS
  ) {
    return {
      reason: `Cloud DNS probes external endpoints every ${MIN_INTERVAL_SECONDS} to ${MAX_INTERVAL_SECONDS} s, not every ${intervalSeconds} s`,
      url: REFERENCE,
    }
  }
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > MAX_THRESHOLD) {
    return {
      reason: `a health check of Google Cloud fails after 1 to ${MAX_THRESHOLD} probes, not after ${threshold}`,
      url: REFERENCE,
    }
  }
  return undefined
}

/**
 * The resource for a health check. Its name is made of its contents: records with equal checks share one, and
 * no check is ever changed under a record that uses it.
 */
export function compileHealthCheck(health: HealthCheck): HealthCheckResource {
  const settings = { portSpecification: 'USE_FIXED_PORT', port: health.port }
  const contents = {
    type: health.protocol.toUpperCase(),
    checkIntervalSec: health.intervalSeconds,
    timeoutSec: TIMEOUT_SECONDS,
    healthyThreshold: 1,
    unhealthyThreshold: health.threshold,
    sourceRegions: SOURCE_REGIONS,
    ...(health.protocol === 'tcp'
      ? { tcpHealthCheck: settings }
      : { [`${health.protocol}HealthCheck`]: { ...settings, requestPath: health.path ?? '/' } }),
  }
  const digest = createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 10)
  return {
    name: `mcloud-${health.protocol}-${health.port}-${digest}`,
    description: 'Made by mcloud for health-checked DNS records; shared by all records with these settings.',
    ...contents,
  }
}

/** Reads a resource back into the model; `remarks` says what the model cannot hold. */
export function readHealthCheck(resource: HealthCheckResource): {
  readonly health: HealthCheck | undefined
  readonly remarks: readonly string[]
} {
  const protocol = (['http', 'https', 'tcp'] as const).find((name) => name.toUpperCase() === resource.type)
  if (protocol === undefined) {
    return {
      health: undefined,
      remarks: [`health check ${resource.name} has the protocol ${resource.type ?? 'none'}`],
    }
  }
  const settings = resource[`${protocol}HealthCheck`] ?? {}
  const remarks = (['host', 'response', 'request'] as const)
    .filter((key) => settings[key] !== undefined && settings[key] !== '')
    .map((key) => `health check ${resource.name} sets ${key}`)
  // Defaults of the API: port 80 (443 for HTTPS), path /, every 5 s, 2 failures.
  const health: HealthCheck = {
    protocol,
    port: settings.port ?? (protocol === 'https' ? 443 : 80),
    ...(protocol === 'tcp' ? {} : { path: settings.requestPath ?? '/' }),
    intervalSeconds: resource.checkIntervalSec ?? 5,
    threshold: resource.unhealthyThreshold ?? 2,
  }
  return { health, remarks }
}

/** The name at the end of a health check's URL. */
export function healthCheckName(url: string): string | undefined {
  return /\/healthChecks\/([^/?]+)$/.exec(url)?.[1]
}
