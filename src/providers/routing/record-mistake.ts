import { isIPv4, isIPv6 } from 'node:net'
import { targetsOf } from '../../routing/targets-of.ts'
import type { HealthCheck, RoutedRecord } from '../provider.ts'

/** What no provider could hold in a record, whatever its policies; undefined: nothing. */
export function recordMistake(record: RoutedRecord): string | undefined {
  const targets = targetsOf(record)
  if (!isDomainName(record.name)) return `${record.name} is no domain name`
  if (!Number.isInteger(record.ttlSeconds) || record.ttlSeconds < 0) {
    return 'a time to live is a whole number of seconds'
  }
  if (targets.length === 0) return 'a record needs a target'
  const wrong = targets.find((target) => !isValue(record.type, target.value))
  if (wrong !== undefined) return `${wrong.value} is no value of type ${record.type}`
  return targets.map((target) => target.health && healthMistake(target.health)).find((found) => found)
}

/** True for an ISO 3166 country code that is in use. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
}

function healthMistake({ port, path, protocol, threshold }: HealthCheck): string | undefined {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'a port is a whole number from 1 to 65535'
  if (!Number.isInteger(threshold) || threshold < 1) return 'a threshold is a whole number of failures'
  if (path === undefined) return undefined
  if (protocol === 'tcp') return 'a TCP health check has no path'
  return /^\/[\x21-\x7e]{0,254}$/.test(path)
    ? undefined
    : 'a path begins with / and has 255 characters at most'
}

function isValue(type: RoutedRecord['type'], value: string): boolean {
  if (type === 'A') return isIPv4(value)
  return type === 'AAAA' ? isIPv6(value) : isDomainName(value)
}

function isDomainName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.')
  return (
    name.length <= 253 && labels.length > 1 && labels.every((label) => /^(\*|[a-z0-9_-]{1,63})$/i.test(label))
  )
}
