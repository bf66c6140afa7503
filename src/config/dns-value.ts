import { isIPv6 } from 'node:net'

/** One spelling for record values that mean the same: IPv6 compressed, host names in lower case, no final dot. */
export function canonicalDnsValue(type: string, value: string): string {
  if (type === 'AAAA' && isIPv6(value)) return new URL(`http://[${value}]`).hostname.slice(1, -1)
  return canonicalDnsName(value)
}

/** A domain name in the one spelling that comparisons use: lower case, no final dot. */
export function canonicalDnsName(name: string): string {
  return withoutFinalDot(name).toLowerCase()
}

/** A domain name without the final dot of its absolute form. */
export function withoutFinalDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}
